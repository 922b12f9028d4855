package io.jenkins.plugins.deploymentsteps.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.InetAddress;
import java.net.PasswordAuthentication;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

/** What no real server shows on demand. */
public class ApiClientTest {
    private static final TlsTrust ANY = new TlsTrust(null, true);

    private final FaultServer server = FaultServer.http();
    private final List<Duration> pauses = new ArrayList<>();

    @After
    public void close() {
        server.close();
    }

    @Test
    @Covers({"R-04", "R-06"})
    public void aReadIsSentAgainAfterAPassingFault() throws Exception {
        for (int status : new int[] {429, 502, 503, 504}) {
            server.on("GET", "/" + status, Answer.status(status), Answer.json("{\"a\":1}"));
            assertThat(get("/" + status).json(), is(Map.of("a", 1)));
            assertThat(server.requests("GET", "/" + status), hasSize(2));
        }
    }

    @Test
    @Covers("R-04")
    public void theServersPauseIsKept() throws Exception {
        server.on(
                "GET",
                "/",
                Answer.status(429).withHeader("Retry-After", "7"),
                Answer.status(503).withHeader("Retry-After", "Thu, 01 Jan 1970 00:00:00 GMT"),
                Answer.json("{}"));

        get("/");

        assertThat(pauses, is(List.of(Duration.ofSeconds(7), Duration.ZERO)));
    }

    @Test
    @Covers("R-04")
    public void aPauseBeyondTheDeadlineIsNotMade() throws Exception {
        server.on("GET", "/", Answer.status(503).withHeader("Retry-After", "20"));

        ApiResponse response = client(ANY).send(ApiRequest.get(url("/")), Deadline.after(Duration.ofSeconds(10)));

        assertThat(response.status(), is(503));
        assertThat(pauses, hasSize(0));
        assertThat(response.failure("trying").kind(), is(Kind.UNAVAILABLE));
    }

    @Test
    public void aReadIsGivenUpAfterAFewAttempts() throws Exception {
        server.on("GET", "/", Answer.status(503));

        assertThat(get("/").status(), is(503));
        assertThat(server.requests(), hasSize(4));
    }

