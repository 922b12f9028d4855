package io.jenkins.plugins.deploymentsteps.core.inventory;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * What is to be pruned once the rest of the set is rolled out. It was fixed before the first change: what comes to the
 * set later, by another build, is never pruned by this one.
 *
 * @param set whose objects they are
 * @param deployment the id of the deployment that prunes
 * @param candidates what may be deleted, with UIDs
 * @param kept what is no longer part of the set and stays
 */
public record PrunePlan(ApplySet set, String deployment, List<InventoryEntry> candidates, List<PrunedObject> kept)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Copies the lists into ones that can be serialised by whatever Jenkins uses. */
    public PrunePlan {
        candidates = new ArrayList<>(candidates);
        kept = new ArrayList<>(kept);
    }

    /** Returns what the pruning is going to say if nothing changes until then. */
    public PruneResult preview(String cluster) {
        List<PrunedObject> objects = new ArrayList<>(kept);
        candidates.forEach(entry -> objects.add(new PrunedObject(entry.ref(), PrunedObject.Action.PRUNED, null)));
        return new PruneResult(cluster, objects);
    }
}
