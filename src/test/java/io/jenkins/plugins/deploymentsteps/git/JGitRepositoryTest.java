package io.jenkins.plugins.deploymentsteps.git;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitToRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.PushOutcome;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.eclipse.jgit.util.FileUtils;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Against the real Git's own server. */
public class JGitRepositoryTest implements DeploymentLog {
    private static final CommitRequest.Author AUTHOR = new CommitRequest.Author("Jenkins", "jenkins@example.com");

    @Rule
    public final GitHttpServer server = new GitHttpServer();

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private final List<String> log = new ArrayList<>();

    @Override
    public void info(String line) {
        log.add(line);
    }

    @Override
    public void warn(String line) {
        log.add(line);
    }

    @Before
    public void aBranch() throws IOException {
        server.commit(Map.of("app/values.yaml", "tag: v1 # c\n", "other/x.yaml", "x: 1\n", "run.sh", "#!/bin/sh\n"));
    }

    @After
    public void nothingIsLeftOnDisk() {
        assertEquals(List.of(), List.of(folder.getRoot().list()));
    }

    @Test
    public void readsAndPushesACommit() throws Exception {
        CommitResult result = commit("v2");
        assertEquals(server.git("rev-parse", "main").strip(), result.commit());
        assertEquals("tag: v2 # c\n", server.git("show", "main:app/values.yaml"));
        assertEquals("2", server.git("rev-list", "--count", "main").strip());
        assertEquals(
                "Jenkins <jenkins@example.com>|Jenkins <jenkins@example.com>|Set tag in app/values.yaml\n",
                server.git("log", "-1", "--format=%an <%ae>|%cn <%ce>|%s", "main"));
        assertEquals("app/values.yaml\n", server.git("diff", "--name-only", "main~1", "main"));
        server.git("fsck", "--strict", "--no-dangling");
    }

    @Test
    @Covers("R-26")
    public void pushesNothingWhenNothingChanges() throws Exception {
        assertFalse(commit("v1").changed());
        assertTrue(server.requests.toString(), server.requests.stream().noneMatch(r -> r.contains("receive-pack")));
    }

    @Test
    public void aServerWithoutFiltersIsReadToo() throws Exception {
        server.configure("uploadpack.allowFilter", "false");
        assertTrue(commit("v2").changed());
        assertEquals("tag: v2 # c\n", server.git("show", "main:app/values.yaml"));
    }

    @Test
    public void aServerOfTheOldProtocolIsReadToo() throws Exception {
        server.oldProtocol = true;
        assertTrue(commit("v2").changed());
        assertEquals("tag: v2 # c\n", server.git("show", "main:app/values.yaml"));
        assertTrue(commit("v3").changed());
    }

    @Test
    @Covers({"P-5", "R-24"})
    public void aPushThatComesTooLateIsARace() throws Exception {
        try (GitRepository repository = open()) {
            GitRepository.Tip tip = repository.fetch("main", soon());
            server.commit(Map.of("other/y.yaml", "y: 1\n"));
            PushOutcome outcome = tip.push(Map.of("app/values.yaml", "tag: v9\n".getBytes(UTF_8)), "m", AUTHOR);
            assertTrue(outcome.toString(), outcome instanceof PushOutcome.Raced);
        }
        assertEquals("tag: v1 # c\n", server.git("show", "main:app/values.yaml"));
    }

