/**
 * Named clusters in the global configuration and in folders: which of them a job may use, as whom, and under which rules.
 */
package io.jenkins.plugins.deploymentsteps.targets;
