package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import java.util.List;

/** Waits until objects are truly rolled out. */
public final class WaitForRollout {
    private final Cluster cluster;
    private final DeploymentLog log;

    /** One for each wait: it prints a line only when something changed since its last look. */
    public WaitForRollout(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Looks once.
     *
     * @param targets what is awaited
     * @param deadline when the wait gives up
     * @return done when every target is ready
     * @throws DeploymentException (not ready, timeout) with the {@link RolloutResult} as partial result, naming each
     *     object that is not ready and why; or because the cluster cannot be used
     * @throws InterruptedException if the thread is interrupted
     */
    public Progress<RolloutResult> look(List<WaitTarget> targets, Deadline deadline)
            throws DeploymentException, InterruptedException {
        throw new UnsupportedOperationException("not yet");
    }
}
