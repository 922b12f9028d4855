package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.HookMemory;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.plan.ClusterIdentity;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies what an earlier deployment of the set applied, waits until it is rolled out, and removes what came to the set since.
 * Until everything is applied it may be done again.
 */
final class KubeRollbackOperation extends StagedOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Duration AT_ONCE = Duration.ofMillis(1);

    @CheckForNull
    private final String set;

    @CheckForNull
    private final String namespace;

    /** Id of the deployment to go back from; null for the last one. */
    @CheckForNull
    private final String undone;

    private final int toBuild;

    /** Whether the deployment that it undoes has the turn of the set, and keeps it until the end. */
    private final boolean withinDeployment;

    /** Where the step says that the set is; null for where it was deployed to. */
    @CheckForNull
    private final ClusterLocation given;

    /** Where it is; null before the first look. */
    private volatile ClusterLocation location;

    /** The step's value but for its end; null until everything is applied. */
    private volatile LinkedHashMap<String, Object> value;

    /** What was gone back to, for people; null until that is known. */
    private volatile String destination;

    /** Whether what came to the set since stays, because the inventory cannot be kept. */
    private volatile boolean keepsNew;

    private transient RollbackTarget target;

    /**
     * Prepares it.
     *
     * @param given where; null for where the set was deployed to
     * @param set null for the job's full name
     * @param namespace of the set; null for the only one
     * @param undone id of the deployment to go back from; null for the last one
     * @param toBuild 0 for the last success before that
     * @param withinDeployment whether it is part of the deployment that it undoes
     */
    KubeRollbackOperation(
            String id,
            Duration timeout,
            @CheckForNull ClusterLocation given,
            @CheckForNull String set,
            @CheckForNull String namespace,
            @CheckForNull String undone,
            int toBuild,
            boolean withinDeployment) {
        super(id, KubeRollbackStep.NAME, timeout);
        this.given = given;
        this.set = set;
        this.namespace = namespace;
        this.undone = undone;
        this.toBuild = toBuild;
        this.withinDeployment = withinDeployment;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    /** Returns what was gone back to, for people; null until that is known. */
    @CheckForNull
    String destination() {
        return destination;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (targets() == null) {
            Duration again = rollBack(build);
            if (again != null) {
                return new Progress.Running<>(again);
            }
        } else {
            takeTurnAgain(build);
        }
        return await(build, ready -> ApplyValue.ready(value, ready));
    }

    /** Rolls back as far as it goes now; returns when to go on, null once everything is applied. */
    @CheckForNull
    private Duration rollBack(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        try {
            return apply(build);
        } catch (DeploymentException e) {
            if (!isForTheInventory(e)) {
                throw e;
            }
            keepNew(build, e);
            return AT_ONCE;
        }
    }

    @Override
    @CheckForNull
    Duration begin(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        String name = set == null ? build.run().getParent().getFullName() : set;
        report(build, report -> report.of(name));
        String server = null;
        if (given != null) {
            location = given;
            server = session(build).cluster().url();
        }
        target = RollbackTarget.find(
                build.run(), new RollbackTarget.Search(name, server, namespace, undone, toBuild, id()));
        SetContent content = target.kept().content();
        if (location == null) {
            location = target.kept().location();
        }
        Cluster cluster = session(build).cluster();
        content.checkIsFor(
                "rollback", cluster.url(), content.clusterUid().isEmpty() ? "" : ClusterIdentity.of(cluster));
        report(build, report -> {
            report.on(cluster.url());
            report.in(content.namespace());
            report.of(content.set());
            report.wentBackTo(target.deployment());
        });
        if (!withinDeployment) {
            checkFreeze(build);
            Duration again = awaitTurn(build, cluster.url(), ApplySet.of(content.set(), content.namespace()));
            if (again != null) {
                return again;
            }
        }
        begins();
        log(build).info("Rolling the set '" + content.set() + "' back to what " + told(target));
        try {
            begun(stages(build, cluster));
        } catch (DeploymentException e) {
            if (!isForTheInventory(e)) {
                throw e;
            }
            keepNew(build, e);
            begun(stages(build, cluster));
        }
        return null;
    }

    private static String told(RollbackTarget target) {
        return "build " + target.run().getNumber() + " deployed it";
    }

    private StagedApply stages(BuildContext build, Cluster cluster) throws DeploymentException, InterruptedException {
        SetContent content = target.kept().content();
        Set<ObjectRef.Identity> since = target.since();
        SetRequest request = prunes()
                ? new SetRequest(content.set(), id(), true, since.size(), List.of(), since, origin(build))
                : new SetRequest(content.set(), id(), false, 0, List.of()).from(origin(build));
        return new ApplyManifests(cluster, log(build))
                .begin(
                        content.request(true, false, true, request),
                        content.objects(),
                        HookMemory.NOTHING,
                        build::wakeUp);
    }

    private boolean prunes() {
        return !keepsNew && target != null && !target.since().isEmpty();
    }

    /** An inventory that cannot be kept does not keep the set from going back. */
    private boolean isForTheInventory(DeploymentException e) {
        return prunes() && e.partialResult() == null && e.getMessage().startsWith("prune: ");
    }

    private void keepNew(BuildContext build, DeploymentException reason) {
        keepsNew = true;
        endStages();
        log(build).warn("What came to the set since stays: " + reason.getMessage());
    }

    @Override
    void applied(BuildContext build, ApplyResult applied) throws DeploymentException, IOException {
        SetContent content = target.kept().content();
        List<WaitTarget> left = WaitTarget.withRules(applied.waitTargets(), content.readiness());
        report(build, report -> {
            took(report, applied);
            report.end(Outcome.RUNNING, "As " + told(target) + ": " + applied.summary());
        });
        target.kept().write(build.run(), id(), log(build));
        LinkedHashMap<String, Object> map = ApplyValue.of(id(), applied, content.namespace(), content.set());
        map.put("toBuild", target.run().getNumber());
        value = map;
        destination = "as " + told(target);
        awaits(left, applied.prune());
    }

    @Override
    String status() {
        return targets() == null ? super.status() : super.status() + " of the rollback";
    }

    @Override
    String applying() {
        return "rolling back";
    }

    @Override
    String doneSoFar() {
        return targets() == null
                ? appliedSoFar("Some objects may have been rolled back; running the step again completes them.")
                : super.doneSoFar();
    }
}
