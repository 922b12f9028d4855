package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;

/** Speaks to a cluster. */
public final class Fabric8Cluster {
    private Fabric8Cluster() {}

    /**
     * Opens a connection; nothing is sent yet.
     *
     * @throws DeploymentException (invalid input) if the URL, a certificate or the key cannot be used
     */
    public static Cluster open(ClusterConnection connection) throws DeploymentException {
        throw new UnsupportedOperationException("not yet");
    }
}
