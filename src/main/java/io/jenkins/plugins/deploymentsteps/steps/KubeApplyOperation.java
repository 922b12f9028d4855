package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.HookMemory;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Applies manifests, then waits until they are rolled out. The apply may be done again: it changes nothing then. */
final class KubeApplyOperation extends StagedOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ApplyArguments arguments;

    /** The id of the plan that is applied; null to apply manifests of the workspace. */
    @CheckForNull
    private final String plan;

    /** The id under which the build keeps what is applied; null where this one reads it, or a plan says it. */
    @CheckForNull
    private final String manifests;

    /** Where; of a plan, what is used instead of what the plan says, until the plan is read. */
    private volatile ClusterLocation location;

    private transient KeptPlan kept;

    /** The step's value but for its end; null until everything is applied. */
    private volatile LinkedHashMap<String, Object> value;

    /** What was done of the hooks; null before the first look. */
    @CheckForNull
    private volatile HookMemory hooks;

    /** What is being applied; empty before that. */
    private transient List<Manifest> content;

    /** How many milliseconds a rollback may take; 0 to roll nothing back. */
    private final long rollbackMillis;

    /** What goes on since the deployment has failed; null until then. */
    @CheckForNull
    private volatile RollbackOnFailure rollback;

    /**
     * Applies manifests, or a plan.
     *
     * @param location where; beside a plan null for what the plan says
     * @param arguments what; beside a plan only how to wait
     * @param plan the id of a plan; null to apply manifests of the workspace
     */
    KubeApplyOperation(
            String id,
            Duration timeout,
            @CheckForNull ClusterLocation location,
            ApplyArguments arguments,
            OnFailure onFailure,
            @CheckForNull String plan) {
        this(id, timeout, location, arguments, onFailure, plan, null);
    }

    /**
     * Applies manifests, a plan, or what the build keeps.
     *
     * @param location as above
     * @param arguments as above; beside what the build keeps, what it was made of does not count
     * @param plan as above
     * @param manifests the id under which the build keeps what is applied; null for one of the others
     */
    KubeApplyOperation(
            String id,
            Duration timeout,
            @CheckForNull ClusterLocation location,
            ApplyArguments arguments,
            OnFailure onFailure,
            @CheckForNull String plan,
            @CheckForNull String manifests) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.arguments = arguments;
        this.plan = plan;
        this.manifests = manifests;
        this.rollbackMillis = onFailure == OnFailure.ROLLBACK ? timeout.toMillis() : 0;
    }

    /** Returns itself, which begins in no freeze of its target, unless there is a reason to and the target lets it. */
    KubeApplyOperation heedingFreezes(@CheckForNull String override) {
        heedFreezes(override);
        return this;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        RollbackOnFailure failed = rollback;
        if (failed != null) {
            takeTurnAgain(build);
            return failed.look(build);
        }
        try {
            if (targets() == null) {
                Duration again = apply(build);
                if (again != null) {
                    return new Progress.Running<>(again);
                }
            } else {
                takeTurnAgain(build);
            }
            return arguments.waits()
                    ? await(build, ready -> ApplyValue.ready(value, ready))
                    : new Progress.Done<>(new LinkedHashMap<>(value));
        } catch (DeploymentException e) {
            if (rollbackMillis == 0 || isReady() || !RollbackOnFailure.helps(e, targets() != null)) {
                throw e;
            }
            return rollBack(build, e);
        }
    }

    private Progress<Map<String, Object>> rollBack(BuildContext build, DeploymentException failure)
            throws DeploymentException, IOException {
        endStages();
        report(build, report -> {
            if (failure.partialResult() != null) {
                report.took(failure.partialResult());
            }
            report.end(Outcome.RUNNING, failure.getMessage());
        });
        rollback =
                RollbackOnFailure.begin(build, id(), Duration.ofMillis(rollbackMillis), location, failure, redactor());
        log(build).warn("The deployment failed and is rolled back: " + Text.shorten(failure.getMessage(), 1_000));
        return new Progress.Running<>(Duration.ofMillis(1));
    }

    @Override
    @CheckForNull
    Duration begin(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        report(build, report -> report.in(arguments.namespace()));
        readPlan(build);
        // Files first: what is wrong with them needs no cluster, and no turn.
        List<ManifestFile> files = isWaitingForTurn() ? null : files(build);
        Cluster cluster = session(build).cluster();
        arguments.checkAgainst(session(build).rules());
        String namespace = namespace(cluster);
        String set = set(build);
        report(build, report -> {
            report.on(cluster.url());
            report.in(namespace);
            report.of(set);
        });
        if (!arguments.dryRun()) {
            checkFreeze(build);
        }
        if (!arguments.dryRun() && !arguments.unlocked()) {
            Duration again = awaitTurn(build, cluster.url(), ApplySet.of(set, namespace));
            if (again != null) {
                return again;
            }
        }
        begins();
        files = files == null ? files(build) : files;
        content = new ArrayList<>();
        if (arguments.source() instanceof KubeHelm helm && helm.isRelease()) {
            HelmRelease release = new HelmRelease(helm, SourceFiles.context(arguments, this, build), session(build));
            applied(build, release.deploy(files, namespace, arguments.dryRun()));
            return null;
        }
        HookMemory memory = hooks == null ? HookMemory.NOTHING : hooks;
        List<Set<ObjectRef.Identity>> before = appliedBefore(build, id(), set, cluster.url());
        ApplyManifests apply = new ApplyManifests(cluster, log(build), content::addAll);
        if (kept != null) {
            begun(kept.begin(build, cluster, log(build), apply, arguments.waits(), id(), before, memory));
        } else {
            ApplyRequest request = arguments.request(files, set, id(), before).from(origin(build));
            begun(
                    manifests == null
                            ? apply.begin(request, memory, build::wakeUp)
                            : apply.begin(request, KeptManifests.read(build.run(), manifests), memory, build::wakeUp));
        }
        return null;
    }

    @Override
    void looked(StagedApply stages) {
        hooks = stages.memory();
    }

    private String namespace(Cluster cluster) {
        String named = kept == null ? arguments.namespace() : kept.content().namespace();
        return named == null ? cluster.defaultNamespace() : named;
    }

    private String set(BuildContext build) {
        String named = kept == null ? arguments.set() : kept.content().set();
        return named == null ? build.run().getParent().getFullName() : named;
    }

    @Override
    void applied(BuildContext build, ApplyResult applied)
            throws DeploymentException, IOException, InterruptedException {
        Cluster cluster = session(build).cluster();
        String namespace = namespace(cluster);
        String set = set(build);
        List<WaitTarget> left = arguments.dryRun() ? List.of() : targets(applied, build);
        report(build, report -> {
            took(report, applied);
            report.end(outcome(), applied.summary());
            report.leave(arguments.dryRun() ? null : pending(left, applied.prune()));
        });
        // Of a release Helm keeps what it was.
        if (!arguments.dryRun() && !content.isEmpty()) {
            ConflictPolicy conflicts =
                    kept == null ? arguments.conflicts() : kept.content().conflicts();
            // A rollback goes back to a state; what led to it is not done again.
            List<Manifest> members = ApplyManifests.withoutHooks(content);
            SetContent whole =
                    new SetContent(cluster.url(), "", namespace, set, conflicts, members, arguments.readiness());
            new KeptSet(whole, location).write(build.run(), id(), log(build));
        }
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
    }

    private List<ManifestFile> files(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        return kept == null && manifests == null
                ? SourceFiles.read(arguments, SourceFiles.context(arguments, this, build))
                : List.of();
    }

    private void readPlan(BuildContext build) throws DeploymentException, IOException {
        if (plan != null && kept == null) {
            kept = KeptPlan.read(build.run(), plan, id(), location);
            location = kept.location();
            report(build, report -> report.applies(plan, kept.plan().digest()));
        }
    }

    /** Returns what each other step of this build has applied to the same set. */
    static List<Set<ObjectRef.Identity>> appliedBefore(BuildContext build, String id, String set, String server) {
        DeploymentAction action = build.run().getAction(DeploymentAction.class);
        return action == null
                ? List.of()
                : action.getReports().stream()
                        .filter(report -> !report.getId().equals(id) && !report.isDryRun())
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
    Deadline deadline() {
        RollbackOnFailure failed = rollback;
        return failed == null ? super.deadline() : failed.operation().deadline();
    }

    @Override
    Object state() {
        RollbackOnFailure failed = rollback;
        return failed == null
                ? Arrays.asList(super.state(), hooks)
                : Arrays.asList("rolling back", failed.operation().state());
    }

    @Override
    void close() {
        super.close();
        RollbackOnFailure failed = rollback;
        if (failed != null) {
            failed.operation().close();
        }
    }

    @Override
    void aborted(BuildContext build) {
        super.aborted(build);
        RollbackOnFailure failed = rollback;
        if (failed != null) {
            failed.operation().cutOff(build);
        }
    }

    @Override
    String status() {
        RollbackOnFailure failed = rollback;
        return failed == null ? super.status() : failed.operation().status();
    }

    @Override
    String applying() {
        return "applying manifests";
    }

    @Override
    String doneSoFar() {
        RollbackOnFailure failed = rollback;
        if (failed != null) {
            return "The deployment had failed and was being rolled back. "
                    + failed.operation().doneSoFar();
        }
        String unknown = "Some objects may have been applied; running the step again completes them.";
        if (targets() != null) {
            return super.doneSoFar();
        }
        // Only Helm knows what became of its release.
        return arguments.source() instanceof KubeHelm helm && helm.isRelease() ? unknown : appliedSoFar(unknown);
    }
}
