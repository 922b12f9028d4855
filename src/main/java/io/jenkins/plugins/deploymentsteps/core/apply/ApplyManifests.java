package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;

/** Applies a set of manifests. */
public final class ApplyManifests {
    private final Cluster cluster;
    private final DeploymentLog log;

    /** Applies to that cluster and tells the log one line for each object. */
    public ApplyManifests(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Applies the set, or checks it where the request is a dry run.
     *
     * @throws DeploymentException if the set is not valid, or an object was refused; once something has been written,
     *     with the {@link ApplyResult} of everything as partial result
     * @throws InterruptedException if the thread is interrupted; some objects may have been applied
     */
    public ApplyResult apply(ApplyRequest request) throws DeploymentException, InterruptedException {
        throw new UnsupportedOperationException("not yet");
    }
}
