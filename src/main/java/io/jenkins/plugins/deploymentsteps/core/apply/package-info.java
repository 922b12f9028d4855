/**
 * The push use case: apply a set of manifests to a cluster and wait until it is truly rolled out.
 */
package io.jenkins.plugins.deploymentsteps.core.apply;
