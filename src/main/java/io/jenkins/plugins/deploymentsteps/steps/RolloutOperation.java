package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An operation that ends in a wait for a rollout on one cluster. */
abstract class RolloutOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is awaited; null until that is known. */
    private volatile ArrayList<WaitTarget> targets;

    /** What is pruned once that is rolled out; null if nothing is. */
    @CheckForNull
    private volatile PrunePlan prune;

    /** The step's value but for what is pruned; null until everything that is awaited has been rolled out. */
    private volatile LinkedHashMap<String, Object> ready;

    /** What the log said of it, which a restart need not say again. */
    private volatile ToldRollouts told = ToldRollouts.NOTHING;

    private transient ClusterSession session;

    RolloutOperation(String id, String step, Duration timeout) {
        super(id, step, timeout);
    }

    /** Returns where the cluster is; known before anything is asked of it. */
    abstract ClusterLocation location();

    /** Returns what is awaited; null until that is known. */
    @CheckForNull
    final List<WaitTarget> targets() {
        return targets;
    }

    /** Says what to wait for, from now on, and what to prune after that. */
    final void awaits(List<WaitTarget> left, @CheckForNull PrunePlan plan) {
        prune = plan;
        targets = new ArrayList<>(WaitTarget.begin(left));
    }

    @Override
    final void connect(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        session(build);
    }

    /** Returns the open cluster. */
    final ClusterSession session(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        if (session == null) {
            session = ClusterSession.open(this, location(), build);
        }
        return session;
    }

    @Override
    Object state() {
        return Arrays.asList(targets, told, ready);
    }

    /**
     * Looks once at the rollout or, after it, at what is pruned.
     *
     * @param whenReady makes the step's value, but for what was pruned
     */
    final Progress<Map<String, Object>> await(
            BuildContext build, Function<RolloutResult, LinkedHashMap<String, Object>> whenReady)
            throws DeploymentException, IOException, InterruptedException {
        ClusterSession open = session(build);
        if (ready == null) {
            Progress<RolloutResult> progress = open.look(targets, told, deadline(), build);
            told = open.told();
            if (progress instanceof Progress.Running<RolloutResult> running) {
                return new Progress.Running<>(running.retryAfter());
            }
            ready = whenReady.apply(((Progress.Done<RolloutResult>) progress).result());
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>(ready);
        if (prune != null) {
            Progress<PruneResult> progress = open.prune(prune, deadline(), build);
            if (progress instanceof Progress.Running<PruneResult> running) {
                return new Progress.Running<>(running.retryAfter());
            } else if (progress instanceof Progress.Done<PruneResult> done) {
                pruned(build, done.result(), value);
            }
        }
        report(build, report -> report.end(Outcome.SUCCEEDED, report.getMessage()));
        return new Progress.Done<>(value);
    }

    /** Says in report and value what was pruned, or would be. */
    final void pruned(BuildContext build, PruneResult result, LinkedHashMap<String, Object> value) {
        ApplyValue.pruned(value, result);
        report(build, report -> {
            report.took(result);
            report.end(report.getOutcome(), report.getMessage() + "; " + result.summary());
        });
    }

    @Override
    String status() {
        return ready != null ? "pruning" : "waiting for the rollout";
    }

    @Override
    String doneSoFar() {
        if (ready != null) {
            return "Everything had been applied and is rolled out. Some objects may have been pruned.";
        }
        return "Everything had been applied and stays; the rollout goes on in the cluster."
                + (prune == null ? "" : " Nothing was pruned.");
    }

    @Override
    final void close() {
        closeQuietly(session);
        session = null;
    }
}
