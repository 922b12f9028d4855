package io.jenkins.plugins.deploymentsteps.benchmarks;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.kubernetes.Fabric8Cluster;
import io.jenkins.plugins.deploymentsteps.kubernetes.Kubeconfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How soon a wait returns after a rollout is complete, beside {@code kubectl rollout status} that waits for the same one,
 * and what a thousand waits cost in threads and heap.
 */
public final class WaitBenchmark {
    private static final int ROUNDS = 15;
    private static final int WAITS = 1000;
    private static final long PROMISED_MILLIS = 100;
    private static final long PROMISED_BYTES = 20_000;

    /** As the steps do between two looks. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(40);

    private final String kubeconfig;
    private final Path directory;

    private WaitBenchmark(String kubeconfig, Path directory) {
        this.kubeconfig = kubeconfig;
        this.directory = directory;
    }

    /**
     * Measures against the cluster of the environment's {@code KUBECONFIG}.
     *
     * @param arguments a directory to work in
     */
    public static void main(String[] arguments) throws Exception {
        String kubeconfig = Files.readString(Path.of(System.getenv("KUBECONFIG")));
        WaitBenchmark benchmark = new WaitBenchmark(kubeconfig, Path.of(arguments[0]));
        boolean soon = benchmark.returnsSoon();
        boolean lean = benchmark.manyWaits();
        System.exit(soon && lean ? 0 : 1);
    }

    private Cluster open() throws DeploymentException {
        return Fabric8Cluster.open(Kubeconfig.parse(kubeconfig, null), ProxySettings.OF_JAVA);
    }

    private List<WaitTarget> apply(Cluster cluster, String namespace, String text)
            throws DeploymentException, InterruptedException {
        ManifestFile file = new ManifestFile("bench.yaml", text.getBytes(StandardCharsets.UTF_8));
        return new ApplyManifests(cluster, new Silent())
                .apply(new ApplyRequest(List.of(file), namespace, List.of(), ConflictPolicy.FAIL, false, false, null))
                .waitTargets();
    }

    private String newNamespace() throws Exception {
        String name = "bench-" + Long.toString(System.nanoTime(), 36);
        Tool.run(directory, List.of("kubectl", "create", "namespace", name));
        Tool.run(
                directory,
                List.of("kubectl", "wait", "-n", name, "--for=create", "--timeout=30s", "serviceaccount/default"));
        return name;
    }

    /** Both wait for the same rollout; who sees its end first shows how much later the other one is. */
    private boolean returnsSoon() throws Exception {
        String namespace = newNamespace();
        List<Double> after = new ArrayList<>();
        try (Cluster cluster = open()) {
            for (int round = 0; round <= ROUNDS; round++) {
                List<WaitTarget> targets = apply(cluster, namespace, deployment(round));
                CompletableFuture<Long> kubectl = CompletableFuture.supplyAsync(() -> {
                    try {
                        Tool.run(directory, List.of("kubectl", "-n", namespace, "rollout", "status", "deployment/web"));
                        return System.nanoTime();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                });
                await(cluster, targets);
                long ours = System.nanoTime();
                double millis = (ours - kubectl.get(60, TimeUnit.SECONDS)) / 1e6;
                // The first round warms both up.
                if (round > 0) {
                    after.add(millis);
                    System.out.printf(
                            Locale.ROOT, "  round %2d: %+7.1f ms after kubectl rollout status%n", round, millis);
                }
            }
        }
        Collections.sort(after);
        double median = after.get(after.size() / 2);
        double worst = after.get(after.size() - 1);
        boolean reached = median <= PROMISED_MILLIS;
        System.out.printf(
                Locale.ROOT,
                "%s: the median return is at most %d ms after kubectl rollout status: %+.1f ms, the worst %+.1f ms%n",
                reached ? "reached" : "MISSED",
                PROMISED_MILLIS,
                median,
                worst);
        return reached;
    }

    private static void await(Cluster cluster, List<WaitTarget> targets) throws Exception {
        WaitForRollout wait = new WaitForRollout(cluster, new Silent(), ToldRollouts.NOTHING);
        Semaphore changes = new Semaphore(0);
        try (Cluster.Subscription watch =
                cluster.watch(targets.stream().map(WaitTarget::ref).toList(), changes::release)) {
            wait.watchedWhile(watch::isLive);
            Progress<RolloutResult> progress = wait.look(targets, Deadline.after(Duration.ofMinutes(2)));
            while (progress instanceof Progress.Running<RolloutResult> running) {
                long looked = System.nanoTime();
                if (changes.tryAcquire(running.retryAfter().toMillis(), TimeUnit.MILLISECONDS)) {
                    long left = BETWEEN_LOOKS.toNanos() - (System.nanoTime() - looked);
                    TimeUnit.NANOSECONDS.sleep(left);
                    changes.drainPermits();
                }
                progress = wait.look(targets, Deadline.after(Duration.ofMinutes(2)));
            }
        }
    }

    private static String deployment(int round) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 5
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata:
                      labels: {app: web}
                      annotations: {testbed/ready-after: 1s}
                    spec: {containers: [{name: web, image: "registry.example/web:%d"}]}
                """.formatted(round);
    }

    /** Each has a connection of its own, as builds have them. */
    private boolean manyWaits() throws Exception {
        String namespace = newNamespace();
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WAITS; i++) {
            text.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: waits-")
                    .append(i)
                    .append("\n  annotations: {deployment-steps.jenkins.io/wait-for: 'jsonpath={.data.done}'}\n");
        }
        List<WaitTarget> targets;
        List<AutoCloseable> open = new ArrayList<>();
        List<WaitForRollout> waits = new ArrayList<>();
        try (Cluster cluster = open()) {
            targets = apply(cluster, namespace, text.toString());
            begin(targets.get(0), open, waits);
            TimeUnit.SECONDS.sleep(1);
            long heapOfOne = heap();
            int threadsOfOne = Thread.getAllStackTraces().size();
            for (WaitTarget target : targets.subList(1, WAITS)) {
                begin(target, open, waits);
            }
            long bytes = (heap() - heapOfOne) / (WAITS - 1);
            int threads = Thread.getAllStackTraces().size() - threadsOfOne;
            boolean reached = bytes < PROMISED_BYTES && threads < 10;
            System.out.printf(
                    Locale.ROOT,
                    "%s: %d waits take %d threads more than one, and %d bytes of heap each (at most %d)%n",
                    reached ? "reached" : "MISSED",
                    waits.size(),
                    threads,
                    bytes,
                    PROMISED_BYTES);
            return reached;
        } finally {
            for (AutoCloseable each : open) {
                each.close();
            }
        }
    }

    private void begin(WaitTarget target, List<AutoCloseable> open, List<WaitForRollout> waits) throws Exception {
        Cluster cluster = open();
        WaitForRollout wait = new WaitForRollout(cluster, new Silent(), ToldRollouts.NOTHING);
        open.add(cluster.watch(List.of(target.ref()), () -> {}));
        open.add(cluster);
        waits.add(wait);
        if (wait.look(List.of(target), Deadline.after(Duration.ofMinutes(5))) instanceof Progress.Done) {
            throw new IllegalStateException(target.ref() + " is ready, but nobody made it so");
        }
    }

    /** What is in use once everything that can go has gone. */
    private static long heap() throws InterruptedException {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(200);
            least = Math.min(
                    least,
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
        }
        return least;
    }
}