    @Test
    @Covers({"R-06", "R-07"})
    public void aWriteIsNeverSentAgain() throws Exception {
        server.on("POST", "/busy", Answer.status(503));
        server.on("POST", "/reset", Answer.reset());
        server.on("POST", "/cut", Answer.json("{}").cut(Answer.Cut.CLOSE, 20));

        assertThat(post("/busy").status(), is(503));
        for (String path : List.of("/reset", "/cut")) {
            DeploymentException failure = assertThrows(DeploymentException.class, () -> post(path));
            assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAVAILABLE));
        }
        assertThat(server.requests(), hasSize(3));
    }

    @Test
    @Covers("R-07")
    public void aReadIsSentAgainAfterABrokenConnection() throws Exception {
        server.on("GET", "/reset", Answer.reset(), Answer.json("{}"));
        server.on("GET", "/cut", Answer.json("{\"a\":1}").cut(Answer.Cut.CLOSE, 60), Answer.json("{}"));

        assertThat(get("/reset").isSuccess(), is(true));
        assertThat(get("/cut").isSuccess(), is(true));
    }

    @Test
    @Covers("R-07")
    public void aRefusedConnectionSaysSo() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> client(ANY)
                .send(ApiRequest.get(ApiUrl.parse("url", "http://" + FaultServer.refusing(), true)), soon()));

        assertThat(failure.kind(), is(Kind.UNAVAILABLE));
        assertThat(failure.getMessage(), containsString("the connection was refused"));
    }

    @Test
    @Covers("R-07")
    public void anUnknownHostSaysSo() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> client(ANY)
                .send(ApiRequest.get(ApiUrl.parse("url", "https://nowhere.invalid", false)), soon()));

        assertThat(failure.kind(), is(Kind.UNAVAILABLE));
        assertThat(failure.getMessage(), containsString("no address is known for the host"));
    }

    @Test
    @Covers("R-09")
    public void silenceAndTrickleEndWithTheTimeout() {
        server.on("GET", "/silence", Answer.silence());
        server.on("GET", "/trickle", Answer.json("x".repeat(10_000)).trickling());
        for (String path : List.of("/silence", "/trickle")) {
            long start = System.nanoTime();
            DeploymentException failure = assertThrows(DeploymentException.class, () -> client(ANY)
                    .send(new ApiRequest("GET", url(path), Map.of(), null, Duration.ofSeconds(1)), soon()));
            assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAVAILABLE));
            assertThat(failure.getMessage(), containsString("did not answer GET in 1 s"));
            assertThat(Duration.ofNanos(System.nanoTime() - start), is(lessThan(Duration.ofSeconds(5))));
        }
    }

    @Test
    @Covers("R-09")
    public void anEndlessBodyIsCutOff() throws Exception {
        server.on("GET", "/data", Answer.json("x".repeat(1 << 16)).endless());
        server.on("GET", "/error", new Answer(400, List.of(), new byte[1 << 16], Duration.ZERO, 0, Answer.Cut.ENDLESS));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> get("/data"));

        assertThat(failure.getMessage(), containsString("more than 32 MiB"));
        assertThat(get("/error").body().length(), is(LimitedBody.LARGEST_OF_ERROR));
    }

    @Test
    @Covers("R-09")
    public void nothingIsDecompressed() {
        server.on("GET", "/", Answer.json("bomb").withHeader("Content-Encoding", "gzip"));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> get("/"));

        assertThat(failure.getMessage(), containsString("answered compressed (gzip)"));
        assertThat(server.requests().get(0).headers().get("accept-encoding"), is("identity"));
    }

    @Test
    @Covers({"R-06", "B-25"})
    public void aWebPageIsNoAnswer() {
        server.on("GET", "/", Answer.status(200).withBody("text/html; charset=utf-8", "<html>Log in</html>"));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> get("/"));

        assertThat(failure.kind(), is(Kind.INVALID_INPUT));
        assertThat(failure.getMessage(), containsString("a web page instead of data"));
        assertThat(failure.getMessage(), containsString("login page (SSO)"));
    }

    @Test
    @Covers("R-06")
    public void aWebPageAsAnErrorIsNotQuoted() throws Exception {
        Map<Integer, Kind> kinds =
                Map.of(401, Kind.UNAUTHORIZED, 403, Kind.FORBIDDEN, 404, Kind.INVALID_INPUT, 502, Kind.UNAVAILABLE);
        for (Map.Entry<Integer, Kind> entry : kinds.entrySet()) {
            server.on("GET", "/", Answer.status(entry.getKey()).withBody("text/html", "<h1>nginx</h1>"));
            DeploymentException failure = get("/").failure("trying");
            assertThat(failure.getMessage(), failure.kind(), is(entry.getValue()));
            assertThat(failure.getMessage(), not(containsString("nginx")));
        }
    }

    @Test
    @Covers("S-28")
    public void aReadFollowsARedirectOnTheSameServerOnly() throws Exception {
        server.on("GET", "/old", Answer.status(302).withHeader("Location", "/new"));
        server.on("GET", "/new", Answer.json("{}"));

        assertThat(authorized("GET", "/old").isSuccess(), is(true));
        assertThat(server.requests("GET", "/new").get(0).headers().get("authorization"), is("Bearer s3cret"));
    }

    @Test
    @Covers("S-28")
    public void noCredentialGoesToAnotherServer() {
        try (FaultServer other = FaultServer.http()) {
            server.on("GET", "/", Answer.status(302).withHeader("Location", other.url() + "/login?state=s3cret"));

            DeploymentException failure = assertThrows(DeploymentException.class, () -> authorized("GET", "/"));

            assertThat(failure.getMessage(), containsString("redirect (HTTP 302) to " + other.url() + "/login. "));
            assertThat(failure.getMessage(), not(containsString("s3cret")));
            assertThat(other.connections(), is(0));
        }
    }

    @Test
    @Covers("S-28")
    public void aWriteFollowsNoRedirect() {
        for (int status : new int[] {301, 302, 303, 307, 308}) {
            server.on("POST", "/", Answer.status(status).withHeader("Location", "/new"));
            DeploymentException failure = assertThrows(DeploymentException.class, () -> post("/"));
            assertThat(failure.getMessage(), containsString("it answers a write"));
        }
        assertThat(server.requests("GET", "/new"), hasSize(0));
        assertThat(server.requests("POST", "/new"), hasSize(0));
    }

    @Test
    @Covers("S-28")
    public void redirectsThatLeadNowhereEnd() {
        server.on("GET", "/", Answer.status(302).withHeader("Location", "/"));
        assertThat(
                assertThrows(DeploymentException.class, () -> get("/")).getMessage(),
                containsString("one redirect too many"));
        for (String location : List.of("javascript:alert(1)", "http://", "%zz", "mailto:a@b")) {
            server.on("GET", "/", Answer.status(302).withHeader("Location", location));
            assertThat(
                    assertThrows(DeploymentException.class, () -> get("/")).getMessage(), containsString("to nowhere"));
        }
    }

    @Test
    @Covers({"R-08", "S-28"})
    public void eachTlsFaultHasItsOwnMessageAtOnce() throws Exception {
        ServerCertificate expired = ServerCertificate.expired();
        ServerCertificate foreign = ServerCertificate.forHost("argocd.example");
        assertTls(ServerCertificate.valid(), null, "an authority that is not trusted");
        assertTls(ServerCertificate.valid(), ServerCertificate.valid().pem(), "an authority that is not trusted");
        assertTls(expired, expired.pem(), "has expired");
        assertTls(foreign, foreign.pem(), "for other names than 127.0.0.1");
    }

    private void assertTls(ServerCertificate shown, String trusted, String words) throws Exception {
        try (FaultServer tls = FaultServer.https(shown)) {
            long start = System.nanoTime();
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> client(new TlsTrust(trusted, false))
                            .send(ApiRequest.get(ApiUrl.parse("url", tls.url(), false)), soon()));
            assertThat(failure.getMessage(), containsString(words));
            assertThat(failure.kind(), is(Kind.INVALID_INPUT));
            assertThat(Duration.ofNanos(System.nanoTime() - start), is(lessThan(Duration.ofSeconds(3))));
            assertThat(tls.requests(), hasSize(0));
        }
    }

    @Test
    @Covers("R-08")
    public void aPortWithoutTlsSaysSo() throws Exception {
        try (ServerSocket plain = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread answering = new Thread(() -> {
                try (Socket socket = plain.accept()) {
                    socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(UTF_8));
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            answering.setDaemon(true);
            answering.start();
            ApiUrl url = ApiUrl.parse("url", "https://127.0.0.1:" + plain.getLocalPort(), false);
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> client(new TlsTrust(null, false))
                            .send(ApiRequest.get(url), soon()));
            assertThat(failure.getMessage(), containsString("does not speak TLS at that port"));
        }
    }

    @Test
    @Covers({"R-07", "R-08", "R-36"})
    public void aServerThatGoesAwayInTheHandshakeMayComeBack() throws Exception {
        try (ServerSocket closing = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"))) {
            Thread answering = new Thread(() -> {
                try {
                    while (true) {
                        closing.accept().close();
                    }
                } catch (IOException e) {
                    // The test is over.
                }
            });
            answering.setDaemon(true);
            answering.start();
            ApiUrl url = ApiUrl.parse("url", "https://127.0.0.1:" + closing.getLocalPort(), false);
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> client(new TlsTrust(null, false))
                            .send(ApiRequest.get(url), soon()));
            assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAVAILABLE));
            assertThat(pauses, hasSize(3));
        }
    }

    @Test
    public void aGivenAuthorityIsTrusted() throws Exception {
        ServerCertificate certificate = ServerCertificate.valid();
        try (FaultServer tls = FaultServer.https(certificate)) {
            tls.on("GET", "/", Answer.json("{}"));
            TlsTrust trust = new TlsTrust("Subject: CN=test\n" + certificate.pem(), false);
            ApiRequest request =
                    ApiRequest.get(ApiUrl.parse("url", tls.url(), false).path("x"));
            tls.on("GET", "/x", Answer.json("{}"));
            assertThat(client(trust).send(request, soon()).isSuccess(), is(true));
        }
    }

    @Test
    public void anyCertificateForAnyHostWillDoWhenItIsNotToBeVerified() throws Exception {
        try (FaultServer tls = FaultServer.https(ServerCertificate.forHost("argocd.example"))) {
            tls.on("GET", "/x", Answer.json("{}"));
            ApiRequest request =
                    ApiRequest.get(ApiUrl.parse("url", tls.url(), false).path("x"));
            assertThat(client(ANY).send(request, soon()).isSuccess(), is(true));
        }
    }

    @Test
    public void whatIsNoCertificateIsRefused() {
        for (String pem : List.of("nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")) {
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> client(new TlsTrust(pem, false)));
            assertThat(failure.getMessage(), containsString("The CA certificate cannot be read"));
        }
    }

    @Test
    @Covers({"S-27", "S-07"})
    public void aLineBreakInAHeaderIsRefusedWithoutItsValue() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> client(ANY)
                .send(ApiRequest.get(url("/")).with("Authorization", "Bearer s3cret\r\nX-Evil: 1"), soon()));

        assertThat(failure.getMessage(), containsString("header Authorization holds a line break"));
        assertThat(failure.getMessage(), not(containsString("s3cret")));
        assertThat(failure.getCause(), is(nullValue()));
        assertThat(server.requests(), hasSize(0));
    }

    @Test
    @Covers({"S-07", "S-26"})
    public void theServersWordsAreCleanedAndRedacted() throws Exception {
        server.on("GET", "/", Answer.status(400).withJson("{\"message\":\"bad \\u001b[31m s3cret\\nFORGED\"}"));

        String message = get("/").failure("trying").getMessage();

        assertThat(message, containsString("bad \ufffd[31m **** FORGED"));
    }

    @Test
    @Covers("R-45")
    public void aChallengeWithoutASchemeIsAnOrdinary401AlsoWithAProxysAuthenticator() throws Exception {
        server.on("GET", "/", Answer.status(401).withJson("{\"message\":\"no session\"}"));
        HttpClient.Builder builder = HttpClient.newBuilder().authenticator(new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication("proxy", "s3cret".toCharArray());
            }
        });
        ApiClient client = ApiClient.create("Argo CD", builder, ANY, Redactor.NONE);

        assertThat(client.send(ApiRequest.get(url("/")), soon()).status(), is(401));
    }

    @Test
    public void anInterruptEndsACallAtOnce() throws Exception {
        server.on("POST", "/", Answer.silence());
        long before = selectors();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                post("/");
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        caller.start();
        while (server.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        caller.interrupt();
        caller.join(5000);

        assertThat(thrown.get() instanceof InterruptedException, is(true));
        assertThat(server.requests(), hasSize(1));
        // A call that went on behind our back would hold its client for a minute.
        assertSelectorsEnd(before);
    }

    @Test
    @Covers("T-118")
    public void noThreadStaysWhenTheClientIsGone() throws Exception {
        server.on("GET", "/", Answer.json("{}"));
        long before = selectors();
        ApiClient client = client(ANY);
        client.send(ApiRequest.get(url("/")), soon());
        assertThat(selectors(), is(greaterThan(before)));
        client = null;
        assertSelectorsEnd(before);
    }

    private static void assertSelectorsEnd(long before) throws InterruptedException {
        for (int i = 0; i < 200 && selectors() > before; i++) {
            System.gc();
            Thread.sleep(50);
        }
        assertThat(selectors() > before, is(false));
    }

    private static long selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .count();
    }

    private ApiResponse get(String path) throws Exception {
        return client(ANY).send(ApiRequest.get(url(path)), soon());
    }

    private ApiResponse post(String path) throws Exception {
        return client(ANY).send(ApiRequest.write("POST", url(path), "{}"), soon());
    }

    private ApiResponse authorized(String method, String path) throws Exception {
        ApiRequest request = new ApiRequest(method, url(path), Map.of(), null, Duration.ofSeconds(10));
        return client(ANY).send(request.with("Authorization", "Bearer s3cret"), soon());
    }

    private ApiUrl url(String path) throws DeploymentException {
        ApiUrl base = ApiUrl.parse("url", server.url(), true);
        return path.equals("/") ? base : base.path(path.substring(1));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMinutes(1));
    }

    private ApiClient client(TlsTrust trust) throws DeploymentException {
        return new ApiClient(
                "Argo CD",
                HttpClient.newBuilder(),
                trust,
                Redactor.of(List.of("s3cret")),
                new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(30), () -> 0),
                pauses::add,
                Clock.systemUTC());
    }
}