    @Test
    @Covers({"P-5", "R-24"})
    public void aRaceThatOnlyTheServerSeesIsARaceToo() throws Exception {
        server.before = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                server.before = (e, r) -> false;
                server.commit(Map.of("other/y.yaml", "y: 1\n"));
            }
            return false;
        };
        CommitResult result = commit("v2");
        assertEquals(2, result.attempts());
        assertEquals("y: 1\n", server.git("show", "main:other/y.yaml"));
        assertEquals("tag: v2 # c\n", server.git("show", "main:app/values.yaml"));
        assertEquals("3", server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers({"R-25", "T-88"})
    public void aPushWhoseAnswerIsLostIsLookedUp() throws Exception {
        server.after = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                server.after = (e, r) -> false;
                exchange.close();
                return true;
            }
            return false;
        };
        CommitResult result = commit("v2");
        assertTrue(result.changed());
        assertEquals(1, result.attempts());
        assertEquals(server.git("rev-parse", "main").strip(), result.commit());
        assertEquals("2", server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers("R-25")
    public void aPushThatNeverArrivedIsDoneAgain() throws Exception {
        server.before = (exchange, request) -> {
            if (request.startsWith("POST") && request.contains("receive-pack")) {
                server.before = (e, r) -> false;
                exchange.close();
                return true;
            }
            return false;
        };
        assertEquals(2, commit("v2").attempts());
        assertEquals("2", server.git("rev-list", "--count", "main").strip());
    }

    @Test
    @Covers({"R-27", "S-26", "T-99"})
    public void aHookThatDeclinesEndsItWithItsWords() throws Exception {
        server.hook("pre-receive", "printf 'Freeze until \\033[31mMonday\\033[0m\\n' >&2; exit 1");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commit("v2"));
        assertEquals(Kind.FORBIDDEN, failure.kind());
        assertThat(
                failure.getMessage(),
                containsString("pre-receive hook declined (it says: Freeze until \uFFFD[31mMonday"));
        assertThat(failure.getMessage(), containsString("pull request"));
        assertEquals(
                1,
                server.requests.stream()
                        .filter(r -> r.startsWith("POST") && r.contains("receive-pack"))
                        .count());
    }

    @Test
    @Covers("R-27")
    public void anUpdateHookThatDeclinesEndsItToo() throws Exception {
        server.hook("update", "echo 'not on a Friday' >&2; exit 1");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commit("v2"));
        assertEquals(Kind.FORBIDDEN, failure.kind());
        assertThat(failure.getMessage(), containsString("not on a Friday"));
    }

    @Test
    public void knowsTheWordsOfRacesAndRefusals() {
        for (String race : List.of(
                "failed to update ref",
                "incorrect old value provided",
                "non-fast-forward",
                "fetch first",
                "lock failure",
                "cannot lock ref 'refs/heads/main': is at 0123456789 but expected 9876543210",
                "Unable to create '/srv/x.git/refs/heads/main.lock': File exists.",
                "failed to lock",
                "TF401028: The reference has already been updated by another client, so you cannot update it.")) {
            assertTrue(race, GitFailures.isRace(race));
        }
        for (String refusal : List.of(
                "pre-receive hook declined",
                "protected branch hook declined",
                "Not allowed to push code to protected branch",
                "permission denied",
                "TF402455: Pushes to this branch are not permitted; prohibited",
                "branch is locked",
                "hook declined: cannot lock ref")) {
            assertFalse(refusal, GitFailures.isRace(refusal));
        }
    }

    @Test
    public void anUnknownBranchIsNamedWithThoseThatAreThere() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> {
            try (GitRepository repository = open()) {
                repository.fetch("release", soon());
            }
        });
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertThat(
                failure.getMessage(),
                containsString("There is no branch 'release' in " + server.url() + "; it has main."));
    }

    @Test
    @Covers({"S-21", "P-6"})
    public void symbolicLinksAreNeverFollowed() throws Exception {
        File work = server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", server.repository().toString(), ".");
        Files.createSymbolicLink(work.toPath().resolve("passwd.yaml"), Path.of("/etc/passwd"));
        Files.createSymbolicLink(work.toPath().resolve("link"), Path.of("app"));
        server.commitAll(work);
        try (GitRepository repository = open()) {
            GitRepository.Tip tip = repository.fetch("main", soon());
            assertEquals(List.of("app/values.yaml", "other/x.yaml", "run.sh"), tip.files());
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> tip.read(List.of("passwd.yaml")));
            assertThat(failure.getMessage(), containsString("'passwd.yaml' is a symbolic link"));
            assertThat(failure.getMessage(), not(containsString("root:")));
            for (String path : List.of("passwd.yaml", "link/values.yaml", "app", ".git/config", "../x", "a/../b")) {
                assertThrows(path, DeploymentException.class, () -> tip.push(Map.of(path, new byte[0]), "m", AUTHOR));
            }
        }
        assertEquals("2", server.git("rev-list", "--count", "main").strip());
    }

    @Test
    public void modesAndStrangeNamesStay() throws Exception {
        File work = server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", server.repository().toString(), ".");
        GitHttpServer.git(work, "update-index", "--chmod=+x", "run.sh");
        String blob = GitHttpServer.git(work, "rev-parse", "HEAD:run.sh").strip();
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a-b/ü 😀.txt");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a/x");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "100644," + blob + ",a.b");
        GitHttpServer.git(work, "update-index", "--add", "--cacheinfo", "160000," + "1".repeat(40) + ",module");
        GitHttpServer.git(work, "commit", "--quiet", "--message=Strange");
        GitHttpServer.git(work, "push", "--quiet", "origin", "HEAD:main");
        String before = server.git("ls-tree", "-r", "main");
        try (GitRepository repository = open()) {
            GitRepository.Tip tip = repository.fetch("main", soon());
            tip.push(
                    Map.of(
                            "run.sh",
                            "new\n".getBytes(UTF_8),
                            "new/deep/file",
                            "x".getBytes(UTF_8),
                            "a/y",
                            "y".getBytes(UTF_8)),
                    "m",
                    AUTHOR);
        }
        server.git("fsck", "--strict", "--no-dangling");
        List<String> after =
                new ArrayList<>(server.git("ls-tree", "-r", "main").lines().toList());
        assertTrue(after.stream().anyMatch(line -> line.startsWith("100755 blob") && line.endsWith("\trun.sh")));
        assertTrue(after.removeIf(line -> line.endsWith("\tnew/deep/file"))
                && after.removeIf(line -> line.endsWith("\ta/y")));
        after.removeIf(line -> line.endsWith("\trun.sh"));
        assertEquals(before.lines().filter(line -> !line.endsWith("\trun.sh")).toList(), after);
    }

    @Test
    @Covers({"S-07", "P-10"})
    public void wrongAndMissingPasswordsAreSaidOnceAndNeverShown() throws Exception {
        server.closed = true;
        GitAuth wrong = new GitAuth.UserPassword(GitHttpServer.USER, "wr0ng-Pa55");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> commit(wrong, "v2"));
        assertEquals(Kind.UNAUTHORIZED, failure.kind());
        assertThat(failure.getMessage(), containsString("does not accept the credentials (HTTP 401)"));
        assertThat(failure.getMessage() + wrong + log, not(containsString("wr0ng")));
        assertEquals("a wrong password is tried once, or accounts get locked", 1, server.requests.size());
        failure = assertThrows(DeploymentException.class, () -> commit(new GitAuth.None(), "v2"));
        assertThat(failure.getMessage(), containsString("asks for credentials and none were given"));
        assertTrue(commit(new GitAuth.UserPassword(GitHttpServer.USER, GitHttpServer.PASSWORD), "v2")
                .changed());
    }

    @Test
    @Covers({"S-28", "T-57"})
    public void credentialsDoNotFollowARedirect() throws Exception {
        GitHttpServer other = new GitHttpServer();
        other.before();
        try {
            server.before = (exchange, request) -> {
                exchange.getResponseHeaders()
                        .set("Location", other.url().replace("/repo.git", "") + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
                return true;
            };
            GitAuth auth = new GitAuth.UserPassword(GitHttpServer.USER, GitHttpServer.PASSWORD);
            DeploymentException failure = assertThrows(DeploymentException.class, () -> commit(auth, "v2"));
            assertEquals(Kind.INVALID_INPUT, failure.kind());
            assertThat(failure.getMessage(), containsString("it redirects to http://127.0.0.1:"));
            assertEquals(List.of(), other.requests);
        } finally {
            other.after();
        }
    }

    @Test
    public void aRedirectOnTheSameServerIsFollowed() throws Exception {
        server.before = (exchange, request) -> {
            if (!request.contains("/moved.git")) {
                return false;
            }
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().toString().replace("moved", "repo"));
            exchange.sendResponseHeaders(301, -1);
            return true;
        };
        GitConnection connection = new GitConnection(server.url().replace("repo.git", "moved.git"), new GitAuth.None());
        try (GitRepository repository = JGitRepository.open(connection, HttpProxy.ofJava())) {
            assertEquals(3, repository.fetch("main", soon()).files().size());
        }
    }

    @Test
    public void saysWhatTheServerSays() {
        Map<Integer, Kind> kinds = Map.of(
                403,
                Kind.FORBIDDEN,
                404,
                Kind.NOT_FOUND,
                429,
                Kind.UNAVAILABLE,
                500,
                Kind.UNAVAILABLE,
                503,
                Kind.UNAVAILABLE,
                418,
                Kind.INVALID_INPUT);
        kinds.forEach((status, kind) -> {
            server.before = (exchange, request) -> {
                exchange.sendResponseHeaders(status, -1);
                return true;
            };
            DeploymentException failure = assertThrows(DeploymentException.class, () -> {
                try (GitRepository repository = open()) {
                    repository.fetch("main", soon());
                }
            });
            assertEquals(failure.getMessage(), kind, failure.kind());
            assertThat(failure.getMessage(), containsString("HTTP " + status));
        });
    }

    @Test
    public void aServerThatIsNotThereIsUnavailable() throws Exception {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> {
            try (GitRepository repository = JGitRepository.open(
                    new GitConnection("http://127.0.0.1:1/x.git", new GitAuth.None()), HttpProxy.ofJava())) {
                repository.fetch("main", soon());
            }
        });
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertThat(failure.getMessage(), containsString("connection refused"));
    }

    @Test
    @Covers({"R-37", "T-109", "T-110"})
    public void anInterruptEndsAReadWithinSeconds() throws Exception {
        assertInterruptEnds("POST", "upload-pack");
    }

    @Test
    @Covers({"R-37", "T-109", "T-110"})
    public void anInterruptEndsAPushAndNothingIsPushedAfterwards() throws Exception {
        assertInterruptEnds("GET", "service=git-receive-pack");
        assertEquals("1", server.git("rev-list", "--count", "main").strip());
        assertTrue(server.requests.stream().noneMatch(r -> r.startsWith("POST") && r.contains("receive-pack")));
    }

    /** The server hangs at the first request of that kind. */
    private void assertInterruptEnds(String method, String request) throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        server.before = (exchange, line) -> {
            if (line.startsWith(method) && line.contains(request)) {
                reached.countDown();
                try {
                    release.await(60, TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            return false;
        };
        AtomicReference<Throwable> end = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                commit("v2");
            } catch (Exception e) {
                end.set(e);
            }
        });
        thread.start();
        assertTrue(reached.await(30, TimeUnit.SECONDS));
        long start = System.nanoTime();
        thread.interrupt();
        thread.join(10_000);
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        release.countDown();
        assertTrue(String.valueOf(end.get()), end.get() instanceof InterruptedException);
        assertTrue("took " + millis + " ms", millis < 5000);
    }

    @Test
    @Covers("R-09")
    public void theDeadlineEndsASilentServer() {
        CountDownLatch release = new CountDownLatch(1);
        server.before = (exchange, line) -> {
            try {
                release.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
            return true;
        };
        long start = System.nanoTime();
        DeploymentException failure = assertThrows(DeploymentException.class, () -> {
            try (GitRepository repository = open()) {
                repository.fetch("main", Deadline.after(Duration.ofMillis(500)));
            }
        });
        release.countDown();
        assertEquals(Kind.TIMEOUT, failure.kind());
        assertTrue(System.nanoTime() - start < Duration.ofSeconds(5).toNanos());
    }

    @Test
    @Covers("R-43")
    public void aTemporaryDirectoryThatCannotBeUsedIsSaid() throws Exception {
        Path temporary = folder.getRoot().toPath();
        try (GitRepository repository = open()) {
            repository.fetch("main", soon());
            try (Stream<Path> directories = Files.list(temporary)) {
                Path directory = directories.findFirst().orElseThrow();
                FileUtils.delete(directory.toFile(), FileUtils.RECURSIVE);
                Files.writeString(directory, "in the way");
            }
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> repository.fetch("main", soon()));
            assertThat(failure.getMessage(), containsString("the temporary directory " + temporary));
        }
    }

    @Test
    @Covers("R-42")
    public void leavesNoThreadBehind() throws Exception {
        commit("v2");
        for (int i = 0; i < 5; i++) {
            commit("v" + i);
        }
        for (int i = 0; i < 100 && gitThreads() > 0; i++) {
            Thread.sleep(20);
        }
        assertEquals(0, gitThreads());
    }

    @Test
    public void whatTravelsDoesNotGrowWithTheRepository() throws Exception {
        File work = server.newFolder();
        GitHttpServer.git(work, "clone", "--quiet", server.repository().toString(), ".");
        Map<String, String> files = new HashMap<>();
        for (int i = 0; i < 2000; i++) {
            Path path = work.toPath().resolve("env" + i / 100 + "/app" + i + ".yaml");
            Files.createDirectories(path.getParent());
            Files.writeString(path, ("x" + i + ": " + Integer.toHexString(i * 7919) + "\n").repeat(200));
        }
        server.commitAll(work);
        server.bytesSent.set(0);
        server.bytesReceived.set(0);
        assertTrue(commit("v2").changed());
        assertTrue(files.isEmpty());
        long received = server.bytesReceived.get();
        assertTrue("sent " + server.bytesSent, server.bytesSent.get() < 150_000);
        assertTrue("received " + received, received < 10_000);
    }

    @Test
    public void anSshUrlWantsAKeyAndAnHttpUrlDoesNot() {
        GitAuth password = new GitAuth.UserPassword("u", "p");
        GitAuth key = new GitAuth.SshKey("git", "nonsense-key-text", null, () -> null);
        assertThat(message("git@h.example:x", password), containsString("the credentials are not an SSH key"));
        assertThat(message("https://h.example/x", key), containsString("the credentials are an SSH key"));
        assertThat(message("git@h.example:x", key), containsString("is not a private key in OpenSSH or PEM format"));
        assertThat(message("git@h.example:x", key), not(containsString("nonsense")));
        assertThat(key.toString(), not(containsString("nonsense")));
    }

    private static String message(String url, GitAuth auth) {
        return assertThrows(DeploymentException.class, () -> JGitRepository.open(
                                new GitConnection(url, auth), HttpProxy.ofJava())
                        .close())
                .getMessage();
    }

    private CommitResult commit(String tag) throws Exception {
        return commit(new GitAuth.None(), tag);
    }

    private CommitResult commit(GitAuth auth, String tag) throws DeploymentException, InterruptedException {
        Change change = new Change.SetValue("app/values.yaml", "tag", tag, false);
        try (GitRepository repository = JGitRepository.open(
                new GitConnection(server.url(), auth),
                HttpProxy.ofJava(),
                folder.getRoot().toPath())) {
            return new CommitToRepository(repository, this)
                    .run(new CommitRequest("main", List.of(change), null, AUTHOR), soon());
        }
    }

    private GitRepository open() throws DeploymentException {
        return JGitRepository.open(
                new GitConnection(server.url(), new GitAuth.None()),
                HttpProxy.ofJava(),
                folder.getRoot().toPath());
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMinutes(1));
    }

    private static long gitThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("deployment-steps git"))
                .count();
    }
}
