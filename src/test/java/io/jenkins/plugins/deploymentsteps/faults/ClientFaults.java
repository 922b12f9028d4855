package io.jenkins.plugins.deploymentsteps.faults;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.HttpsURLConnection;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;

/**
 * The faults that every client of an HTTP API meets, and what each of our clients makes of them: the same. One class for
 * each client extends it.
 */
public abstract class ClientFaults {
    /** What no message may show. */
    protected static final String SECRET = "planted-s3cret";

    private static final String NO_PAUSE = "no pause was made";

    /** The usual policy without chance. */
    protected static final RetryPolicy RETRIES = new RetryPolicy(
            RetryPolicy.USUAL.attempts(),
            RetryPolicy.USUAL.firstPause(),
            RetryPolicy.USUAL.longestWish(),
            () -> 0,
            InstantSource.system());

    /** The pauses that the client wanted to make; it makes none. */
    protected final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** How long the client waits for an answer: long enough for a busy machine, but where a test wants it to give up. */
    protected Duration patience = Duration.ofSeconds(60);

    private final FaultServer server = FaultServer.http();

    /** Makes a server answer whatever is read before the thing itself. */
    protected abstract void prepare(FaultServer any);

    /** The path of what {@link #read} reads. */
    protected abstract String path();

    /** An answer that {@link #read} is content with. */
    protected abstract Answer good();

    /** Reads one thing with {@link #SECRET} as credential, {@link #RETRIES} and {@link #patience}. */
    protected abstract void read(String url, TlsTrust trust) throws DeploymentException, InterruptedException;

    @Before
    public final void prepareServer() {
        prepare(server);
    }

    @After
    public final void closeServer() {
        server.close();
    }

    @Test
    @Covers({"R-04", "R-06"})
    public void aPassingFaultIsTriedAgain() throws Exception {
        for (int status : new int[] {429, 502, 503, 504}) {
            on(Answer.status(status).withBody("text/html", "<h1>proxy</h1>"), good());
            int before = asked();
            read();
            assertThat("HTTP " + status, asked() - before, is(2));
        }
        assertThat(pauses, is(List.of(first(), first(), first(), first())));
    }

    @Test
    @Covers("R-04")
    public void theServersPauseIsKept() throws Exception {
        Answer busy = Answer.status(429).withHeader("Date", "Thu, 01 Jan 2026 00:00:00 GMT");
        on(
                busy.withHeader("Retry-After", "7"),
                busy.withHeader("Retry-After", "Thu, 01 Jan 2026 00:00:09 GMT"),
                busy.withHeader("Retry-After", "Wed, 31 Dec 2025 23:00:00 GMT"),
                busy.withHeader("Retry-After", "soon"),
                good());
        read();
        assertThat(
                pauses,
                is(List.of(Duration.ofSeconds(7), Duration.ofSeconds(9), Duration.ZERO, first().multipliedBy(8))));
    }

    @Test
    @Covers("R-04")
    public void aServerThatAsksForHoursOrStaysBusyIsGivenUp() {
        on(Answer.status(429).withHeader("Retry-After", "3600"));
        assertThat(refused().kind(), is(Kind.UNAVAILABLE));
        assertThat(asked(), is(1));
        on(Answer.status(503).withBody("text/html", "<h1>proxy</h1>"));
        assertThat(refused().getMessage(), allOf(containsString("503"), not(containsString("<h1>"))));
        assertThat(asked(), is(1 + RETRIES.attempts()));
    }

    @Test
    @Covers("R-07")
    public void aConnectionThatBreaksIsTriedAgain() throws Exception {
        on(
                Answer.reset(),
                good().cut(Answer.Cut.CLOSE, 0),
                good().cut(Answer.Cut.CLOSE, 60),
                good().cut(Answer.Cut.RESET, 60),
                good());
        read();
        assertThat(asked(), is(5));
    }

