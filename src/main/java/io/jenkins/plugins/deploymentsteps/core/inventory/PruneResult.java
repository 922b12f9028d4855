package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import java.util.List;

/**
 * What became of the objects that are no longer part of a set.
 *
 * @param cluster the API server's URL
 * @param objects in the order in which they were dealt with
 */
public record PruneResult(String cluster, List<PrunedObject> objects) implements DeploymentResult {
    /** Copies the list. */
    public PruneResult {
        objects = List.copyOf(objects);
    }

    /** Returns the objects that this was done to. */
    public List<PrunedObject> in(PrunedObject.Action action) {
        return objects.stream().filter(object -> object.action() == action).toList();
    }

    @Override
    public String summary() {
        int kept = in(PrunedObject.Action.KEPT).size();
        int failed = in(PrunedObject.Action.FAILED).size();
        return in(PrunedObject.Action.PRUNED).size() + " pruned"
                + (kept == 0 ? "" : ", " + kept + " kept")
                + (failed == 0 ? "" : ", " + failed + " not pruned");
    }
}
