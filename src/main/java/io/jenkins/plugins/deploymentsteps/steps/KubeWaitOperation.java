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
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Waits for what an earlier {@code kubeApply(wait: false)} of the same build applied. */
final class KubeWaitOperation extends RolloutOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    @CheckForNull
    private final String credentialsId;

    /** Where the objects are, by the build's report; null before the first look. */
    private volatile ClusterLocation location;

    /** Goes on with that deployment: its report is this operation's. */
    KubeWaitOperation(String deployment, Duration timeout, @CheckForNull String credentialsId) {
        super(deployment, KubeWaitStep.NAME, timeout);
        this.credentialsId = credentialsId;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build) throws DeploymentException, InterruptedException {
        if (targets() == null) {
            find(build);
        }
        String url = session(build).cluster().url();
        return await(build, () -> {
            LinkedHashMap<String, Object> value = new LinkedHashMap<>();
            value.put("deployment", id());
            value.put("server", url);
            value.put("ready", true);
            ApplyValue.nothingPruned(value);
            return value;
        });
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
        awaits(pending.targets(), pending.prune());
        report(build, running -> running.end(Outcome.RUNNING, running.getMessage()));
    }
}
