package io.jenkins.plugins.deploymentsteps.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.credentials.CredentialsFile;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.BuildSettings;
import io.jenkins.plugins.deploymentsteps.runner.language.Jenkinsfile;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One step that deploys to twenty clusters at once, beside the same for one. The twenty are targets with a credential and a
 * namespace each on one API server, which so has twenty times the work.
 */
public final class FleetBenchmark {
    private static final int CLUSTERS = 20;
    private static final int ROUNDS = 5;
    private static final double PROMISED = 2.0;
    private static final String ONE = "1 cluster";
    private static final String ALL = CLUSTERS + " clusters at once";
    private static final String ROLLOUT = "a rollout that takes 3 s";
    private static final String UNCHANGED = "unchanged";

    private final Path directory;
    private final Measurements measurements = new Measurements(System.out);
    private int builds;

    private FleetBenchmark(Path directory) {
        this.directory = directory;
    }

    /**
     * Measures against the cluster of the environment's {@code KUBECONFIG}.
     *
     * @param arguments a directory to work in
     */
    public static void main(String[] arguments) throws Exception {
        System.exit(new FleetBenchmark(Path.of(arguments[0]).toAbsolutePath()).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        configure();
        // What the first calls of a JVM cost is not the point; all namespaces have the set then.
        deploy("label:bench", "registry.example/web:warm");
        for (int round = 0; round < ROUNDS; round++) {
            measure(ROLLOUT, ONE, "bench-0", "registry.example/web:one-" + round);
            measure(ROLLOUT, ALL, "label:bench", "registry.example/web:all-" + round);
            measure(UNCHANGED, ONE, "bench-0", "registry.example/web:all-" + round);
            measure(UNCHANGED, ALL, "label:bench", "registry.example/web:all-" + round);
        }
        measurements.printTable(ONE);
        return measurements.goal(ROLLOUT, ALL, PROMISED, ONE);
    }

    private void measure(String work, String way, String clusters, String image) throws Exception {
        OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        long before = system.getProcessCpuTime();
        measurements.measure(work, way, () -> deploy(clusters, image));
        System.out.printf(
                Locale.ROOT,
                "  %-28s %-44s %8.3f s%n",
                "",
                "processor time",
                (system.getProcessCpuTime() - before) / 1e9);
    }

    /** Ten objects, one of them a workload, as small applications have them. */
    private void configure() throws Exception {
        StringBuilder text = new StringBuilder("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata:
                      labels: {app: web}
                      annotations: {testbed/ready-after: 3s}
                    spec: {containers: [{name: web, image: "registry.example/web:none"}]}
                """);
        for (int i = 1; i < 10; i++) {
            text.append("---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web-")
                    .append(i)
                    .append("}\ndata: {number: '")
                    .append(i)
                    .append("'}\n");
        }
        Files.writeString(
                Files.createDirectories(directory.resolve("workspace")).resolve("web.yaml"), text);
        StringBuilder credentials =
                new StringBuilder("credentials:\n  system:\n    domainCredentials:\n      - credentials:\n");
        StringBuilder targets = new StringBuilder("unclassified:\n  deploymentTargets:\n    clusters:\n");
        String kubeconfig = Files.readString(Path.of(System.getenv("KUBECONFIG")));
        String prefix = "bench-" + Long.toString(System.nanoTime(), 36) + "-";
        for (int i = 0; i < CLUSTERS; i++) {
            String namespace = prefix + i;
            Tool.run(directory, List.of("kubectl", "create", "namespace", namespace));
            String own = kubeconfig.replaceFirst("(?m)^(    )namespace: .*$", "$1namespace: " + namespace);
            credentials
                    .append("          - file: {scope: GLOBAL, id: bench-")
                    .append(i)
                    .append(", fileName: kubeconfig, secretBytes: \"")
                    .append(Base64.getEncoder().encodeToString(own.getBytes(StandardCharsets.UTF_8)))
                    .append("\"}\n");
            targets.append("      - {name: bench-")
                    .append(i)
                    .append(", credentialsId: bench-")
                    .append(i)
                    .append(", labels: bench}\n");
        }
        Path file = Files.writeString(directory.resolve("credentials.yaml"), credentials.append(targets));
        Controller controller = Controller.start(
                Files.createDirectories(directory.resolve("controller")).toFile());
        CredentialsFile.load(file, Map.of(), controller);
    }

    private void deploy(String clusters, String image) throws Exception {
        Path build = directory.resolve("build-" + ++builds);
        BuildSettings settings =
                new BuildSettings("bench", builds, directory.resolve("workspace"), build, Map.of(), "", false, false);
        String jenkinsfile = "node { kubeApply manifests: 'web.yaml', clusters: '" + clusters + "', batch: " + CLUSTERS
                + ", images: '" + image + "' }";
        try (Build running = new Build(settings, OutputStream.nullOutputStream())) {
            StepLibrary steps = new StepLibrary(running);
            Result result = running.run(() -> new Jenkinsfile(jenkinsfile).run(running, steps));
            if (result != Result.SUCCESS) {
                throw new IllegalStateException(Files.readString(build.resolve("log")));
            }
        }
    }
}