    @Test
    @Covers("R-07")
    public void aServerThatIsNotThereIsSaidToBeNotThere() {
        DeploymentException refused = refused("http://" + FaultServer.refusing(), anyone());
        assertThat(refused.kind(), is(Kind.UNAVAILABLE));
        assertThat(refused.getMessage(), containsString("the connection was refused"));
        assertThat(pauses, hasSize(RETRIES.attempts() - 1));
        DeploymentException unknown = refused("https://nowhere.invalid", anyone());
        assertThat(unknown.kind(), is(Kind.UNAVAILABLE));
        assertThat(unknown.getMessage(), containsString("no address is known for the host"));
    }

    @Test
    @Covers("R-08")
    public void eachTlsFaultHasItsOwnTextAtOnce() throws Exception {
        ServerCertificate expired = ServerCertificate.expired();
        ServerCertificate foreign = ServerCertificate.forHost("elsewhere.example");
        ServerCertificate valid = ServerCertificate.valid();
        assertTls(valid, null, "an authority that is not trusted");
        assertTls(valid, foreign.pem(), "an authority that is not trusted");
        assertTls(expired, expired.pem(), "has expired");
        assertTls(foreign, foreign.pem(), "for other names than 127.0.0.1");
    }

    private void assertTls(ServerCertificate shown, String trusted, String words) {
        try (FaultServer tls = FaultServer.https(shown)) {
            long start = System.nanoTime();
            DeploymentException failure = refused(tls.url(), new TlsTrust(trusted, false));
            assertThat(failure.getMessage(), containsString(words));
            assertThat(failure.kind(), is(Kind.INVALID_INPUT));
            assertThat(since(start), is(lessThan(Duration.ofSeconds(3))));
            assertThat("no credential was sent", tls.requests(), hasSize(0));
            assertThat(NO_PAUSE, pauses, hasSize(0));
        }
    }

    @Test
    @Covers("R-08")
    public void aPortWithoutTlsSaysSo() throws Exception {
        try (ServerSocket plain = listen()) {
            serve(plain, socket -> {
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readAllBytes();
            });
            DeploymentException failure = refused("https://127.0.0.1:" + plain.getLocalPort(), verified());
            assertThat(failure.getMessage(), containsString("does not speak TLS at that port"));
        }
    }

