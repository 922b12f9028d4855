/**
 * Implements {@code core.sync.ArgoServer} with Argo CD's REST API.
 */
package io.jenkins.plugins.deploymentsteps.argocd;
