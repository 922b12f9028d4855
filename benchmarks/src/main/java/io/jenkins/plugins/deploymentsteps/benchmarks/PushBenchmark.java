package io.jenkins.plugins.deploymentsteps.benchmarks;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.kubernetes.Fabric8Cluster;
import io.jenkins.plugins.deploymentsteps.kubernetes.Kubeconfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * {@code kubeApply} beside {@code kubectl apply --server-side}, plain {@code kubectl apply} and {@linkplain OtherTools
 * tools that keep sets}: 10, 100 and 1,000 ConfigMaps, one file each, that are new, unchanged and changed.
 *
 * <p>Each measured call of ours reads the files, opens a connection and discovers the kinds, as each call of kubectl
 * does. What a JVM pays once is measured apart, as its first call; the others are measured when it is warm, as a
 * controller is.
 */
public final class PushBenchmark {
    private static final String OURS = "kubeApply preflight: false";
    private static final String OURS_PREFLIGHT = "kubeApply";
    private static final String SERVER_SIDE = "kubectl apply --server-side";
    private static final String CLIENT_SIDE = "kubectl apply";

    /** What reads each object before, as plain {@code kubectl apply} does, takes minutes for more. */
    private static final int LARGEST_WITH_ALL_ROUNDS_OF_SLOW_ONES = 100;

    private static final int ROUNDS = 3;

    /** After so many the JVM has compiled what is hot: with fewer, a hundred objects take up to twice as long. */
    private static final int WARM_UP_ROUNDS = 10;

    private final String kubeconfig;
    private final Path directory;
    private final OtherTools others;
    private final Measurements measurements = new Measurements(System.out);

    private PushBenchmark(String kubeconfig, Path directory) {
        this.kubeconfig = kubeconfig;
        this.directory = directory;
        this.others = new OtherTools(directory);
    }

    /**
     * Measures against the cluster of the environment's {@code KUBECONFIG}.
     *
     * @param arguments a directory for generated manifests
     */
    public static void main(String[] arguments) throws Exception {
        String kubeconfig = Files.readString(Path.of(System.getenv("KUBECONFIG")));
        System.exit(new PushBenchmark(kubeconfig, Path.of(arguments[0])).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        Path few = manifests(10, "first");
        newNamespace("first-call");
        measurements.measure("10 objects, new", "kubeApply, first call of a JVM", () -> apply(few, "first-call", true));

        warmUp();
        for (int count : new int[] {10, 100, 1000}) {
            for (int round = 0; round < ROUNDS; round++) {
                measureRound(count, round);
            }
        }
        mendsDrift();
        measurements.printTable(SERVER_SIDE);
        boolean reached = true;
        for (String state : List.of("new", "unchanged", "changed")) {
            String work = "1000 objects, " + state;
            reached &= measurements.goal(work, OURS, 0.5, SERVER_SIDE);
            reached &= measurements.goal(work, OURS_PREFLIGHT, 1.0, SERVER_SIDE);
        }
        return reached;
    }

    private void warmUp() throws Exception {
        Path before = manifests(100, "before");
        Path after = manifests(100, "after");
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            String namespace = "warm-up-" + round;
            newNamespace(namespace);
            for (Path files : List.of(before, before, after)) {
                apply(files, namespace, round % 2 == 0);
            }
        }
    }

    private void measureRound(int count, int round) throws Exception {
        Path before = manifests(count, "before");
        Path after = manifests(count, "after");
        measureStates(count, OURS, before, after, (files, namespace) -> apply(files, namespace, false));
        measureStates(count, OURS_PREFLIGHT, before, after, (files, namespace) -> apply(files, namespace, true));
        measureStates(count, SERVER_SIDE, before, after, (files, namespace) -> kubectl(files, namespace, true));
        if (round == 0 || count <= LARGEST_WITH_ALL_ROUNDS_OF_SLOW_ONES) {
            measureStates(count, CLIENT_SIDE, before, after, (files, namespace) -> kubectl(files, namespace, false));
            others.prepare(before);
            others.prepare(after);
            for (OtherTools.Way each : others.ways()) {
                measureStates(count, each.name(), before, after, each.call());
            }
        }
    }

