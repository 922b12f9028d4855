package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
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
     * @throws DeploymentException (not found) if it does not exist or we may not see it: Argo CD does not tell which;
     *     (unavailable) if the server did not answer, perhaps because the comparison takes long: it goes on then
     * @throws InterruptedException if the thread is interrupted
     */
    Map<String, Object> application(String application, SyncRequest.Refresh refresh)
            throws DeploymentException, InterruptedException;

    /**
     * Reads every resource that belongs to an application, with those that its own resources made (pods of a
     * deployment).
     *
     * @param application name or {@code namespace/name}
     * @return the tree as plain data; its {@code nodes} have {@code kind}, {@code name}, {@code health}
     * @throws DeploymentException if it cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    Map<String, Object> resourceTree(String application) throws DeploymentException, InterruptedException;

    /**
     * Starts a sync operation. It is never repeated by itself: whether it was started is read from the application.
     *
     * @param application name or {@code namespace/name}
     * @param operation what it does
     * @throws DeploymentException (conflict) if another operation is in progress; (unavailable) if it is not known
     *     whether it was started; any other kind if it was not
     * @throws InterruptedException if the thread is interrupted; it is not known then whether it was started
     */
    void sync(String application, SyncOperation operation) throws DeploymentException, InterruptedException;

    /**
     * Asks Argo CD to end the running operation. It ends some time later.
     *
     * @throws DeploymentException if it cannot be asked; an application without a running operation is fine
     * @throws InterruptedException if the thread is interrupted
     */
    void terminate(String application) throws DeploymentException, InterruptedException;

    @Override
    void close();

    /**
     * A sync operation to start.
     *
     * @param id by which the operation is known again; Argo CD keeps it with the operation as the info
     *     {@value #ID_INFO}
     * @param revisions what to sync to: empty for what the application tracks, one for its only source, or one for
     *     each of its sources in their order
     * @param prune whether it deletes what is no longer in Git
     * @param dryRun whether it changes nothing
     */
    record SyncOperation(String id, List<String> revisions, boolean prune, boolean dryRun) {
        /** The name of the info that holds the id. */
        public static final String ID_INFO = "deployment-steps/operation";

        /** Copies the list. */
        public SyncOperation {
            revisions = List.copyOf(revisions);
        }
    }
}
