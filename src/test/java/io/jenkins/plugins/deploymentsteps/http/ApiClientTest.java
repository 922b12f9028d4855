package io.jenkins.plugins.deploymentsteps.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.After;
import org.junit.Test;

/** What no real server shows on demand. */
public class ApiClientTest {
    private final FaultServer server = FaultServer.http();
    private final List<Duration> pauses = new ArrayList<>();

    @After
    public void close() {
        server.close();
    }

    @Test
    @Covers("R-04")
    public void aPauseBeyondTheDeadlineIsNotMade() throws Exception {
        server.on("GET", "/", Answer.status(503).withHeader("Retry-After", "20"));

        ApiResponse response = client().send(ApiRequest.get(url("/")), Deadline.after(Duration.ofSeconds(10)));

        assertThat(response.status(), is(503));
        assertThat(pauses, hasSize(0));
        assertThat(response.failure("trying").kind(), is(Kind.UNAVAILABLE));
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
    @Covers({"S-27", "S-07"})
    public void aLineBreakInAHeaderIsRefusedWithoutItsValue() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> client().send(
                        ApiRequest.get(url("/")).with("Authorization", "Bearer s3cret\r\nX-Evil: 1"), soon()));

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
        ProxySettings loggedIn = ProxySettings.through(
                new InetSocketAddress("127.0.0.1", 9), host -> host.equals("127.0.0.1"), "proxy", "s3cret");
        ApiClient client = ApiClient.create("Argo CD", new TlsTrust(null, true), loggedIn, Redactor.NONE);

        assertThat(client.send(ApiRequest.get(url("/")), soon()).status(), is(401));
    }

    @Test
    public void anInterruptEndsACallAtOnce() throws Exception {
        server.on("POST", "/", Answer.silence());
        Set<Thread> before = selectors();
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread caller = new Thread(() -> {
            try {
                post("/");
            } catch (Throwable t) {
                thrown.set(t);
            }
        });
        caller.start();
        server.awaitRequests("POST", "/", 1);
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
        Set<Thread> before = selectors();
        ApiClient client = client();
        client.send(ApiRequest.get(url("/")), soon());
        assertThat(before.containsAll(selectors()), is(false));
        client = null;
        assertSelectorsEnd(before);
    }

    /** A client's thread ends once the client is garbage. */
    private static void assertSelectorsEnd(Set<Thread> before) throws InterruptedException {
        for (Thread selector : selectors()) {
            for (int i = 0; i < 200 && selector.isAlive() && !before.contains(selector); i++) {
                System.gc();
                selector.join(50);
            }
            assertThat(selector.getName(), selector.isAlive() && !before.contains(selector), is(false));
        }
    }

    private static Set<Thread> selectors() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("SelectorManager"))
                .collect(Collectors.toSet());
    }

    private ApiResponse get(String path) throws Exception {
        return client().send(ApiRequest.get(url(path)), soon());
    }

    private ApiResponse post(String path) throws Exception {
        return client().send(ApiRequest.write("POST", url(path), "{}"), soon());
    }

    private ApiResponse authorized(String method, String path) throws Exception {
        ApiRequest request = new ApiRequest(method, url(path), Map.of(), null, Duration.ofSeconds(10));
        return client().send(request.with("Authorization", "Bearer s3cret"), soon());
    }

    private ApiUrl url(String path) throws DeploymentException {
        ApiUrl base = ApiUrl.parse("url", server.url(), true);
        return path.equals("/") ? base : base.path(path.substring(1));
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofMinutes(1));
    }

    private ApiClient client() throws DeploymentException {
        return ApiClient.create(
                "Argo CD",
                new TlsTrust(null, true),
                ProxySettings.OF_JAVA,
                Redactor.of(List.of("s3cret")),
                RetryPolicy.USUAL,
                pauses::add);
    }
}
