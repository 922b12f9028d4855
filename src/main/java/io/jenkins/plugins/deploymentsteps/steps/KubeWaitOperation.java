package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** Waits for what an earlier {@code kubeApply(wait: false)} of the same build applied. */
final class KubeWaitOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final String credentialsId;

    /** Where the objects are, by the build's report; null before the first look. */
    private volatile ClusterLocation location;

    private volatile ArrayList<WaitTarget> targets;

    /** What is pruned after the rollout; null if nothing is. */
    private volatile PrunePlan plan;

    /** Whether everything has been rolled out. */
    private volatile boolean rolledOut;

    private transient ClusterSession session;

    /** Goes on with that deployment: its report is this operation's. */
    KubeWaitOperation(String deployment, Duration timeout, @CheckForNull String credentialsId) {
        super(deployment, KubeWaitStep.NAME, timeout);
        this.credentialsId = credentialsId;
    }

    @Override
    void connect(BuildContext build) throws DeploymentException {
        session(build);
    }

    private ClusterSession session(BuildContext build) throws DeploymentException {
        if (session == null) {
            session = ClusterSession.open(this, location, build);
        }
        return session;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build) throws DeploymentException, InterruptedException {
        if (targets == null) {
            find(build);
        }
        if (!rolledOut) {
            Progress<RolloutResult> progress = session(build).look(targets, deadline(), build);
            if (progress instanceof Progress.Running<RolloutResult> running) {
                return new Progress.Running<>(running.retryAfter());
            }
            rolledOut = true;
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("deployment", id());
        value.put("server", session(build).cluster().url());
        value.put("ready", true);
        PrunedObjects.none(value);
        if (plan != null) {
            Progress<PruneResult> progress = session(build).prune(plan, deadline(), build);
            if (progress instanceof Progress.Running<PruneResult> running) {
                return new Progress.Running<>(running.retryAfter());
            } else if (progress instanceof Progress.Done<PruneResult> done) {
                PrunedObjects.into(value, done.result());
                report(build, report -> {
                    report.took(done.result());
                    report.end(
                            report.getOutcome(),
                            report.getMessage() + "; " + done.result().summary());
                });
            }
        }
        report(build, report -> report.end(Outcome.SUCCEEDED, report.getMessage()));
        return new Progress.Done<>(value);
    }

    private void find(BuildContext build) throws DeploymentException {
        DeploymentReport report = DeploymentAction.find(build.run(), id());
        PendingRollout pending = report == null ? null : report.pendingRollout();
        if (pending == null) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "deployment: this build has applied nothing under the id '" + Text.shorten(id(), 100)
                            + "'. Give the 'deployment' of the value that kubeApply(wait: false) returned, as in"
                            + " def web = kubeApply(…, wait: false); kubeWait deployment: web.deployment.");
        }
        location = new ClusterLocation(
                credentialsId == null ? pending.credentialsId() : credentialsId,
                pending.server(),
                pending.caCertificate(),
                pending.context(),
                pending.skipTlsVerify());
        plan = pending.prune();
        targets = new ArrayList<>(pending.targets());
        report(build, running -> running.end(Outcome.RUNNING, running.getMessage()));
    }

    @Override
    String status() {
        return rolledOut ? "pruning" : "waiting for the rollout";
    }

    @Override
    String doneSoFar() {
        return rolledOut
                ? "What had been applied stays and is rolled out. Some objects may have been pruned."
                : "What had been applied stays; the rollout goes on in the cluster.";
    }

    @Override
    void close() {
        closeQuietly(session);
        session = null;
    }
}
