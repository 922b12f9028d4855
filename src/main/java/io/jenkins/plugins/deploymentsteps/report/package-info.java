/**
 * What a build deployed, kept with the build: for its page, its REST API, and for steps that wait for what an earlier step left.
 */
package io.jenkins.plugins.deploymentsteps.report;
