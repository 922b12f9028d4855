package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import io.jenkins.plugins.deploymentsteps.workspace.ReadManifests;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies manifests, then waits until they are rolled out. The apply may be done again: it changes nothing then. */
final class KubeApplyOperation extends RolloutOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ClusterLocation location;
    private final ApplyArguments arguments;
    private DeploymentTurn turn = new DeploymentTurn();

    /** The step's value but for its end; null until everything is applied. */
    private volatile LinkedHashMap<String, Object> value;

    KubeApplyOperation(String id, Duration timeout, ClusterLocation location, ApplyArguments arguments) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.arguments = arguments;
    }

    /** What was saved before there were turns has none. */
    @Serial
    private Object readResolve() {
        turn = turn == null ? new DeploymentTurn() : turn;
        return this;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (targets() == null) {
            Progress.Running<Map<String, Object>> waits = apply(build);
            if (waits != null) {
                return waits;
            }
        } else {
            turn.takeAgain(this, build);
        }
        return arguments.waits()
                ? await(build, ready -> ApplyValue.ready(value, ready))
                : new Progress.Done<>(new LinkedHashMap<>(value));
    }

    /**
     * Applies, when it is this deployment's turn.
     *
     * @return null if everything is applied; else when to ask again whether it may begin
     */
    @CheckForNull
    private Progress.Running<Map<String, Object>> apply(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        report(build, report -> report.in(arguments.namespace()));
        // Files first: what is wrong with them needs no cluster, and no turn.
        List<ManifestFile> files = turn.state().isEmpty() ? files(build) : null;
        Cluster cluster = session(build).cluster();
        arguments.checkAgainst(session(build).rules());
        String named = arguments.namespace();
        String namespace = named == null ? cluster.defaultNamespace() : named;
        String set = arguments.set() == null ? build.run().getParent().getFullName() : arguments.set();
        report(build, report -> {
            report.on(cluster.url());
            report.in(namespace);
            report.of(set);
        });
        if (!arguments.dryRun() && !arguments.unlocked()) {
            Progress.Running<Map<String, Object>> waits =
                    turn.await(this, build, cluster.url(), ApplySet.of(set, namespace));
            if (waits != null) {
                return waits;
            }
        }
        files = files == null ? files(build) : files;
        ApplyResult applied = new ApplyManifests(cluster, log(build))
                .apply(arguments.request(files, set, id(), appliedBefore(build, set, cluster.url())));
        List<WaitTarget> left = arguments.dryRun() ? List.of() : targets(applied, build);
        report(build, report -> {
            report.took(applied);
            report.end(outcome(), applied.summary());
            report.leave(arguments.dryRun() ? null : pending(left, applied.prune()));
        });
        LinkedHashMap<String, Object> map = ApplyValue.of(id(), applied, namespace, set);
        PrunePlan prune = applied.prune();
        if (arguments.dryRun() && prune != null) {
            pruned(build, prune.preview(cluster.url()), map);
        }
        value = map;
        awaits(left, prune);
        if (!arguments.dryRun() && !arguments.waits()) {
            log(build)
                    .info("The rollout is not waited for (wait: false)"
                            + (prune == null ? "" : ", and nothing is pruned yet")
                            + ". kubeWait does that, with deployment: '" + id() + "'.");
        }
        return null;
    }

    private List<ManifestFile> files(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        return ReadManifests.read(build.workspace(), arguments.manifests(), log(build));
    }

    /** Returns what each other step of this build has applied to the same set. */
    private List<Set<ObjectRef.Identity>> appliedBefore(BuildContext build, String set, String server) {
        DeploymentAction action = build.run().getAction(DeploymentAction.class);
        return action == null
                ? List.of()
                : action.getReports().stream()
                        .filter(report -> !report.getId().equals(id()) && !report.isDryRun())
                        .filter(report -> report.getSet().equals(set)
                                && report.getTarget().equals(server))
                        .map(DeploymentReport::applied)
                        .toList();
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

    private PendingRollout pending(List<WaitTarget> left, @CheckForNull PrunePlan prune) {
        return new PendingRollout(
                location.cluster(),
                location.kubeconfigFile(),
                location.credentialsId(),
                location.server(),
                location.caCertificate(),
                location.context(),
                location.skipTlsVerify(),
                left,
                prune);
    }

    @Override
    Object state() {
        return Arrays.asList(turn.state(), super.state());
    }

    @Override
    void end() {
        super.end();
        turn.giveBack(id());
    }

    @Override
    String status() {
        if (targets() == null && !turn.state().isEmpty()) {
            return "waiting for another deployment of the set";
        }
        return targets() == null ? "applying manifests" : super.status();
    }

    @Override
    String doneSoFar() {
        return targets() == null
                ? "Some objects may have been applied; running the step again completes them."
                : super.doneSoFar();
    }
}
