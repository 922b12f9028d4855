package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetCluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A Kubernetes cluster. Objects cross this port as plain data: maps, lists, strings, numbers, booleans.
 *
 * <p>Safe for use by several threads. Calls block, end at once when their thread is interrupted, and retry by
 * themselves what is safe to retry (passing faults and 429 answers), within bounds.
 */
public interface Cluster extends SetCluster, AutoCloseable {
    /** Returns the namespace of the connection, {@code default} where it names none. */
    String defaultNamespace();

    /**
     * Says which objects may not be changed by rules of this connection's own, such as the namespaces that a named target
     * allows. Nothing is sent.
     *
     * @param refs with their namespaces
     * @return for each such object why, in a sentence without its name; a connection without rules allows all
     */
    default Map<ObjectRef, String> refusals(Collection<ObjectRef> refs) {
        return Map.of();
    }

    /**
     * Whether objects of these kinds live in a namespace, by the server's discovery.
     *
     * @param refs one object of each kind is enough
     * @return for each kind ({@link Kind}) whether it is namespaced; a kind that the server does not serve is left out
     * @throws DeploymentException if the server cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException, InterruptedException;

    /**
     * Asks the server's authorization what we may do, side by side; nothing is changed.
     *
     * @return one answer for each query, in their order; unknown where the server does not say
     * @throws InterruptedException if the thread is interrupted
     */
    default List<Access> access(List<AccessQuery> queries) throws InterruptedException {
        return queries.stream().map(Access::unknown).toList();
    }

    /**
     * Applies objects server-side, as our field manager, side by side.
     *
     * @param objects complete objects with their namespaces; their order among each other is free
     * @param conflicts what to do with fields that somebody else owns
     * @param dryRun whether the server only checks and stores nothing
     * @param progress is told of each object that is sent, and of its outcome as soon as that is known
     * @return one outcome for each object, in the order of the objects; whatever keeps an object from being applied is
     *     an outcome, too, also that the cluster as a whole cannot be used
     * @throws InterruptedException if the thread is interrupted; what was sent and is not told to be answered may have
     *     been applied or not
     */
    List<ApplyOutcome> apply(
            List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
            throws InterruptedException;

    /** Applies objects, and tells nobody of it before the end. */
    default List<ApplyOutcome> apply(List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun)
            throws InterruptedException {
        return apply(objects, conflicts, dryRun, ApplyProgress.UNTOLD);
    }

    /**
     * Lists the objects of a kind in a namespace that match a label selector.
     *
     * @param apiVersion such as {@code v1}
     * @param kind such as {@code Pod}
     * @param labelSelector in the API's own syntax; empty for all
     * @throws DeploymentException if they may not or cannot be listed
     * @throws InterruptedException if the thread is interrupted
     */
    List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labelSelector)
            throws DeploymentException, InterruptedException;

    /**
     * Returns the last events about an object, the oldest first; none where they may not be read, because they only
     * explain a failure that is known already.
     *
     * @param ref which object
     * @param uid its identity; events of an object of the same name before it are left out
     * @throws InterruptedException if the thread is interrupted
     */
    List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException;

    /**
     * Returns the last lines that a container wrote; none where they may not or cannot be read, because they only
     * explain a failure that is known already.
     *
     * @param pod a Pod
     * @param container the container's name
     * @param previous whether the container's last run is meant, not the one of now
     * @param lines the most lines to return
     * @throws InterruptedException if the thread is interrupted
     */
    List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines) throws InterruptedException;

    /**
     * Returns what a container has written, each line with its time before it, as the server tells it; none where it may
     * not or cannot be read.
     *
     * @param pod a Pod
     * @param container the container's name
     * @param since the time from which on, as it was before an earlier line; null for all
     * @throws InterruptedException if the thread is interrupted
     */
    default List<String> timedLogLines(ObjectRef pod, String container, @CheckForNull String since)
            throws InterruptedException {
        return List.of();
    }

    /**
     * Calls back, from any thread, whenever one of these objects may have changed, at once, or a pod that belongs to one
     * of them, soon. It may call too often or, when a watch is lost, too rarely: who waits also looks by themselves from
     * time to time.
     *
     * @param changed returns quickly and does not throw
     * @return closes the subscription
     */
    Subscription watch(Collection<ObjectRef> refs, Runnable changed);

    /** Releases the connection; open subscriptions end. */
    @Override
    void close();

    /** Is told of an apply while it goes on, from any thread; an object by its place in the list. */
    interface ApplyProgress {
        /** Nobody asks how far it is. */
        ApplyProgress UNTOLD = new ApplyProgress() {
            @Override
            public void sent(int index) {
                // nobody asks
            }

            @Override
            public void answered(int index, ApplyOutcome outcome) {
                // nobody asks
            }
        };

        /** From now on, the object may have been applied. */
        void sent(int index);

        /** What became of the object is known. */
        void answered(int index, ApplyOutcome outcome);
    }

    /**
     * A kind of object.
     *
     * @param apiVersion group and version
     * @param kind the kind's name
     */
    record Kind(String apiVersion, String kind) {
        /** Returns the kind of an object. */
        public static Kind of(ObjectRef ref) {
            return new Kind(ref.apiVersion(), ref.kind());
        }
    }

    /** An open subscription. */
    interface Subscription extends AutoCloseable {
        /** Returns whether a change would be told of now; if not, looking often is all that helps. */
        default boolean isLive() {
            return false;
        }

        @Override
        void close();
    }
}
