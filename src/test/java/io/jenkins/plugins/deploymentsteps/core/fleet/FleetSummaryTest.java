package io.jenkins.plugins.deploymentsteps.core.fleet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class FleetSummaryTest {
    private static ClusterResult cluster(String name, ClusterOutcome outcome, String message) {
        return new ClusterResult(name, outcome, message, 0, 0, 0, 0);
    }

    @Test
    public void theTableHasALineForEachCluster() {
        FleetSummary summary = new FleetSummary(List.of(
                new ClusterResult("eu-1", ClusterOutcome.DEPLOYED, "", 12, 1, 0, 104),
                new ClusterResult("production-us", ClusterOutcome.NOT_BEGUN, "", 0, 0, 0, 0)));
        assertThat(
                summary.table(),
                contains(
                        "cluster        outcome    created  configured  unchanged  seconds",
                        "eu-1           deployed        12           1          0      104",
                        "production-us  not-begun        0           0          0        0"));
        assertThat(summary.counts(), is("2 clusters: 1 not-begun, 1 deployed"));
        assertThat(summary.isGood(), is(false));
    }

    @Test
    public void aFailureNamesEachBadClusterAndWhatBecameOfTheOthers() {
        DeploymentException failure = new FleetSummary(List.of(
                        cluster("eu-1", ClusterOutcome.ROLLBACK_FAILED, "no right"),
                        cluster("eu-2", ClusterOutcome.ROLLED_BACK, "the set is as build 1 deployed it"),
                        cluster("eu-3", ClusterOutcome.NO_CHANGE, ""),
                        cluster("eu-4", ClusterOutcome.FAILED, "CrashLoopBackOff"),
                        cluster("eu-5", ClusterOutcome.TIMED_OUT, "The time is up"),
                        cluster("eu-6", ClusterOutcome.NOT_BEGUN, "")))
                .failure();
        assertThat(failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), is("""
                2 of 6 clusters are not as wanted:
                eu-4 (failed): CrashLoopBackOff
                eu-5 (timed-out): The time is up
                eu-1 was deployed and should have been rolled back, which failed: no right
                eu-2 was rolled back: the set is as build 1 deployed it
                Deployed, and stays: eu-3. Not begun: eu-6."""));
    }

    @Test
    public void aFailureIsOfTheKindThatAllBadClustersHave() {
        ClusterResult good = cluster("eu-1", ClusterOutcome.DEPLOYED, "");
        ClusterResult superseded = cluster("eu-2", ClusterOutcome.SUPERSEDED, "a newer one");
        ClusterResult late = cluster("eu-3", ClusterOutcome.TIMED_OUT, "late");
        assertThat(new FleetSummary(List.of(good, superseded)).failure().kind(), is(Kind.SUPERSEDED));
        assertThat(new FleetSummary(List.of(good, late)).failure().kind(), is(Kind.TIMEOUT));
        assertThat(new FleetSummary(List.of(superseded, late)).failure().kind(), is(Kind.NOT_READY));
    }

    @Test
    public void whereItEndedHasEachClusterOnce() {
        Map<String, ClusterOutcome> clusters = new LinkedHashMap<>();
        for (ClusterOutcome outcome : ClusterOutcome.values()) {
            clusters.put(outcome.text(), outcome);
        }
        assertThat(
                FleetSummary.whereItEnded(clusters),
                is(
                        "Deployed, and stays: deployed, no-change, would-change. In the middle: running, aborted, rolling-back."
                                + " Not as wanted: failed, timed-out, superseded. Rolled back: rolled-back. Not rolled back:"
                                + " rollback-failed. Not begun: not-begun."));
    }
}
