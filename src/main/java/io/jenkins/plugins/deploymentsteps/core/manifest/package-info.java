/**
 * Kubernetes manifests as data: where each object came from, what it is called, which images it runs, and in which order a set is applied.
 */
package io.jenkins.plugins.deploymentsteps.core.manifest;
