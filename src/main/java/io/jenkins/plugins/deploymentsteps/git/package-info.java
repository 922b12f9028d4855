/**
 * Implements the port {@link io.jenkins.plugins.deploymentsteps.core.commit.GitRepository} with JGit, lean and apart from the process's own Git and SSH configuration.
 */
package io.jenkins.plugins.deploymentsteps.git;
