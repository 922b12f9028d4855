/**
 * Speaks to Kubernetes clusters: who we are there, how a kubeconfig is read safely, and the port {@code Cluster} on the
 * fabric8 client.
 */
package io.jenkins.plugins.deploymentsteps.kubernetes;
