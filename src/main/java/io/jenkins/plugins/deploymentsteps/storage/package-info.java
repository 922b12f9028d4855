/** What a build keeps encrypted in its own directory, and what goes with the build when that is deleted. */
package io.jenkins.plugins.deploymentsteps.storage;
