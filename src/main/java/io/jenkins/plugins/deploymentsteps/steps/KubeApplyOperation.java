package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import io.jenkins.plugins.deploymentsteps.workspace.ReadManifests;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Applies manifests, then waits until they are rolled out. The apply may be done again: it changes nothing then. */
final class KubeApplyOperation extends RolloutOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ClusterLocation location;
    private final ApplyArguments arguments;

    /** The step's value but for its end; null until everything is applied. */
    private volatile LinkedHashMap<String, Object> value;

    KubeApplyOperation(String id, Duration timeout, ClusterLocation location, ApplyArguments arguments) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.arguments = arguments;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (targets() == null) {
            apply(build);
        }
        return arguments.waits()
                ? await(build, ready -> ApplyValue.ready(value, ready))
                : new Progress.Done<>(new LinkedHashMap<>(value));
    }

    private void apply(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        report(build, report -> report.in(arguments.namespace()));
        // Files first: what is wrong with them needs no cluster.
        List<ManifestFile> files = ReadManifests.read(build.workspace(), arguments.manifests(), log(build));
        Cluster cluster = session(build).cluster();
        arguments.checkAgainst(session(build).rules());
        String named = arguments.namespace();
        String namespace = named == null ? cluster.defaultNamespace() : named;
        report(build, report -> {
            report.on(cluster.url());
            report.in(namespace);
        });
        ApplyResult applied = new ApplyManifests(cluster, log(build)).apply(arguments.request(files));
        List<WaitTarget> left = arguments.dryRun() ? List.of() : targets(applied, build);
        report(build, report -> {
            report.took(applied);
            report.end(outcome(), applied.summary());
            report.leave(arguments.dryRun() ? null : pending(left));
        });
        value = ApplyValue.of(id(), applied, namespace);
        awaits(left);
    }

    private List<WaitTarget> targets(ApplyResult applied, BuildContext build) {
        List<WaitTarget> targets = applied.waitTargets();
        for (ReadyRule rule : arguments.readiness()) {
            if (targets.stream().noneMatch(target -> rule.isFor(target.ref()))) {
                log(build)
                        .warn("readiness: the set has no " + Text.shorten(rule.name(), 200)
                                + ", so that rule is for nothing.");
            }
        }
        return WaitTarget.withRules(targets, arguments.readiness());
    }

    private Outcome outcome() {
        return arguments.dryRun() ? Outcome.SUCCEEDED : arguments.awaitRollout() ? Outcome.RUNNING : Outcome.STARTED;
    }

    private PendingRollout pending(List<WaitTarget> left) {
        return new PendingRollout(
                location.cluster(),
                location.kubeconfigFile(),
                location.credentialsId(),
                location.server(),
                location.caCertificate(),
                location.context(),
                location.skipTlsVerify(),
                left);
    }

    @Override
    String status() {
        return targets() == null ? "applying manifests" : super.status();
    }

    @Override
    String doneSoFar() {
        return targets() == null
                ? "Some objects may have been applied; running the step again completes them."
                : "Everything had been applied and stays; the rollout goes on in the cluster.";
    }
}
