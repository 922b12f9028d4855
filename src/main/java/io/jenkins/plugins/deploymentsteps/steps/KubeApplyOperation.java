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
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
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
    private final boolean preflight;
    private final boolean dryRun;
    private final boolean wait;

    /** What is awaited; null until everything is applied. */
    private volatile ArrayList<WaitTarget> targets;

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
            boolean preflight,
            boolean dryRun,
            boolean wait) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.manifests = new ArrayList<>(manifests);
        this.namespace = namespace;
        this.images = images;
        this.conflicts = conflicts;
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
        Progress<RolloutResult> progress = session(build).look(targets, deadline(), build);
        if (progress instanceof Progress.Running<RolloutResult> running) {
            return new Progress.Running<>(running.retryAfter());
        }
        LinkedHashMap<String, Object> ready = new LinkedHashMap<>(value);
        ready.put("ready", true);
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
        ApplyRequest request =
                new ApplyRequest(files, namespace, Arguments.images(images), conflicts, preflight, dryRun);
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
                                    left));
        });
        value = value(applied, defaultNamespace);
        targets = new ArrayList<>(left);
    }

    private LinkedHashMap<String, Object> value(ApplyResult applied, String defaultNamespace) {
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
        map.put("dryRun", dryRun);
        map.put("ready", false);
        map.put("objects", objects);
        map.put("images", new ArrayList<>(allImages));
        return map;
    }

    @Override
    String status() {
        return targets == null ? "applying manifests" : "waiting for the rollout";
    }

    @Override
    String doneSoFar() {
        return targets == null
                ? "Some objects may have been applied; running the step again completes them."
                : "Everything had been applied and stays; the rollout goes on in the cluster.";
    }

    @Override
    void close() {
        closeQuietly(session);
        session = null;
    }
}
