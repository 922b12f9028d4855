/** The credentials that a build may use, from a file. */
package io.jenkins.plugins.deploymentsteps.runner.credentials;
