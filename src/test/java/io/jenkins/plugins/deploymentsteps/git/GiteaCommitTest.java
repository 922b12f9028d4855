package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.testbed.GitRepository;
import io.jenkins.plugins.deploymentsteps.testbed.GiteaServer;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Commits to a real Git host. */
@Category(NeedsTestbed.class)
public class GiteaCommitTest {
    private static final String DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
            + "  template:\n    spec:\n      containers:\n      - name: web\n        image: shop/web:1.0 # ours\n";

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.GITEA);

    private final GiteaServer gitea = testbed.gitea();
    private final TestCommits commits = new TestCommits();

    @Test
    public void commitsOverHttpWithAToken() throws Exception {
        GitRepository repository =
                gitea.createRepository("config", Map.of("app/web.yaml", DEPLOYMENT, "README.md", "x\n"));
        Change change = new Change.SetImage(ImageReference.parse("shop/web:1.1"), List.of("app/*.yaml"), null);
        CommitResult result = run(repository.cloneUrl(), token(), change);
        assertTrue(result.changed());
        GitRepository.Clone clone = repository.newClone();
        assertEquals(clone.git("rev-parse", "origin/main").strip(), result.commit());
        assertEquals(DEPLOYMENT.replace("1.0", "1.1"), clone.git("show", "origin/main:app/web.yaml"));
        assertThat(
                clone.git("log", "-1", "--format=%an <%ae> %s", "origin/main"),
                containsString("Jenkins <jenkins@example.com> Deploy shop/web:1.1"));
        assertFalse(run(repository.cloneUrl(), token(), change).changed());
        assertThat(commits.log.toString(), not(containsString(gitea.token())));
        assertThat(commits.log.toString(), containsString("travel unencrypted"));
    }

    @Test
    @Covers({"S-16", "R-08", "T-36"})
    public void tlsIsVerified() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        String url = gitea.httpsUrl() + "/" + repository.fullName() + ".git";
        DeploymentException failure = assertThrows(DeploymentException.class, () -> run(url, token(), tag("v2")));
        assertEquals(failure.getMessage(), Kind.INVALID_INPUT, failure.kind());
        assertThat(failure.getMessage(), containsString("a certificate of an authority that is not trusted"));
        SSLContext before = SSLContext.getDefault();
        SSLContext.setDefault(trusting(gitea.caCertificate()));
        try {
            assertTrue(run(url, token(), tag("v2")).changed());
        } finally {
            SSLContext.setDefault(before);
        }
    }

    private static SSLContext trusting(String certificate) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry(
                "ca",
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(certificate.getBytes(StandardCharsets.UTF_8))));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Test
    @Covers({"P-10", "S-08"})
    public void saysThatThePasswordIsWrongWithoutShowingIt() {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        GitAuth wrong = new GitAuth.UserPassword(gitea.user(), "wr0ng-Pa55");
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> run(repository.cloneUrl(), wrong, tag("v2")));
        assertEquals(Kind.UNAUTHORIZED, failure.kind());
        assertThat(failure.getMessage(), not(containsString("wr0ng")));
        failure = assertThrows(
                DeploymentException.class, () -> run(repository.cloneUrl(), new GitAuth.None(), tag("v2")));
        assertThat(failure.getMessage(), containsString("Give credentialsId"));
    }

    @Test
    public void saysThatBranchOrRepositoryIsNotThere() {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        CommitRequest request = new CommitRequest("nowhere", List.of(tag("v2")), null, TestCommits.AUTHOR);
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> run(repository.cloneUrl(), token(), request));
        assertEquals(Kind.NOT_FOUND, failure.kind());
        assertThat(failure.getMessage(), containsString("it has main"));
        failure = assertThrows(
                DeploymentException.class,
                () -> run(repository.cloneUrl().replace(".git", "-none.git"), token(), tag("v2")));
        assertEquals(failure.getMessage(), Kind.NOT_FOUND, failure.kind());
    }

    @Test
    @Covers({"R-27", "T-99"})
    public void aProtectedBranchEndsItWithTheHostsWords() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        gitea.post(
                "/repos/" + repository.fullName() + "/branch_protections",
                new ObjectMapper().createObjectNode().put("rule_name", "main").put("enable_push", false));
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> run(repository.cloneUrl(), token(), tag("v2")));
        assertEquals(failure.getMessage(), Kind.FORBIDDEN, failure.kind());
        assertThat(failure.getMessage(), containsString("pull request"));
        assertEquals("tag: v1\n", repository.git("show", "origin/main:v.yaml"));
    }

    @Test
    @Covers({"R-24", "T-86", "P-5"})
    public void eightWritersOnOneBranchLoseNothing() throws Exception {
        int writers = 8;
        int rounds = 5;
        StringBuilder values = new StringBuilder("# one file for all\n");
        IntStream.range(0, writers).forEach(i -> values.append("writer" + i + ": \"0\" # theirs\n"));
        GitRepository repository = gitea.createRepository("race", Map.of("v.yaml", values.toString()));
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        int attempts = 0;
        try {
            List<Future<Integer>> ends = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                String path = "writer" + i;
                ends.add(threads.submit(() -> {
                    int tries = 0;
                    for (int round = 1; round <= rounds; round++) {
                        Change change = new Change.SetValue("v.yaml", path, Integer.toString(round), false);
                        CommitResult result = run(repository.cloneUrl(), token(), change);
                        assertTrue(result.changed());
                        tries += result.attempts();
                    }
                    return tries;
                }));
            }
            for (Future<Integer> end : ends) {
                attempts += end.get();
            }
        } finally {
            threads.shutdownNow();
        }
        System.out.println(writers * rounds + " commits of " + writers + " writers took " + attempts + " attempts");
        GitRepository.Clone clone = repository.newClone();
        assertEquals(
                writers * rounds + 1,
                clone.git("rev-list", "origin/main").lines().count());
        assertEquals(values.toString().replace("\"0\"", "\"" + rounds + "\""), clone.git("show", "origin/main:v.yaml"));
    }

    @Test
    @Covers({"R-24", "T-87"})
    public void ofManyWritersOfOneValueOneWins() throws Exception {
        int writers = 4;
        GitRepository repository = gitea.createRepository("race", Map.of("v.yaml", "tag: v0\n"));
        ExecutorService threads = Executors.newFixedThreadPool(writers);
        int won = 0;
        int refused = 0;
        try {
            List<Future<String>> ends = new ArrayList<>();
            CyclicBarrier start = new CyclicBarrier(writers);
            for (int i = 1; i <= writers; i++) {
                String tag = "v" + i;
                ends.add(threads.submit(() -> {
                    start.await();
                    try {
                        run(repository.cloneUrl(), token(), tag(tag));
                        return tag;
                    } catch (DeploymentException e) {
                        assertEquals(e.getMessage(), Kind.CONFLICT, e.kind());
                        return null;
                    }
                }));
            }
            for (Future<String> end : ends) {
                if (end.get() == null) {
                    refused++;
                } else {
                    won++;
                }
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(writers, won + refused);
        assertEquals(
                won + 1,
                repository.newClone().git("rev-list", "origin/main").lines().count());
    }

    @Test
    public void aRepositoryOfTwentyThousandFilesCostsLittle() throws Exception {
        GitRepository repository = gitea.createRepository("large", Map.of("v.yaml", "tag: v0\n"));
        GitRepository.Clone clone = repository.newClone();
        fill(clone.directory());
        clone.git("add", "--all");
        clone.git("commit", "--quiet", "--message=Many files");
        clone.git("push", "--quiet", "origin", "HEAD:main");
        Change change = new Change.SetValue("env7/app1400.yaml", "x1400", "changed", false);
        assertTrue(run(repository.cloneUrl(), token(), change).changed());
        for (int i = 0; i < 3; i++) {
            long start = System.nanoTime();
            Change again = new Change.SetValue("env7/app1400.yaml", "x1400", "changed" + i, false);
            assertTrue(run(repository.cloneUrl(), token(), again).changed());
            System.out.println("20,000 files: "
                    + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
        }
    }

    private static void fill(Path directory) throws IOException {
        for (int i = 0; i < 20_000; i++) {
            Path path = directory.resolve("env" + i / 200 + "/app" + i + ".yaml");
            Files.createDirectories(path.getParent());
            Files.writeString(path, "x" + i + ": y\n" + ("# " + Integer.toHexString(i * 31) + "\n").repeat(20));
        }
    }

    private GitAuth token() {
        return new GitAuth.UserPassword("", gitea.token());
    }

    private static Change tag(String tag) {
        return new Change.SetValue("v.yaml", "tag", tag, false);
    }

    private CommitResult run(String url, GitAuth auth, Change change) throws DeploymentException, InterruptedException {
        return run(url, auth, new CommitRequest("main", List.of(change), null, TestCommits.AUTHOR));
    }

    private CommitResult run(String url, GitAuth auth, CommitRequest request)
            throws DeploymentException, InterruptedException {
        try (var repository = JGitRepository.open(new GitConnection(url, auth), HttpProxy.ofJava())) {
            return commits.run(repository, request);
        }
    }
}
