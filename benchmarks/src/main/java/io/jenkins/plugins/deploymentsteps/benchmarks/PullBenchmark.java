package io.jenkins.plugins.deploymentsteps.benchmarks;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitToRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.git.GitAuth;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.git.HttpProxy;
import io.jenkins.plugins.deploymentsteps.git.JGitRepository;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;

/**
 * {@code gitopsCommit} beside the command-line ways to change one image in a GitOps repository of 20,000 files: a
 * shallow clone, and a blobless sparse one.
 */
public final class PullBenchmark {
    private static final String WORK = "new image, 20,000 files";
    private static final String OURS = "gitopsCommit";
    private static final String SHALLOW = "git clone --depth 1 + edit + push";
    private static final String SPARSE = "blobless sparse clone + edit + push";
    private static final int DIRECTORIES = 200;
    private static final int FILES_PER_DIRECTORY = 100;
    private static final int ROUNDS = 3;
    private static final String CHANGED_DIRECTORY = "apps/app-77";

    private final String gitea = System.getenv("TESTBED_GITEA_URL");
    private final String user = System.getenv("TESTBED_GITEA_USER");
    private final String password = System.getenv("TESTBED_GITEA_PASSWORD");
    private final Path directory;
    private final Measurements measurements = new Measurements(System.out);
    private int version;

    private PullBenchmark(Path directory) {
        this.directory = directory;
    }

    /**
     * Measures against the Gitea of the environment.
     *
     * @param arguments a directory for the repositories
     */
    public static void main(String[] arguments) throws Exception {
        System.exit(new PullBenchmark(Path.of(arguments[0])).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        String name = "bench-" + Long.toString(System.nanoTime(), 36);
        createRepository(name);
        String url = gitea + "/" + user + "/" + name + ".git";
        measurements.measure(WORK, "gitopsCommit, first call of a JVM", () -> commit(url));
        for (int round = 0; round < ROUNDS; round++) {
            measurements.measure(WORK, OURS, () -> commit(url));
            measurements.measure(WORK, SHALLOW, () -> cloneEditPush(url, List.of("--depth", "1"), false));
            measurements.measure(
                    WORK,
                    SPARSE,
                    () -> cloneEditPush(url, List.of("--depth", "1", "--filter=blob:none", "--sparse"), true));
        }
        measurements.printTable(SHALLOW);
        return measurements.goal(WORK, OURS, 0.1, SHALLOW);
    }

    private void commit(String url) throws Exception {
        Change change = new Change.SetKustomizeImage(
                ImageReference.parse("registry.example/shop/app-77:" + nextVersion()), CHANGED_DIRECTORY);
        GitConnection connection = new GitConnection(url, new GitAuth.UserPassword(user, password));
        try (GitRepository repository = JGitRepository.open(connection, HttpProxy.ofJava())) {
            CommitResult result = new CommitToRepository(repository, new Silent())
                    .run(
                            new CommitRequest(
                                    "main",
                                    List.of(change),
                                    "Deploy",
                                    new CommitRequest.Author("bench", "b@example.org")),
                            Deadline.after(Duration.ofMinutes(1)));
            if (!result.changed()) {
                throw new IllegalStateException("Nothing was committed.");
            }
        }
    }

    private void cloneEditPush(String url, List<String> options, boolean sparse) throws Exception {
        Path work = Files.createTempDirectory(directory, "clone");
        List<String> clone = new ArrayList<>(List.of("git", "clone", "-q"));
        clone.addAll(options);
        clone.addAll(List.of(withCredentials(url), "."));
        Tool.run(work, clone);
        if (sparse) {
            Tool.run(work, List.of("git", "sparse-checkout", "set", CHANGED_DIRECTORY));
        }
        Path file = work.resolve(CHANGED_DIRECTORY).resolve("kustomization.yaml");
        Files.writeString(
                file,
                Files.readString(file).replaceFirst("newTag: \"?[\\d.]+\"?", "newTag: \"" + nextVersion() + "\""));
        Tool.run(
                work,
                List.of(
                        "git",
                        "-c",
                        "user.name=bench",
                        "-c",
                        "user.email=b@example.org",
                        "commit",
                        "-q",
                        "-a",
                        "-m",
                        "Deploy"));
        Tool.run(work, List.of("git", "push", "-q"));
    }

    private String nextVersion() {
        return "1." + ++version + ".0";
    }

    private String withCredentials(String url) {
        return url.replace("://", "://" + user + ":" + password + "@");
    }

    private void createRepository(String name) throws Exception {
        String authorization =
                Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(gitea + "/api/v1/user/repos"))
                                .header("Authorization", "Basic " + authorization)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(
                                        "{\"name\":\"" + name + "\",\"default_branch\":\"main\"}"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() != 201) {
            throw new IllegalStateException("Creating the repository answered " + answer.statusCode());
        }
        Path source = Files.createDirectories(directory.resolve("source"));
        // Not compressible, so that the repository is as large as it looks.
        Random random = new Random(1);
        byte[] noise = new byte[6000];
        for (int d = 0; d < DIRECTORIES; d++) {
            Path app = Files.createDirectories(source.resolve("apps/app-" + d));
            Files.writeString(app.resolve("kustomization.yaml"), """
                    apiVersion: kustomize.config.k8s.io/v1beta1
                    kind: Kustomization
                    images:
                      - name: registry.example/shop/app-%d
                        newTag: "1.0.0"
                    """.formatted(d));
            for (int f = 1; f < FILES_PER_DIRECTORY; f++) {
                random.nextBytes(noise);
                Files.writeString(
                        app.resolve("config-" + f + ".yaml"),
                        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: config-" + f + "\ndata:\n  blob: "
                                + Base64.getEncoder().encodeToString(noise) + "\n");
            }
        }
        Tool.run(source, List.of("git", "init", "-q", "-b", "main"));
        Tool.run(source, List.of("git", "add", "-A"));
        Tool.run(
                source,
                List.of(
                        "git",
                        "-c",
                        "user.name=bench",
                        "-c",
                        "user.email=b@example.org",
                        "commit",
                        "-q",
                        "-m",
                        "Start"));
        Tool.run(
                source,
                List.of("git", "push", "-q", withCredentials(gitea + "/" + user + "/" + name + ".git"), "main"));
    }

    /** What git prints goes nowhere, too. */
    private static final class Silent implements DeploymentLog {
        @Override
        public void info(String line) {
            // not printed
        }

        @Override
        public void warn(String line) {
            // not printed
        }
    }
}
