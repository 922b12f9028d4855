package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.PendingRollout;
import io.jenkins.plugins.deploymentsteps.workspace.ReadManifests;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Applies manifests, then waits until they are rolled out. The apply may be done again: it changes nothing then. */
final class KubeApplyOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ClusterLocation location;
    private final ArrayList<String> manifests;
    private final String namespace;
    private final String images;
    private final ConflictPolicy conflicts;
    private final String set;

    /** The most objects to prune; 0 to prune none. */
    private final int maxPrune;

    private final boolean preflight;
    private final boolean dryRun;
    private final boolean wait;

    /** What is awaited; null until everything is applied. */
    private volatile ArrayList<WaitTarget> targets;

    /** Whether what was applied has been rolled out. */
    private volatile boolean rolledOut;

    /** What is pruned after the rollout; null if nothing is. */
    private volatile PrunePlan plan;

    /** The step's value but for its end; null until everything is applied. */
    private volatile LinkedHashMap<String, Object> value;

    private transient ClusterSession session;

    KubeApplyOperation(
            String id,
            Duration timeout,
            ClusterLocation location,
            List<String> manifests,
            @CheckForNull String namespace,
            @CheckForNull String images,
            ConflictPolicy conflicts,
            @CheckForNull String set,
            int maxPrune,
            boolean preflight,
            boolean dryRun,
            boolean wait) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.manifests = new ArrayList<>(manifests);
        this.namespace = namespace;
        this.images = images;
        this.conflicts = conflicts;
        this.set = set;
        this.maxPrune = maxPrune;
        this.preflight = preflight;
        this.dryRun = dryRun;
        this.wait = wait;
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
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (targets == null) {
            apply(build);
        }
        if (dryRun || !wait) {
            return new Progress.Done<>(value);
        }
        if (!rolledOut) {
            Progress<RolloutResult> progress = session(build).look(targets, deadline(), build);
            if (progress instanceof Progress.Running<RolloutResult> running) {
                return new Progress.Running<>(running.retryAfter());
            }
            rolledOut = true;
        }
        LinkedHashMap<String, Object> ready = new LinkedHashMap<>(value);
        ready.put("ready", true);
        if (plan != null) {
            Progress<PruneResult> progress = session(build).prune(plan, deadline(), build);
            if (progress instanceof Progress.Running<PruneResult> running) {
                return new Progress.Running<>(running.retryAfter());
            } else if (progress instanceof Progress.Done<PruneResult> done) {
                pruned(build, done.result(), ready);
            }
        }
        report(build, report -> report.end(Outcome.SUCCEEDED, report.getMessage()));
        return new Progress.Done<>(ready);
    }

    private void apply(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        report(build, report -> report.in(namespace));
        // Files first: what is wrong with them needs no cluster.
        List<ManifestFile> files = ReadManifests.read(build.workspace(), manifests, log(build));
        Cluster cluster = session(build).cluster();
        String url = cluster.url();
        String defaultNamespace = namespace == null ? cluster.defaultNamespace() : namespace;
        report(build, report -> {
            report.on(url);
            report.in(defaultNamespace);
        });
        String setName = set == null ? build.run().getParent().getFullName() : set;
        List<Set<ObjectRef.Identity>> appliedBefore = appliedBefore(build, setName, url);
        report(build, report -> report.of(setName));
        ApplyRequest request = new ApplyRequest(
                files,
                namespace,
                Arguments.images(images),
                conflicts,
                preflight,
                dryRun,
                new SetRequest(setName, id(), maxPrune > 0, maxPrune, appliedBefore));
        ApplyResult applied = new ApplyManifests(cluster, log(build)).apply(request);
        List<WaitTarget> left = dryRun ? List.of() : applied.waitTargets();
        report(build, report -> {
            report.took(applied);
            report.end(dryRun ? Outcome.SUCCEEDED : wait ? Outcome.RUNNING : Outcome.STARTED, applied.summary());
            report.leave(
                    dryRun
                            ? null
                            : new PendingRollout(
                                    location.credentialsId(),
                                    location.server(),
                                    location.caCertificate(),
                                    location.context(),
                                    location.skipTlsVerify(),
                                    left,
                                    applied.prune()));
        });
        LinkedHashMap<String, Object> map = value(applied, defaultNamespace, setName);
        if (dryRun && applied.prune() != null) {
            pruned(build, applied.prune().preview(url), map);
        }
        plan = dryRun ? null : applied.prune();
        value = map;
        targets = new ArrayList<>(left);
    }

    /** Returns what each other step of this build has applied to the same set. */
    private List<Set<ObjectRef.Identity>> appliedBefore(BuildContext build, String setName, String url) {
        DeploymentAction action = build.run().getAction(DeploymentAction.class);
        return action == null
                ? List.of()
                : action.getReports().stream()
                        .filter(report -> !report.getId().equals(id()) && !report.isDryRun())
                        .filter(report -> report.getSet().equals(setName)
                                && report.getTarget().equals(url))
                        .map(DeploymentReport::applied)
                        .toList();
    }

    private void pruned(BuildContext build, PruneResult result, LinkedHashMap<String, Object> into) {
        PrunedObjects.into(into, result);
        report(build, report -> {
            report.took(result);
            report.end(report.getOutcome(), report.getMessage() + "; " + result.summary());
        });
    }

    private LinkedHashMap<String, Object> value(ApplyResult applied, String defaultNamespace, String setName) {
        ArrayList<Map<String, Object>> objects = new ArrayList<>();
        TreeSet<String> allImages = new TreeSet<>();
        for (AppliedObject object : applied.objects()) {
            LinkedHashMap<String, Object> entry = new LinkedHashMap<>();
            entry.put("apiVersion", object.ref().apiVersion());
            entry.put("kind", object.ref().kind());
            entry.put(
                    "namespace",
                    object.ref().namespace() == null ? "" : object.ref().namespace());
            entry.put("name", object.ref().name());
            entry.put("action", Arguments.name(object.action()));
            entry.put("images", new ArrayList<>(object.images()));
            objects.add(entry);
            allImages.addAll(object.images());
        }
        LinkedHashMap<String, Object> map = new LinkedHashMap<>();
        map.put("deployment", id());
        map.put("server", applied.cluster());
        map.put("namespace", defaultNamespace);
        map.put("set", setName);
        map.put("dryRun", dryRun);
        map.put("ready", false);
        map.put("objects", objects);
        map.put("images", new ArrayList<>(allImages));
        PrunedObjects.none(map);
        return map;
    }

    @Override
    String status() {
        return targets == null ? "applying manifests" : rolledOut ? "pruning" : "waiting for the rollout";
    }

    @Override
    String doneSoFar() {
        if (targets == null) {
            return "Some objects may have been applied; running the step again completes them.";
        }
        return rolledOut
                ? "Everything had been applied and rolled out. Some objects may have been pruned; running the step again"
                        + " prunes the rest."
                : "Everything had been applied and stays; the rollout goes on in the cluster."
                        + (plan == null ? "" : " Nothing was pruned.");
    }

    @Override
    void close() {
        closeQuietly(session);
        session = null;
    }
}