    /** Applies a directory of manifests to a namespace. */
    @FunctionalInterface
    interface Way {
        void apply(Path files, String namespace) throws Exception;
    }

    private void measureStates(int count, String name, Path before, Path after, Way way) throws Exception {
        String namespace = "bench-" + Long.toString(System.nanoTime(), 36);
        newNamespace(namespace);
        measurements.measure(count + " objects, new", name, () -> way.apply(before, namespace));
        measurements.measure(count + " objects, unchanged", name, () -> way.apply(before, namespace));
        measurements.measure(count + " objects, changed", name, () -> way.apply(after, namespace));
        requireData(namespace, count, "after");
    }

    /** Being fast on an unchanged set is worth nothing if a changed object is overlooked. */
    private void mendsDrift() throws Exception {
        String namespace = "drift";
        newNamespace(namespace);
        Path files = manifests(100, "before");
        apply(files, namespace, true);
        apply(files, namespace, true);
        Tool.run(
                directory,
                List.of(
                        "kubectl",
                        "-n",
                        namespace,
                        "patch",
                        "configmap",
                        "bench-42",
                        "--type=merge",
                        "--patch={\"data\":{\"value\":\"drifted\"}}"));
        ApplyResult result = applyResult(files, namespace, true, ConflictPolicy.TAKE);
        if (result.count(Action.CONFIGURED) != 1 || result.count(Action.UNCHANGED) != 99) {
            throw new IllegalStateException("One of 100 objects had drifted, but: " + result.summary());
        }
        requireData(namespace, 100, "before");
        System.out.println("  A field changed by kubectl after an unchanged run: found and mended by the next run.");
    }

    private void requireData(String namespace, int count, String value) throws Exception {
        String values = Tool.run(
                directory,
                List.of(
                        "kubectl",
                        "-n",
                        namespace,
                        "get",
                        "configmaps",
                        "-l",
                        "app=bench",
                        "-o",
                        "jsonpath={range .items[*]}{.data.value}{\"\\n\"}{end}"));
        long right = values.lines().filter(value::equals).count();
        if (right != count) {
            throw new IllegalStateException(right + " of " + count + " ConfigMaps hold what was applied.");
        }
    }

    private void newNamespace(String name) throws Exception {
        Tool.run(directory, List.of("kubectl", "create", "namespace", name));
    }

    private void kubectl(Path files, String namespace, boolean serverSide) throws Exception {
        List<String> command = new ArrayList<>(List.of("kubectl", "apply", "-n", namespace, "-f", files.toString()));
        if (serverSide) {
            command.add("--server-side");
        }
        Tool.run(directory, command);
    }

    private void apply(Path files, String namespace, boolean preflight) throws Exception {
        applyResult(files, namespace, preflight, ConflictPolicy.FAIL);
    }

    private ApplyResult applyResult(Path files, String namespace, boolean preflight, ConflictPolicy conflicts)
            throws IOException, DeploymentException, InterruptedException {
        List<ManifestFile> manifests = new ArrayList<>();
        try (Stream<Path> paths = Files.list(files)) {
            for (Path path : paths.sorted().toList()) {
                manifests.add(new ManifestFile(path.getFileName().toString(), Files.readAllBytes(path)));
            }
        }
        try (Cluster cluster = Fabric8Cluster.open(Kubeconfig.parse(kubeconfig, null), ProxySettings.OF_JAVA)) {
            // With an inventory, as the step keeps it for every set.
            SetRequest set = new SetRequest("bench", UUID.randomUUID().toString(), false, 0, List.of());
            return new ApplyManifests(cluster, new Silent())
                    .apply(new ApplyRequest(manifests, namespace, List.of(), conflicts, preflight, false, set));
        }
    }

    private Path manifests(int count, String value) throws IOException {
        Path files = Files.createDirectories(directory.resolve(count + "-" + value));
        for (int i = 0; i < count; i++) {
            Files.writeString(files.resolve("configmap-" + i + ".yaml"), """
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: bench-%d
                      labels:
                        app: bench
                    data:
                      value: %s
                      text: |
                        a few lines
                        as configuration files have them
                    """.formatted(i, value));
        }
        return files;
    }
}
