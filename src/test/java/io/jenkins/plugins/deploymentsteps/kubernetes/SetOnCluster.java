package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneSet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/** A set in a namespace of a real cluster, as tests deploy and read it. */
final class SetOnCluster {
    final RecordedLog log = new RecordedLog();
    final String namespace;
    private final KubernetesCluster kubernetes;
    private final Cluster cluster;

    SetOnCluster(KubernetesCluster kubernetes, Cluster cluster, String namespace) {
        this.kubernetes = kubernetes;
        this.cluster = cluster;
        this.namespace = namespace;
    }

    /** The same namespace as another user. */
    SetOnCluster as(Cluster other) {
        return new SetOnCluster(kubernetes, other, namespace);
    }

    ApplySet set() throws Exception {
        return ApplySet.of("shop", namespace);
    }

    /** Applies the manifests as the set {@code shop}, waits for nothing, and prunes. */
    PruneResult deploy(String... manifests) throws Exception {
        return prune(apply(prune(10), manifests));
    }

    static SetRequest prune(int maxPrune) {
        return new SetRequest("shop", UUID.randomUUID().toString(), true, maxPrune, List.of());
    }

    static SetRequest keep() {
        return new SetRequest("shop", UUID.randomUUID().toString(), false, 0, List.of());
    }

    ApplyResult apply(SetRequest request, String... manifests) throws Exception {
        return apply(request, ConflictPolicy.FAIL, false, manifests);
    }

    ApplyResult dryRun(SetRequest request, String... manifests) throws Exception {
        return apply(request, ConflictPolicy.FAIL, true, manifests);
    }

    ApplyResult apply(SetRequest request, ConflictPolicy conflicts, boolean dryRun, String... manifests)
            throws Exception {
        String text = String.join("---\n", manifests);
        ManifestFile file = new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8));
        return new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(List.of(file), namespace, List.of(), conflicts, true, dryRun, request));
    }

    PruneResult prune(ApplyResult applied) throws Exception {
        return prune(applied, Duration.ofSeconds(30));
    }

    PruneResult prune(ApplyResult applied, Duration timeout) throws Exception {
        PruneSet pruning = new PruneSet(cluster, log, applied.prune());
        Deadline deadline = Deadline.after(timeout);
        Progress<PruneResult> progress = pruning.look(deadline);
        while (progress instanceof Progress.Running<PruneResult> running) {
            Thread.sleep(Math.min(100, running.retryAfter().toMillis()));
            progress = pruning.look(deadline);
        }
        return ((Progress.Done<PruneResult>) progress).result();
    }

    String kubectl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("-n", namespace));
        line.addAll(Arrays.asList(arguments));
        return kubernetes.kubectl(line.toArray(String[]::new));
    }

    /** Returns the names of the ConfigMaps that a test made, in order. */
    List<String> configMaps() {
        return kubectl("get", "configmaps", "-o=jsonpath={range .items[*]}{.metadata.name}{\"\\n\"}{end}")
                .lines()
                .filter(name -> !name.startsWith("kube-root-ca") && !name.startsWith("deployment-set-"))
                .sorted()
                .toList();
    }

    /** Returns the names of the objects that the inventory lists, in order. */
    List<String> inventory() throws Exception {
        return kubectl("get", "configmap", set().inventory().name(), "-o=jsonpath={.data.objects}")
                .lines()
                .map(line -> line.split(" ")[4])
                .sorted()
                .toList();
    }

    static String configMap(String name) {
        return configMap(name, "");
    }

    static String configMap(String name, String metadata) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\n" + metadata + "data:\n  a: b\n";
    }

    static String annotated(String name, String key, String value) {
        return configMap(name, "  annotations:\n    " + key + ": \"" + value + "\"\n");
    }
}
