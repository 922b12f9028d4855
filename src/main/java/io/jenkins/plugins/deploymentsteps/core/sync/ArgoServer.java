package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.Map;

/**
 * An Argo CD API server.
 *
 * <p>Safe for use by several threads. Calls block, end at once when their thread is interrupted, and retry only what
 * is safe to retry.
 */
public interface ArgoServer extends AutoCloseable {
    /** Returns the server's URL, without user info. */
    String url();

    /**
     * Reads an application.
     *
     * @param application name or {@code namespace/name}
     * @param refresh whether Argo CD compares with Git first; the answer comes after the comparison
     * @return the Application resource as plain data
     * @throws DeploymentException (not found) if it does not exist or we may not see it: Argo CD does not tell which
     * @throws InterruptedException if the thread is interrupted
     */
    Map<String, Object> application(String application, SyncRequest.Refresh refresh)
            throws DeploymentException, InterruptedException;

    /**
     * Starts a sync operation. It is never repeated by itself: whether it was started is read from the application.
     *
     * @param application name or {@code namespace/name}
     * @param revision the commit to sync to; null for the tracked one
     * @throws DeploymentException (conflict) if another operation is in progress, or what else kept it from starting
     * @throws InterruptedException if the thread is interrupted
     */
    void sync(String application, @CheckForNull String revision, boolean prune, boolean dryRun)
            throws DeploymentException, InterruptedException;

    /**
     * Asks Argo CD to end the running operation. It ends some time later.
     *
     * @throws DeploymentException if it cannot be asked; an application without a running operation is fine
     * @throws InterruptedException if the thread is interrupted
     */
    void terminate(String application) throws DeploymentException, InterruptedException;

    @Override
    void close();
}
