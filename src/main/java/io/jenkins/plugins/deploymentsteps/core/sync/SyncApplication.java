package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;

/** Brings an Argo CD application to a revision, one look at a time. */
public final class SyncApplication {
    /**
     * @param server where the application is
     * @param log where to tell what changes
     */
    public SyncApplication(ArgoServer server, DeploymentLog log) {}

    /**
     * Looks once and does what is due.
     *
     * @param request what is wanted; the same at every look
     * @param state how far it has come; changed by this call, to be saved by the caller after each look
     * @param deadline when to give up
     * @return when to look again, or the result
     * @throws DeploymentException if it failed or the deadline passed; carries what is live
     * @throws InterruptedException if the thread is interrupted; the state stays usable
     */
    public Progress<SyncResult> look(SyncRequest request, SyncState state, Deadline deadline)
            throws DeploymentException, InterruptedException {
        throw new UnsupportedOperationException("not written yet");
    }
}
