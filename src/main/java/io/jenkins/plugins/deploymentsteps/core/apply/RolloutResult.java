package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How far the awaited objects are.
 *
 * @param cluster the API server's URL
 * @param objects in the order of the targets
 * @param digests of the images that run, by the image as the manifests have it, once all is ready; several where the nodes
 *     got different ones
 */
public record RolloutResult(String cluster, List<ObjectRollout> objects, Map<String, List<String>> digests)
        implements DeploymentResult {
    /** Copies the collections. */
    public RolloutResult {
        objects = List.copyOf(objects);
        digests = Collections.unmodifiableMap(new TreeMap<>(digests));
    }

    /** A result that nothing is known of the images that run. */
    public RolloutResult(String cluster, List<ObjectRollout> objects) {
        this(cluster, objects, Map.of());
    }

    RolloutResult withDigests(Map<String, ? extends Collection<String>> found) {
        Map<String, List<String>> lists = new TreeMap<>();
        found.forEach((image, digests) -> lists.put(image, List.copyOf(digests)));
        return new RolloutResult(cluster, objects, lists);
    }

    /** Returns the objects in that state. */
    public List<ObjectRollout> in(Readiness.State state) {
        return objects.stream().filter(object -> object.state() == state).toList();
    }

    @Override
    public String summary() {
        List<String> parts = new ArrayList<>();
        parts.add(in(Readiness.State.READY).size() + " of " + objects.size()
                + (objects.size() == 1 ? " object ready" : " objects ready"));
        int failed = in(Readiness.State.FAILED).size();
        if (failed > 0) {
            parts.add(failed + " failed");
        }
        return String.join(", ", parts);
    }
}
