package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.List;
import java.util.Set;

/**
 * Which set an apply is of, and what becomes of objects that are no longer part of it.
 *
 * @param name of the set
 * @param deployment id of this deployment; another one for each
 * @param prune whether to delete what was part of the set before and is not any more
 * @param maxPrune the most objects that may be deleted
 * @param appliedBefore what each earlier step of this very build has applied to the set: to prune what a step has just
 *     applied that has nothing in common with this one can only be a mistake
 * @param prunable what alone may be pruned; null for whatever is no longer part of the set
 * @param origin which build deploys, as the inventory says
 */
public record SetRequest(
        String name,
        String deployment,
        boolean prune,
        int maxPrune,
        List<Set<ObjectRef.Identity>> appliedBefore,
        @CheckForNull Set<ObjectRef.Identity> prunable,
        Origin origin) {
    /** The limit where none is given: more than a usual change removes, less than most applications have. */
    public static final int DEFAULT_MAX_PRUNE = 10;

    /** Copies the list. */
    public SetRequest {
        appliedBefore = List.copyOf(appliedBefore);
        prunable = prunable == null ? null : Set.copyOf(prunable);
    }

    /** A deployment that prunes, if it does, whatever is no longer part of the set. */
    public SetRequest(
            String name, String deployment, boolean prune, int maxPrune, List<Set<ObjectRef.Identity>> appliedBefore) {
        this(name, deployment, prune, maxPrune, appliedBefore, null, Origin.UNKNOWN);
    }

    /** Returns the same of a known build. */
    public SetRequest from(Origin build) {
        return new SetRequest(name, deployment, prune, maxPrune, appliedBefore, prunable, build);
    }

    boolean mayPrune(ObjectRef ref) {
        return prunable == null || prunable.contains(ref.identity());
    }
}
