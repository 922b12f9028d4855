package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;

/** Who we are to a server over HTTP, and what it says when it does not let us. */
public class GitHttpAccessTest {
    @Rule
    public final ServedRepository git = new ServedRepository();

    @Test
    @Covers({"S-07", "P-10"})
    public void wrongAndMissingPasswordsAreSaidOnceAndNeverShown() throws Exception {
        git.server.closed = true;
        GitAuth wrong = new GitAuth.UserPassword(GitHttpServer.USER, "wr0ng-Pa55");
        DeploymentException failure = assertThrows(DeploymentException.class, () -> git.commit(wrong, "v2"));
        assertEquals(Kind.UNAUTHORIZED, failure.kind());
        assertThat(failure.getMessage(), containsString("does not accept the credentials (HTTP 401)"));
        assertThat(failure.getMessage() + wrong + git.log, not(containsString("wr0ng")));
        assertEquals("a wrong password is tried once, or accounts get locked", 1, git.server.requests.size());
        failure = assertThrows(DeploymentException.class, () -> git.commit(new GitAuth.None(), "v2"));
        assertThat(failure.getMessage(), containsString("asks for credentials and none were given"));
        assertTrue(git.commit(new GitAuth.UserPassword(GitHttpServer.USER, GitHttpServer.PASSWORD), "v2")
                .changed());
    }

    @Test
    @Covers({"S-28", "T-57"})
    public void credentialsDoNotFollowARedirect() throws Exception {
        GitHttpServer other = new GitHttpServer();
        other.before();
        try {
            git.server.before = (exchange, request) -> {
                exchange.getResponseHeaders()
                        .set("Location", other.url().replace("/repo.git", "") + exchange.getRequestURI());
                exchange.sendResponseHeaders(302, -1);
                return true;
            };
            GitAuth auth = new GitAuth.UserPassword(GitHttpServer.USER, GitHttpServer.PASSWORD);
            DeploymentException failure = assertThrows(DeploymentException.class, () -> git.commit(auth, "v2"));
            assertEquals(Kind.INVALID_INPUT, failure.kind());
            assertThat(failure.getMessage(), containsString("it redirects to http://127.0.0.1:"));
            assertEquals(List.of(), other.requests);
        } finally {
            other.after();
        }
    }

    @Test
    public void aRedirectOnTheSameServerIsFollowed() throws Exception {
        git.server.before = (exchange, request) -> {
            if (!request.contains("/moved.git")) {
                return false;
            }
            exchange.getResponseHeaders()
                    .set("Location", exchange.getRequestURI().toString().replace("moved", "repo"));
            exchange.sendResponseHeaders(301, -1);
            return true;
        };
        GitConnection connection =
                new GitConnection(git.server.url().replace("repo.git", "moved.git"), new GitAuth.None());
        try (GitRepository repository = JGitRepository.open(connection, HttpProxy.ofJava())) {
            assertEquals(3, repository.fetch("main", TestCommits.soon()).files().size());
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
            git.server.before = (exchange, request) -> {
                exchange.sendResponseHeaders(status, -1);
                return true;
            };
            DeploymentException failure = assertThrows(DeploymentException.class, () -> {
                try (GitRepository repository = git.open()) {
                    repository.fetch("main", TestCommits.soon());
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
                repository.fetch("main", TestCommits.soon());
            }
        });
        assertEquals(Kind.UNAVAILABLE, failure.kind());
        assertThat(failure.getMessage(), containsString("the connection was refused"));
    }

    @Test
    @Covers({"R-07", "R-08"})
    public void aServerThatBreaksOffTheTlsHandshakeMayBeRestarting() throws Exception {
        try (ServerSocket restarting = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread closing = new Thread(() -> {
                try {
                    while (true) {
                        restarting.accept().close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            closing.start();
            String url = "https://127.0.0.1:" + restarting.getLocalPort() + "/x.git";
            DeploymentException failure = assertThrows(DeploymentException.class, () -> {
                try (GitRepository repository =
                        JGitRepository.open(new GitConnection(url, new GitAuth.None()), HttpProxy.ofJava())) {
                    repository.fetch("main", TestCommits.soon());
                }
            });
            assertEquals(failure.getMessage(), Kind.UNAVAILABLE, failure.kind());
            assertThat(failure.getMessage(), containsString("broke off the connection during the TLS handshake"));
        }
    }

    @Test
    @Covers({"R-04", "R-30"})
    public void aServerThatSaysWhenToAskAgainIsUnavailableUntilThen() {
        for (int status : new int[] {403, 429, 503}) {
            git.server.before = (exchange, request) -> {
                exchange.getResponseHeaders().set("Retry-After", "7");
                exchange.sendResponseHeaders(status, -1);
                return true;
            };
            DeploymentException failure = assertThrows(DeploymentException.class, () -> {
                try (GitRepository repository = git.open()) {
                    repository.fetch("main", TestCommits.soon());
                }
            });
            assertEquals(failure.getMessage(), Kind.UNAVAILABLE, failure.kind());
            assertEquals(Duration.ofSeconds(7), failure.retryAfter());
        }
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
}
