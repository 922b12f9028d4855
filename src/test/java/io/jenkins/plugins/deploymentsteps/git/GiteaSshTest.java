package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;
import static org.junit.Assert.fail;

import com.fasterxml.jackson.databind.ObjectMapper;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.testbed.GitRepository;
import io.jenkins.plugins.deploymentsteps.testbed.GiteaServer;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.StringWriter;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Commits to a real Git host over SSH. */
@Category(NeedsTestbed.class)
public class GiteaSshTest {
    private static final String PASSPHRASE = "pass phrase of the key";

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.GITEA);

    private final GiteaServer gitea = testbed.gitea();
    private final TestCommits commits = new TestCommits();

    @Test
    public void commitsOverSshToAKnownHost() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        GitAuth key = new GitAuth.SshKey("git", gitea.sshKey(), null, KnownHosts.of(gitea.knownHosts()));
        assertTrue(run(repository.sshUrl(), key, tag("v2")).changed());
        assertEquals("tag: v2\n", repository.git("show", "origin/main:v.yaml"));
        assertEquals(List.of(), TestCommits.threadsThatStay("sshd-"));
    }

    @Test
    @Covers({"S-17", "T-39"})
    public void refusesAnSshHostThatIsNotKnown() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        String others = gitea.knownHosts().replaceAll("(?m)^\\S+", "other.example");
        for (String hosts : List.of("", others)) {
            assertHostIsRefused(repository, hosts);
        }
    }

    private void assertHostIsRefused(GitRepository repository, String knownHosts) throws Exception {
        GitAuth key = new GitAuth.SshKey("git", gitea.sshKey(), null, KnownHosts.of(knownHosts));
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> run(repository.sshUrl(), key, tag("v2")));
        assertThat(failure.getMessage(), containsString("the host key of"));
        assertThat(failure.getMessage(), containsString("SHA256:"));
        assertThat(failure.getMessage(), containsString("Git Host Key Verification Configuration"));
        assertEquals(Kind.INVALID_INPUT, failure.kind());
        assertEquals("tag: v1\n", repository.git("show", "origin/main:v.yaml"));
    }

    @Test
    @Covers("S-17")
    public void refusesAnSshHostWhoseKeyHasChanged() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        String host = gitea.knownHosts().lines().findFirst().orElseThrow().split(" ")[0];
        String line = host + " "
                + PublicKeyEntry.toString(
                        KeyPairGenerator.getInstance("EC").generateKeyPair().getPublic());
        assertHostIsRefused(repository, line + "\n");
        String revoked = gitea.knownHosts() + gitea.knownHosts().replaceAll("(?m)^(?=\\S)", "@revoked ");
        assertHostIsRefused(repository, revoked);
    }

    @Test
    public void saysThatTheSshKeyIsNotRegistered() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        StringWriter pem = new StringWriter();
        PrivateKey unknown =
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate();
        pem.append("-----BEGIN PRIVATE KEY-----\n")
                .append(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(unknown.getEncoded()))
                .append("\n-----END PRIVATE KEY-----\n");
        GitAuth key = new GitAuth.SshKey("git", pem.toString(), null, KnownHosts.of(gitea.knownHosts()));
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> run(repository.sshUrl(), key, tag("v2")));
        assertEquals(failure.getMessage(), Kind.UNAUTHORIZED, failure.kind());
    }

    @Test
    public void commitsWithKeysThatHaveAPassphrase() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        // Gitea takes none that is shorter.
        generator.initialize(3072);
        KeyPair pair = generator.generateKeyPair();
        gitea.post(
                "/user/keys",
                new ObjectMapper()
                        .createObjectNode()
                        .put("title", repository.name())
                        .put("key", PublicKeyEntry.toString(pair.getPublic())));
        Map<String, String> keys = Map.of("v2", SshKeys.openSsh(pair, PASSPHRASE), "v3", SshKeys.pem(pair, PASSPHRASE));
        for (Map.Entry<String, String> key : keys.entrySet()) {
            run(repository.sshUrl(), key(key.getValue(), PASSPHRASE), tag(key.getKey()));
            assertEquals("tag: " + key.getKey() + "\n", repository.git("show", "origin/main:v.yaml"));

            String wrong = keyFailure(key.getValue(), "another phrase");
            assertThat(wrong, containsString("its passphrase is not the one given"));
            assertThat(wrong, not(containsString("another phrase")));
            assertThat(keyFailure(key.getValue(), null), containsString("its passphrase is missing"));
            assertThat(keyFailure(key.getValue(), ""), containsString("its passphrase is missing"));
        }
    }

    /** The standalone build is without Bouncy Castle, which a Jenkins has and by which such a key is read. */
    @Test
    public void readsAnEncryptedPkcs8KeyOrSaysWhatToDo() throws Exception {
        KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        String failure = keyFailure(SshKeys.encryptedPkcs8(pair, PASSPHRASE), PASSPHRASE);
        if (SecurityUtils.isBouncyCastleRegistered()) {
            assertThat(failure, containsString("does not accept the SSH key"));
        } else {
            assertThat(failure, containsString("PKCS #8"));
            assertThat(failure, containsString("ssh-keygen -p"));
        }
        assertThat(failure, not(containsString(PASSPHRASE)));
    }

    private String keyFailure(String key, @CheckForNull String passphrase) {
        return assertThrows(
                        DeploymentException.class,
                        () -> run(gitea.sshUrl() + "/nobody/nothing.git", key(key, passphrase), tag("v2")))
                .getMessage();
    }

    private GitAuth key(String privateKey, @CheckForNull String passphrase) throws DeploymentException {
        return new GitAuth.SshKey("git", privateKey, passphrase, KnownHosts.of(gitea.knownHosts()));
    }

    /** Read of the commit, read of the file, push: wherever the server falls silent. */
    @Test
    @Covers({"R-37", "T-109", "T-110"})
    public void anInterruptEndsItAtOnceAndNothingIsPushedAfterwards() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        List<StallingRelay.Connection> conversation = conversation(repository);
        assertEquals("read, read, push", 3, conversation.size());
        for (int connection = 0; connection < 3; connection++) {
            for (int tenths : new int[] {0, 5, 9}) {
                assertInterruptEnds(
                        repository,
                        connection,
                        tenths,
                        conversation.get(connection).fromServer.get());
            }
        }
        assertEquals(List.of(), TestCommits.threadsThatStay("deployment-steps git"));
        assertEquals(List.of(), TestCommits.threadsThatStay("sshd-"));
    }

    /** What the server says in a commit that nothing disturbs. */
    private List<StallingRelay.Connection> conversation(GitRepository repository) throws Exception {
        try (StallingRelay relay = new StallingRelay(gitea.sshUrl(), -1, 0)) {
            assertTrue(run(relay.through(repository.sshUrl()), keyFor(relay), tag("v2"))
                    .changed());
            return relay.connections();
        }
    }

    /**
     * Interrupts a commit when the server has said so many tenths of what it has to say. How much that is varies: the
     * end of a channel may or may not get through before the client hangs up. So a conversation that ends before the
     * point gives the next measure.
     */
    private void assertInterruptEnds(GitRepository repository, int connection, int tenths, long length)
            throws Exception {
        long measure = length;
        for (int attempt = 0; attempt < 5; attempt++) {
            String where = "connection " + connection + ", byte " + measure * tenths / 10;
            String before = repository.git("rev-parse", "origin/main");
            try (StallingRelay relay = new StallingRelay(gitea.sshUrl(), connection, measure * tenths / 10)) {
                GitAuth key = keyFor(relay);
                boolean interrupted = TestCommits.assertInterruptEnds(
                        where,
                        () -> run(relay.through(repository.sshUrl()), key, tag("at " + where)),
                        relay::awaitStall);
                if (interrupted) {
                    assertEquals(where, connection + 1, relay.connections().size());
                    if (connection < 2 || tenths == 0) {
                        assertEquals(before, repository.git("rev-parse", "origin/main"));
                    }
                    return;
                }
                measure = relay.connections().get(connection).fromServer.get();
            }
        }
        fail("connection " + connection + " never came to " + tenths + " tenths of its length, at last " + measure);
    }

    @Test
    @Covers("R-09")
    public void theDeadlineEndsASilentServer() throws Exception {
        GitRepository repository = gitea.createRepository("config", Map.of("v.yaml", "tag: v1\n"));
        try (StallingRelay relay = new StallingRelay(gitea.sshUrl(), 0, 0);
                var ours = JGitRepository.open(
                        new GitConnection(relay.through(repository.sshUrl()), keyFor(relay)), HttpProxy.ofJava())) {
            DeploymentException failure = assertThrows(
                    DeploymentException.class, () -> ours.fetch("main", Deadline.after(Duration.ofMillis(500))));
            assertEquals(failure.getMessage(), Kind.TIMEOUT, failure.kind());
        }
    }

    private GitAuth keyFor(StallingRelay relay) throws DeploymentException {
        return new GitAuth.SshKey("git", gitea.sshKey(), null, KnownHosts.of(relay.knownHosts(gitea.knownHosts())));
    }

    private static Change tag(String tag) {
        return new Change.SetValue("v.yaml", "tag", tag, false);
    }

    private CommitResult run(String url, GitAuth auth, Change change) throws DeploymentException, InterruptedException {
        try (var repository = JGitRepository.open(new GitConnection(url, auth), HttpProxy.ofJava())) {
            return commits.run(repository, change);
        }
    }
}
