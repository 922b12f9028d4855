package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
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

    /** Says what to wait for, from now on. */
    final void awaits(List<WaitTarget> left) {
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
    final Object state() {
        return Arrays.asList(targets, told);
    }

    /**
     * Looks at the rollout once.
     *
     * @param whenReady makes the step's value
     */
    final Progress<Map<String, Object>> await(
            BuildContext build, Function<RolloutResult, LinkedHashMap<String, Object>> whenReady)
            throws DeploymentException, IOException, InterruptedException {
        ClusterSession open = session(build);
        Progress<RolloutResult> progress = open.look(targets, told, deadline(), build);
        told = open.told();
        if (progress instanceof Progress.Done<RolloutResult> done) {
            report(build, report -> report.end(Outcome.SUCCEEDED, report.getMessage()));
            return new Progress.Done<>(whenReady.apply(done.result()));
        }
        return new Progress.Running<>(((Progress.Running<RolloutResult>) progress).retryAfter());
    }

    @Override
    String status() {
        return "waiting for the rollout";
    }

    @Override
    final void close() {
        closeQuietly(session);
        session = null;
    }
}
