package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import java.util.ArrayList;
import java.util.List;

/**
 * How far the awaited objects are.
 *
 * @param cluster the API server's URL
 * @param objects in the order of the targets
 */
public record RolloutResult(String cluster, List<ObjectRollout> objects) implements DeploymentResult {
    /** Copies the list. */
    public RolloutResult {
        objects = List.copyOf(objects);
    }

    /** Returns the objects in that state. */
    public List<ObjectRollout> in(ObjectRollout.State state) {
        return objects.stream().filter(object -> object.state() == state).toList();
    }

    @Override
    public String summary() {
        List<String> parts = new ArrayList<>();
        parts.add(in(ObjectRollout.State.READY).size() + " of " + objects.size()
                + (objects.size() == 1 ? " object ready" : " objects ready"));
        int failed = in(ObjectRollout.State.FAILED).size();
        if (failed > 0) {
            parts.add(failed + " failed");
        }
        return String.join(", ", parts);
    }
}
