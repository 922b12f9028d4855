package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Waits for what an earlier {@code kubeApply(wait: false)} of the same build applied. */
final class KubeWaitOperation extends RolloutOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final String cluster;

    @CheckForNull
    private final String kubeconfigFile;

    @CheckForNull
    private final String credentialsId;

    /** Where the objects are, by the build's report; null before the first look. */
    private volatile ClusterLocation location;

    /**
     * Goes on with that deployment: its report is this operation's.
     *
     * @param other what to use instead of what {@code kubeApply} used; null for the same
     */
    KubeWaitOperation(String deployment, Duration timeout, @CheckForNull ClusterLocation other) {
        super(deployment, KubeWaitStep.NAME, timeout);
        this.cluster = other == null ? null : other.cluster();
        this.kubeconfigFile = other == null ? null : other.kubeconfigFile();
        this.credentialsId = other == null ? null : other.credentialsId();
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (targets() == null) {
            find(build);
        }
        return await(build, ready -> {
            LinkedHashMap<String, Object> value = new LinkedHashMap<>();
            value.put("deployment", id());
            value.put("server", ready.cluster());
            value.put("ready", true);
            value.put("digests", ApplyValue.digests(ready));
            ApplyValue.nothingPruned(value);
            return value;
        });
    }

    private void find(BuildContext build) throws DeploymentException {
        DeploymentReport report = DeploymentAction.find(build.run(), id());
        PendingRollout pending = report == null ? null : report.pendingRollout();
        if (report != null && report.isDryRun()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "deployment: '" + Text.shorten(id(), 100)
                            + "' was a dry run, which changed nothing, so there is nothing to wait for.");
        }
        if (pending == null) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "deployment: this build has applied nothing under the id '" + Text.shorten(id(), 100)
                            + "'. Give the 'deployment' of the value that kubeApply(wait: false) returned, as in"
                            + " def web = kubeApply(…, wait: false); kubeWait deployment: web.deployment.");
        }
        location = location(pending);
        awaits(pending.targets(), pending.prune());
        report(build, running -> running.end(Outcome.RUNNING, running.getMessage()));
    }

    /** Until it is found, the id is only what somebody wrote. */
    @Override
    boolean hasReport() {
        return location != null;
    }

    private ClusterLocation location(PendingRollout pending) throws DeploymentException {
        if (cluster != null) {
            return ClusterLocation.named(cluster);
        } else if (kubeconfigFile != null) {
            return ClusterLocation.file(kubeconfigFile, null, false);
        }
        if (credentialsId != null && pending.cluster() != null) {
            throw Arguments.invalid(
                    "credentialsId",
                    "kubeApply used the target '" + Text.shorten(pending.cluster(), 100)
                            + "', which has its own. To wait with another credential, give another target as 'cluster'.");
        }
        return new ClusterLocation(
                pending.cluster(),
                credentialsId == null ? pending.kubeconfigFile() : null,
                credentialsId == null ? pending.credentialsId() : credentialsId,
                pending.server(),
                pending.caCertificate(),
                pending.context(),
                pending.skipTlsVerify());
    }
}
