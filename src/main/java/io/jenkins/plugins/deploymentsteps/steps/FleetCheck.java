package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What came of asking several clusters, side by side, whether they can be deployed to at all. Thread-safe. */
final class FleetCheck {
    private final List<String> clusters;

    /** What is wrong, by the cluster's name. */
    private final Map<String, DeploymentException> problems = new HashMap<>();

    /**
     * Prepares it.
     *
     * @param clusters their names, in the order in which they are told of
     */
    FleetCheck(List<String> clusters) {
        this.clusters = List.copyOf(clusters);
    }

    /**
     * Returns what takes note of how a cluster's check ended.
     *
     * @param ended is run after that
     */
    ClusterRun.Ending of(String cluster, Runnable ended) {
        return new ClusterRun.Ending() {
            @Override
            public void succeeded(Map<String, Object> value) {
                ended.run();
            }

            @Override
            public void failed(Throwable failure, String message) {
                Kind kind = failure instanceof DeploymentException expected ? expected.kind() : Kind.UNAVAILABLE;
                note(cluster, new DeploymentException(kind, message, failure));
                ended.run();
            }

            @Override
            public void stopped() {
                ended.run();
            }
        };
    }

    private synchronized void note(String cluster, DeploymentException problem) {
        problems.put(cluster, problem);
    }

    /**
     * Fails unless all can be deployed to.
     *
     * @throws DeploymentException naming each that cannot, and why
     */
    synchronized void failIfAny() throws DeploymentException {
        if (problems.isEmpty()) {
            return;
        }
        List<String> lines = new ArrayList<>();
        for (String cluster : clusters) {
            if (problems.containsKey(cluster)) {
                lines.add(cluster + ": " + problems.get(cluster).getMessage());
            }
        }
        List<Kind> kinds = problems.values().stream()
                .map(DeploymentException::kind)
                .distinct()
                .toList();
        throw new DeploymentException(
                kinds.size() == 1 ? kinds.get(0) : Kind.INVALID_INPUT,
                "clusters: " + problems.size() + " of " + clusters.size()
                        + " cannot be deployed to, so nothing was changed on any of them:\n"
                        + String.join("\n", lines));
    }
}
