/**
 * Reads files of a build's workspace on its agent, within limits, and never one outside of the workspace.
 */
package io.jenkins.plugins.deploymentsteps.workspace;
