package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What keeping and pruning a set needs of a cluster. Calls block and may be made from any thread. */
public interface SetCluster {
    /** Returns the API server's URL, without user info. */
    String url();

    /**
     * Reads objects side by side.
     *
     * @return one entry for each ref, in their order; empty where the object does not exist
     * @throws DeploymentException if one of them may not or cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    List<Optional<Map<String, Object>>> read(List<ObjectRef> refs) throws DeploymentException, InterruptedException;

    /**
     * Reads the metadata of objects side by side, whatever version of their kind the server serves now.
     *
     * @return one entry for each ref, in their order: a map with {@code metadata}; empty where the object does not exist,
     *     which is so, too, if its kind does not any more
     * @throws DeploymentException if one of them may not or cannot be read
     * @throws InterruptedException if the thread is interrupted
     */
    List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException;

    /**
     * Lists the metadata of the objects of a kind that match a label selector.
     *
     * @param namespace null for a kind that belongs to the whole cluster
     * @param labelSelector in the API's own syntax
     * @return a map with {@code metadata} for each
     * @throws DeploymentException if they may not or cannot be listed
     * @throws InterruptedException if the thread is interrupted
     */
    List<Map<String, Object>> listMetadata(
            String apiVersion, String kind, @CheckForNull String namespace, String labelSelector)
            throws DeploymentException, InterruptedException;

    /**
     * Creates an object, or changes some of its fields if nobody else has changed it since.
     *
     * @param fields those to set; null as a value removes a field
     * @param resourceVersion the one that the object must still have; null to create it
     * @param dryRun whether the server only checks and stores nothing
     * @return the object as it is stored now
     * @throws DeploymentException (conflict) if it has another version, or is there already; (not found) if its namespace
     *     or itself is not there
     * @throws InterruptedException if the thread is interrupted; it may have been stored
     */
    Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException;

    /**
     * Has objects deleted side by side, each only if it is still the one of that UID. It returns when the server has
     * taken note: an object with finalizers goes later.
     *
     * @param dryRun whether the server only checks and deletes nothing
     * @return one outcome for each deletion, in their order
     * @throws InterruptedException if the thread is interrupted; some may have been deleted
     */
    List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException;
}