    @Test
    @Covers({"R-07", "R-08"})
    public void aServerThatGoesAwayInTheHandshakeMayComeBack() throws Exception {
        try (ServerSocket closing = listen()) {
            serve(closing, Socket::close);
            DeploymentException failure = refused("https://127.0.0.1:" + closing.getLocalPort(), verified());
            assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAVAILABLE));
            assertThat(pauses, hasSize(RETRIES.attempts() - 1));
        }
    }

    @Test
    @Covers("S-16")
    public void aGivenAuthorityIsTrustedAndSkippingHoldsForOneConnectionOnly() throws Exception {
        Object factory = HttpsURLConnection.getDefaultSSLSocketFactory();
        Object verifier = HttpsURLConnection.getDefaultHostnameVerifier();
        ServerCertificate valid = ServerCertificate.valid();
        try (FaultServer tls = FaultServer.https(valid)) {
            prepare(tls);
            tls.on("GET", path(), good());
            read(tls.url(), new TlsTrust("Subject: CN=test\n" + valid.pem(), false));
        }
        try (FaultServer tls = FaultServer.https(ServerCertificate.forHost("elsewhere.example"))) {
            prepare(tls);
            tls.on("GET", path(), good());
            read(tls.url(), anyone());
            assertThrows(DeploymentException.class, () -> read(tls.url(), verified()));
        }
        assertThat(HttpsURLConnection.getDefaultSSLSocketFactory(), is(factory));
        assertThat(HttpsURLConnection.getDefaultHostnameVerifier(), is(verifier));
    }

    @Test
    @Covers("B-17")
    public void whatIsNoCertificateIsRefused() {
        for (String pem : List.of(SECRET, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----")) {
            assertThat(
                    refused("https://127.0.0.1", new TlsTrust(pem, false)).getMessage(),
                    containsString("The server's CA certificate holds"));
        }
    }

    @Test
    @Covers("R-09")
    public void aServerThatKeepsSilentOrTricklesIsGivenUp() {
        patience = Duration.ofSeconds(1);
        for (Answer slow :
                List.of(Answer.silence(), Answer.json("x".repeat(10_000)).trickling())) {
            on(slow);
            long start = System.nanoTime();
            DeploymentException failure = refused();
            assertThat(failure.kind(), is(Kind.UNAVAILABLE));
            assertThat(failure.getMessage(), containsString("did not answer in time"));
            assertThat(
                    since(start),
                    is(both(greaterThanOrEqualTo(patience.dividedBy(2))).and(lessThan(patience.multipliedBy(10)))));
            assertThat(NO_PAUSE, pauses, hasSize(0));
        }
    }

    @Test
    @Covers("R-09")
    public void anEndlessBodyIsCutOff() {
        on(Answer.json("x".repeat(100_000)).endless());
        assertThat(refused().getMessage(), containsString("answered with more than"));
        on(Answer.status(500).withJson("x".repeat(100_000)).endless());
        assertThat(refused().getMessage().length(), is(lessThan(2000)));
    }

    @Test
    @Covers("R-09")
    public void aBombIsNotUnpacked() {
        on(Answer.bomb(200));
        System.gc();
        long before = used();
        assertThat(refused().getMessage(), containsString("answered "));
        System.gc();
        assertThat("what is left of it", used() - before, is(lessThan(50L << 20)));
        assertThat(NO_PAUSE, pauses, hasSize(0));
    }

    private static long used() {
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    @Covers({"R-06", "B-25"})
    public void aLoginPageIsNoAnswer() {
        on(Answer.status(200).withBody("text/html; charset=utf-8", "<html>Log in</html>"));
        DeploymentException failure = refused();
        assertThat(failure.kind(), is(Kind.INVALID_INPUT));
        assertThat(failure.getMessage(), allOf(containsString("login page"), not(containsString("<html>"))));
    }

    @Test
    @Covers({"R-06", "S-28"})
    public void noCredentialFollowsARedirectToAnotherServer() {
        try (FaultServer other = FaultServer.http()) {
            on(Answer.status(302).withHeader("Location", other.url() + "/login?state=" + SECRET));
            DeploymentException failure = refused();
            assertThat(failure.kind(), is(Kind.INVALID_INPUT));
            assertThat(failure.getMessage(), containsString("redirect"));
            assertThat(other.connections(), is(0));
        }
    }

    @Test
    @Covers({"R-10", "S-07"})
    public void aCredentialThatIsNotAcceptedIsNotTriedAgain() {
        on(Answer.status(401).withJson("{\"kind\":\"Status\",\"message\":\"no " + SECRET + "\"}"));
        assertThat(refused().kind(), is(Kind.UNAUTHORIZED));
        assertThat(asked(), is(1));
    }

    private void on(Answer... answers) {
        server.on("GET", path(), answers);
    }

    private int asked() {
        return server.requests("GET", path()).size();
    }

    private void read() throws DeploymentException, InterruptedException {
        read(server.url(), anyone());
    }

    private DeploymentException refused() {
        return refused(server.url(), anyone());
    }

    private DeploymentException refused(String url, TlsTrust trust) {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> read(url, trust));
        assertThat(failure.getMessage(), not(containsString(SECRET)));
        return failure;
    }

    private static TlsTrust anyone() {
        return new TlsTrust(null, true);
    }

    private static TlsTrust verified() {
        return new TlsTrust(null, false);
    }

    private static Duration first() {
        return RETRIES.firstPause();
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 5, InetAddress.getByName("127.0.0.1"));
    }

    private interface Serving {
        void serve(Socket socket) throws IOException;
    }

    private static void serve(ServerSocket listener, Serving serving) {
        Thread thread = new Thread(() -> {
            while (!listener.isClosed()) {
                try (Socket socket = listener.accept()) {
                    serving.serve(socket);
                } catch (IOException e) {
                    // The client or the test went away.
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
