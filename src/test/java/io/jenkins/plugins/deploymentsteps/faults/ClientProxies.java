package io.jenkins.plugins.deploymentsteps.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.net.URI;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/** How every client of an HTTP API goes through a proxy. One class for each client extends it. */
@Covers({"R-45", "T-121"})
public abstract class ClientProxies {
    /** What no message and no proxy may see. */
    protected static final String SECRET = "planted-s3cret";

    /** A host that only the proxy knows. */
    private static final String HOST = "server.example";

    private static final String PASSWORD = "planted-pa55word";

    private final ProxyServer proxy = new ProxyServer();
    private final ServerCertificate certificate = ServerCertificate.forHost(HOST);
    private final FaultServer https = FaultServer.https(certificate);
    private final FaultServer http = FaultServer.http();

    /** Makes a server answer what {@link #read} reads. */
    protected abstract void prepare(FaultServer any);

    /** Reads one thing with {@link #SECRET} as credential. */
    protected abstract void read(String url, TlsTrust trust, ProxySettings proxySettings)
            throws DeploymentException, InterruptedException;

    /** Whether the client may log in to a proxy for https as this JVM was started. */
    protected abstract boolean logsInForHttps();

    @Before
    public final void prepareServers() {
        prepare(https);
        prepare(http);
    }

    @After
    public final void closeServers() {
        https.close();
        http.close();
        proxy.close();
    }

    @Test
    public void httpsGoesThroughATunnelThatSeesNothing() throws Exception {
        read(byName(https), trusted(), through(null));

        assertThat(https.requests().isEmpty(), is(false));
        assertThat(
                proxy.requests().stream()
                        .map(ProxyServer.Request::line)
                        .distinct()
                        .toList(),
                is(List.of("CONNECT " + HOST + ":" + port(https))));
        assertThat(
                proxy.requests().stream().map(ProxyServer.Request::head).toList(),
                everyItem(not(containsString(SECRET))));
    }

    @Test
    public void hostsOfTheExceptionsAreReachedDirectly() throws Exception {
        ProxySettings exceptLoopback =
                ProxySettings.through(proxy.address(), host -> host.equals("127.0.0.1"), "user", PASSWORD);
        read(http.url(), anyone(), exceptLoopback);

        assertThat(http.requests().isEmpty(), is(false));
        assertThat(proxy.requests(), hasSize(0));
    }

    @Test
    public void theProxyIsToldWhoWeAreAndTheServerIsNot() throws Exception {
        proxy.wanting("user", PASSWORD);
        read(byName(http), anyone(), through(PASSWORD));

        assertThat(http.requests().isEmpty(), is(false));
        http.requests().forEach(request -> assertThat(request.headers().containsKey("proxy-authorization"), is(false)));
    }

    @Test
    public void aTunnelThatWantsALoginIsOpenedOrTheRemedyIsNamed() throws Exception {
        proxy.wanting("user", PASSWORD);
        if (logsInForHttps()) {
            read(byName(https), trusted(), through(PASSWORD));
            assertThat(https.requests().isEmpty(), is(false));
        } else {
            DeploymentException failure = refused(byName(https), trusted(), through(PASSWORD));
            assertThat(failure.kind(), is(Kind.UNAUTHORIZED));
            assertThat(failure.getMessage(), containsString("-Djdk.http.auth.tunneling.disabledSchemes="));
            assertThat(https.requests(), hasSize(0));
        }
    }

    @Test
    public void aLoginThatIsMissingOrWrongIsSaidToBe() {
        proxy.wanting("user", PASSWORD);
        for (String password : new String[] {null, "planted-wrong"}) {
            for (boolean tls : new boolean[] {true, false}) {
                int before = proxy.requests().size();
                DeploymentException failure = refused(byName(tls ? https : http), anyone(), through(password));
                assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAUTHORIZED));
                assertThat(failure.getMessage(), containsString("The proxy asks for a login"));
                assertThat("it is not tried again and again", proxy.requests().size() - before < 6, is(true));
            }
        }
        assertThat(https.requests(), hasSize(0));
        assertThat(http.requests(), hasSize(0));
    }

    @Test
    public void aProxyThatRefusesIsNamed() {
        proxy.refusing(403);
        DeploymentException failure = refused(byName(https), trusted(), through(null));
        assertThat(failure.kind(), is(Kind.UNAVAILABLE));
        assertThat(failure.getMessage(), containsString("through the proxy, which answered HTTP 403"));
        assertThat(proxy.requests(), hasSize(1));
        proxy.refusing(503);
        refused(byName(https), trusted(), through(null));
        assertThat("that may pass", proxy.requests().size() > 2, is(true));
    }

    @Test
    public void aProxyThatIsNotThereIsNotPassedBy() {
        proxy.close();
        DeploymentException failure = refused(http.url(), anyone(), through(PASSWORD));
        assertThat(failure.kind(), is(Kind.UNAVAILABLE));
        assertThat(http.requests(), hasSize(0));
    }

    private DeploymentException refused(String url, TlsTrust trust, ProxySettings settings) {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> read(url, trust, settings));
        for (Throwable t = failure; t != null; t = t.getCause()) {
            assertThat(String.valueOf(t.getMessage()), not(containsString("planted")));
        }
        assertThat(settings.toString(), not(containsString("planted")));
        return failure;
    }

    private ProxySettings through(String password) {
        return ProxySettings.through(proxy.address(), host -> false, password == null ? null : "user", password);
    }

    private TlsTrust trusted() {
        return new TlsTrust(certificate.pem(), false);
    }

    private static TlsTrust anyone() {
        return new TlsTrust(null, true);
    }

    private static String byName(FaultServer server) {
        return server.url().replace("127.0.0.1", HOST);
    }

    private static int port(FaultServer server) {
        return URI.create(server.url()).getPort();
    }
}
