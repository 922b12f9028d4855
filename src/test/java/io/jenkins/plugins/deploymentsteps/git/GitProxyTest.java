package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.faults.ProxyServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.time.Duration;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Git through a proxy, against the real Git's own server. */
@Covers({"R-45", "T-121"})
public class GitProxyTest {
    private static final String HOST = "git.example";
    private static final String PASSWORD = "planted-pa55word";

    @Rule
    public final GitHttpServer server = new GitHttpServer();

    private final ProxyServer proxy = new ProxyServer();

    @Before
    public void commit() throws Exception {
        server.commit(Map.of("a.yaml", "a: 1\n"));
    }

    @After
    public void close() {
        proxy.close();
    }

    @Test
    public void aHostThatOnlyTheProxyKnowsIsReadThroughIt() throws Exception {
        proxy.wanting("user", PASSWORD);
        assertThat(files(byName(), through(PASSWORD)), is(1));
        assertThat(
                proxy.requests().stream().anyMatch(request -> request.line().startsWith("GET http://" + HOST)),
                is(true));
        server.headers.forEach(headers -> assertThat(headers.toString(), not(containsString("Proxy-auth"))));
    }

    @Test
    public void hostsOfTheExceptionsAreReachedDirectly() throws Exception {
        ProxySettings exceptLoopback =
                ProxySettings.through(proxy.address(), host -> host.equals("127.0.0.1"), null, null);
        assertThat(files(server.url().replace("localhost", "127.0.0.1"), exceptLoopback), is(1));
        assertThat(proxy.requests(), hasSize(0));
    }

    @Test
    public void aLoginThatIsMissingOrWrongIsSaidToBe() {
        proxy.wanting("user", PASSWORD);
        for (String password : new String[] {null, "planted-wrong"}) {
            for (String url : new String[] {byName(), byName().replace("http:", "https:")}) {
                DeploymentException failure = refused(url, through(password));
                assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAUTHORIZED));
                assertThat(failure.getMessage(), containsString("The proxy asks for a login"));
            }
        }
        assertThat(server.requests, hasSize(0));
    }

    @Test
    public void aProxyThatRefusesIsNamed() {
        proxy.refusing(403);
        DeploymentException failure = refused(byName().replace("http:", "https:"), through(null));
        assertThat(
                failure.getMessage(), containsString("cannot be reached through the proxy, which answered HTTP 403"));
        assertThat(proxy.requests().get(0).line().startsWith("CONNECT " + HOST), is(true));
    }

    private static DeploymentException refused(String url, ProxySettings settings) {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> files(url, settings));
        assertThat(failure.getMessage(), not(containsString("planted")));
        return failure;
    }

    private static int files(String url, ProxySettings settings) throws DeploymentException, InterruptedException {
        HttpProxy way = new HttpProxy(settings.selector(), settings.authenticator());
        try (GitRepository repository = JGitRepository.open(new GitConnection(url, new GitAuth.None()), way)) {
            return repository
                    .fetch("main", Deadline.after(Duration.ofMinutes(1)))
                    .files()
                    .size();
        }
    }

    private String byName() {
        return server.url().replaceFirst("//[^:/]+", "//" + HOST);
    }

    private ProxySettings through(String password) {
        return ProxySettings.through(proxy.address(), host -> false, password == null ? null : "user", password);
    }
}
