package io.jenkins.plugins.deploymentsteps.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tools that keep a set of objects as we do, called as their guides say: Helm, which the testbed has; kapp and kluctl where
 * they are on the {@code PATH}.
 */
final class OtherTools {
    private final Path directory;

    /** Calls them in a directory. */
    OtherTools(Path directory) {
        this.directory = directory;
    }

    /** Returns the ways that this machine has; each takes a directory of manifests and a namespace. */
    List<Way> ways() {
        List<Way> ways = new ArrayList<>(List.of(new Way("helm upgrade --install", this::helm)));
        if (isOnPath("kapp")) {
            ways.add(new Way("kapp deploy", this::kapp));
        }
        if (isOnPath("kluctl")) {
            ways.add(new Way("kluctl deploy", this::kluctl));
        }
        return ways;
    }

    /**
     * A way to apply manifests.
     *
     * @param name as tables have it
     * @param call what is measured
     */
    record Way(String name, PushBenchmark.Way call) {}

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(entry -> Files.isExecutable(Path.of(entry, program)));
    }

    /** Puts around a directory of manifests what the tools want there, as a repository would have it. */
    void prepare(Path files) throws IOException {
        Path chart = copy(files, chart(files), "templates");
        Files.writeString(chart.resolve("Chart.yaml"), "apiVersion: v2\nname: bench\nversion: 1.0.0\n");
        Path project = copy(files, project(files), "bench");
        Files.writeString(project.resolve(".kluctl.yaml"), """
                discriminator: bench-{{ args.namespace }}
                args:
                - name: namespace
                """);
        Files.writeString(project.resolve("deployment.yaml"), """
                deployments:
                - path: bench
                overrideNamespace: '{{ args.namespace }}'
                """);
    }

    private static Path chart(Path files) {
        return files.resolveSibling(files.getFileName() + "-chart");
    }

    private static Path project(Path files) {
        return files.resolveSibling(files.getFileName() + "-project");
    }

    private static Path copy(Path files, Path root, String inside) throws IOException {
        Path into = Files.createDirectories(root.resolve(inside));
        try (Stream<Path> paths = Files.list(files)) {
            for (Path path : paths.toList()) {
                Files.copy(path, into.resolve(path.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        return root;
    }

    private void helm(Path files, String namespace) throws Exception {
        String chart = chart(files).toString();
        Tool.run(directory, List.of("helm", "upgrade", "--install", "bench", chart, "--namespace=" + namespace));
    }

    private void kapp(Path files, String namespace) throws Exception {
        Tool.run(
                directory,
                List.of(
                        "kapp",
                        "deploy",
                        "--yes",
                        "--app=bench",
                        "--namespace=" + namespace,
                        "--into-ns=" + namespace,
                        "--file=" + files));
    }

    private void kluctl(Path files, String namespace) throws Exception {
        Tool.run(
                directory,
                List.of(
                        "kluctl",
                        "deploy",
                        "--yes",
                        "--no-update-check",
                        "--project-dir=" + project(files),
                        "--arg=namespace=" + namespace));
    }
}
