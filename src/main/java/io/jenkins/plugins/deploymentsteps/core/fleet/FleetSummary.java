package io.jenkins.plugins.deploymentsteps.core.fleet;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells people what became of several clusters. */
public final class FleetSummary {
    private static final String[] HEAD = {"cluster", "outcome", "created", "configured", "unchanged", "seconds"};

    private final List<ClusterResult> clusters;

    /** Tells of these, in their order. */
    public FleetSummary(List<ClusterResult> clusters) {
        this.clusters = List.copyOf(clusters);
    }

    /** Returns the lines of a table: a head, and one line for each cluster. */
    public List<String> table() {
        List<String[]> rows = new ArrayList<>();
        rows.add(HEAD);
        for (ClusterResult each : clusters) {
            rows.add(new String[] {
                each.cluster(),
                each.outcome().text(),
                String.valueOf(each.created()),
                String.valueOf(each.configured()),
                String.valueOf(each.unchanged()),
                String.valueOf(each.seconds())
            });
        }
        int[] widths = new int[HEAD.length];
        for (String[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                widths[i] = Math.max(widths[i], row[i].length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    /** Texts begin at their column, numbers end at it. */
    private static String line(String[] row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.length; i++) {
            String space = " ".repeat(widths[i] - row[i].length());
            line.append(i == 0 ? "" : "  ").append(i < 2 ? row[i] + space : space + row[i]);
        }
        return line.toString();
    }

    /** Returns how many clusters have which outcome: {@code 3 clusters: 2 deployed, 1 not-begun}. */
    public String counts() {
        List<String> counts = new ArrayList<>();
        for (ClusterOutcome outcome : ClusterOutcome.values()) {
            long count =
                    clusters.stream().filter(each -> each.outcome() == outcome).count();
            if (count > 0) {
                counts.add(count + " " + outcome.text());
            }
        }
        return clusters.size() + (clusters.size() == 1 ? " cluster: " : " clusters: ") + String.join(", ", counts);
    }

    /** Returns which clusters are how far, of a deployment that somebody ended. */
    public static String whereItEnded(Map<String, ClusterOutcome> clusters) {
        return Stream.of(
                        sentence("Deployed, and stays", clusters, ClusterOutcome::isGood),
                        sentence(
                                "In the middle",
                                clusters,
                                outcome -> outcome == ClusterOutcome.ABORTED || outcome.isGoingOn()),
                        sentence(
                                "Not as wanted",
                                clusters,
                                outcome -> outcome.isFailure() || outcome == ClusterOutcome.SUPERSEDED),
                        sentence("Rolled back", clusters, outcome -> outcome == ClusterOutcome.ROLLED_BACK),
                        sentence("Not rolled back", clusters, outcome -> outcome == ClusterOutcome.ROLLBACK_FAILED),
                        sentence("Not begun", clusters, outcome -> outcome == ClusterOutcome.NOT_BEGUN))
                .filter(sentence -> !sentence.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String sentence(
            String begin, Map<String, ClusterOutcome> clusters, Predicate<ClusterOutcome> which) {
        String names = clusters.entrySet().stream()
                .filter(each -> which.test(each.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "" : begin + ": " + names + ".";
    }

    /** Returns whether each cluster is as wanted. */
    public boolean isGood() {
        return clusters.stream().allMatch(each -> each.outcome().isGood());
    }

    /**
     * Returns the failure of a deployment that is not good: each bad cluster with its reason, what was rolled back or was
     * not, and which clusters are as wanted or were not begun.
     */
    public DeploymentException failure() {
        List<ClusterResult> bad =
                clusters.stream().filter(each -> each.outcome().isBad()).toList();
        List<String> lines = new ArrayList<>();
        lines.add(bad.size() + " of " + clusters.size() + " clusters " + (bad.size() == 1 ? "is" : "are")
                + " not as wanted:");
        bad.forEach(each -> lines.add(each.cluster() + " (" + each.outcome().text() + "): " + each.message()));
        for (ClusterResult each : clusters) {
            if (each.outcome() == ClusterOutcome.ROLLED_BACK) {
                lines.add(each.cluster() + " was rolled back: " + each.message());
            } else if (each.outcome() == ClusterOutcome.ROLLBACK_FAILED) {
                lines.add(each.cluster() + " was deployed and should have been rolled back, which failed: "
                        + each.message());
            }
        }
        Map<String, ClusterOutcome> others = new LinkedHashMap<>();
        clusters.stream()
                .filter(each -> each.outcome().isGood() || each.outcome() == ClusterOutcome.NOT_BEGUN)
                .forEach(each -> others.put(each.cluster(), each.outcome()));
        if (!others.isEmpty()) {
            lines.add(whereItEnded(others));
        }
        return new DeploymentException(kind(bad), String.join("\n", lines));
    }

    private static Kind kind(List<ClusterResult> bad) {
        if (bad.stream().allMatch(each -> each.outcome() == ClusterOutcome.SUPERSEDED)) {
            return Kind.SUPERSEDED;
        }
        return bad.stream().allMatch(each -> each.outcome() == ClusterOutcome.TIMED_OUT)
                ? Kind.TIMEOUT
                : Kind.NOT_READY;
    }
}
