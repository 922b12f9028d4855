package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;

/**
 * An Argo CD application to bring to a revision.
 *
 * @param application its name, or {@code namespace/name} for an application outside Argo CD's own namespace
 * @param revision the full commit id that must be live; null for whatever Argo CD finds at the tracked branch; of an
 *     abbreviation, a branch or a tag, {@link WantedRevision} says what is pinned
 * @param refresh how Argo CD looks at Git first
 * @param prune whether the sync deletes what is no longer in Git
 * @param dryRun whether the sync changes nothing
 * @param onBusy what to do when another operation is running
 * @param waitUntilHealthy whether to wait until the revision is live and healthy
 * @param paused what a suspended resource (a paused rollout) means
 */
public record SyncRequest(
        String application,
        @CheckForNull String revision,
        Refresh refresh,
        boolean prune,
        boolean dryRun,
        OnBusy onBusy,
        boolean waitUntilHealthy,
        Paused paused)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** How Argo CD looks at Git before the sync. */
    public enum Refresh {
        /** Compares with what it has in its cache of that revision. */
        NORMAL,
        /** Renders the manifests again. */
        HARD,
        /** Does not look. */
        NONE
    }

    /** What to do when another operation is running. */
    public enum OnBusy {
        /** Wait for its end, then start ours. */
        WAIT,
        /** Fail. */
        FAIL,
        /** Terminate it, then start ours. */
        TERMINATE
    }

    /** What a suspended resource means. */
    public enum Paused {
        /** Not done yet. */
        WAIT,
        /** As good as healthy. */
        SUCCESS
    }
}
