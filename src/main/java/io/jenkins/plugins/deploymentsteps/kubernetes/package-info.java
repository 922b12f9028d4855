/**
 * Speaks to Kubernetes clusters: who we are there, how a kubeconfig is read safely, and the port {@code Cluster} on the
 * fabric8 client.
 */
@DefaultAnnotation(NonNull.class)
package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.DefaultAnnotation;
import edu.umd.cs.findbugs.annotations.NonNull;
