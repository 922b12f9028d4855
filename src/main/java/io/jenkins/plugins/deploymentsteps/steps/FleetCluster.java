package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterResult;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.ObjectReport;
import java.io.Serial;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One of the clusters that a step deploys to, as it is kept over a restart; replaced as a whole.
 *
 * @param name of the target
 * @param message why it is not as wanted, or what became of its rollback; empty if there is nothing to say
 * @param operation what goes on there; null if nothing does
 * @param deployment id of its deployment; empty before that
 * @param value what {@code kubeApply} returns of it; empty until everything is rolled out
 * @param began when, in milliseconds since the epoch; 0 before that
 * @param seconds how long it took, until the end of its deployment
 */
record FleetCluster(
        String name,
        ClusterOutcome outcome,
        String message,
        @CheckForNull ClusterOperation operation,
        String deployment,
        LinkedHashMap<String, Object> value,
        long began,
        int seconds)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Set<String> CHANGED = Set.of("configured", "replaced");

    static FleetCluster notBegun(String name) {
        return new FleetCluster(name, ClusterOutcome.NOT_BEGUN, "", null, "", new LinkedHashMap<>(), 0, 0);
    }

    FleetCluster begins(KubeApplyOperation apply) {
        return new FleetCluster(
                name, ClusterOutcome.RUNNING, "", apply, apply.id(), value, System.currentTimeMillis(), 0);
    }

    FleetCluster goesBack(KubeRollbackOperation rollback) {
        return new FleetCluster(name, ClusterOutcome.ROLLING_BACK, "", rollback, deployment, value, began, seconds);
    }

    /** Returns the same after what went on there succeeded. */
    FleetCluster succeeded(Map<String, Object> result) {
        if (operation instanceof KubeRollbackOperation rollback) {
            return new FleetCluster(
                    name,
                    ClusterOutcome.ROLLED_BACK,
                    "the set is " + rollback.destination() + " and is rolled out",
                    null,
                    deployment,
                    value,
                    began,
                    seconds);
        }
        return new FleetCluster(name, good(result), "", null, deployment, new LinkedHashMap<>(result), began, soFar());
    }

    /** A restart may have hidden what was changed before it: of that the value's outcome knows, and its objects do not. */
    private static ClusterOutcome good(Map<String, Object> result) {
        if (Boolean.TRUE.equals(result.get("dryRun"))) {
            return ApplyValue.isChange(result) ? ClusterOutcome.WOULD_CHANGE : ClusterOutcome.NO_CHANGE;
        }
        return ClusterOutcome.NO_CHANGE.text().equals(result.get("outcome"))
                ? ClusterOutcome.NO_CHANGE
                : ClusterOutcome.DEPLOYED;
    }

    /** Returns the same after what went on there failed. */
    FleetCluster failed(Throwable failure, String why) {
        if (outcome == ClusterOutcome.ROLLING_BACK) {
            return new FleetCluster(name, ClusterOutcome.ROLLBACK_FAILED, why, null, deployment, value, began, seconds);
        }
        Kind kind = failure instanceof DeploymentException expected ? expected.kind() : Kind.NOT_READY;
        ClusterOutcome bad = kind == Kind.SUPERSEDED
                ? ClusterOutcome.SUPERSEDED
                : kind == Kind.TIMEOUT ? ClusterOutcome.TIMED_OUT : ClusterOutcome.FAILED;
        return new FleetCluster(name, bad, why, null, deployment, value, began, soFar());
    }

    /** Returns the same after somebody ended what went on there. */
    FleetCluster stopped() {
        return new FleetCluster(name, ClusterOutcome.ABORTED, "", null, deployment, value, began, soFar());
    }

    private int soFar() {
        return (int) TimeUnit.MILLISECONDS.toSeconds(System.currentTimeMillis() - began);
    }

    /** Returns what to tell of it. */
    ClusterResult result(Run<?, ?> run) {
        DeploymentReport report = deployment.isEmpty() ? null : DeploymentAction.find(run, deployment);
        List<ObjectReport> objects = report == null ? List.of() : report.getObjects();
        return new ClusterResult(
                name,
                outcome,
                message,
                count(objects, Set.of("created")),
                count(objects, CHANGED),
                count(objects, Set.of("unchanged")),
                seconds);
    }

    private static int count(List<ObjectReport> objects, Set<String> actions) {
        return (int) objects.stream()
                .filter(each -> actions.contains(each.getAction()))
                .count();
    }

    /** Returns what a Pipeline is told of it: what {@code kubeApply} returns of one cluster, and which it is. */
    LinkedHashMap<String, Object> toValue() {
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("cluster", name);
        map.putAll(value);
        return map;
    }
}
