/**
 * What makes manifests: command lines of tools and what comes out of them, and manifests for an image alone. Nothing is
 * run here; steps run the tools where the workspace is.
 */
package io.jenkins.plugins.deploymentsteps.rendering;
