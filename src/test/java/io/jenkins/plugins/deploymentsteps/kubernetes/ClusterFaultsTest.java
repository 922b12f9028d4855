package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.HttpsURLConnection;
import org.junit.After;
import org.junit.Test;

/** What a correct user may meet on the way to an API server. */
public class ClusterFaultsTest {
    private static final String KINDS =
            "{\"kind\":\"APIResourceList\",\"resources\":[{\"name\":\"configmaps\",\"kind\":\"ConfigMap\",\"namespaced\":true}]}";
    private static final String STORED = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\","
            + "\"namespace\":\"shop\",\"uid\":\"u\",\"resourceVersion\":\"7\"}}";
    private static final String HTML = "<html><body>Please log in</body></html>";
    private static final String OBJECT_PATH = "/api/v1/namespaces/shop/configmaps/a.*";
    private static final String TOKEN = "planted-token-value";
    private static final ApiHttpClient.Timeouts QUICK =
            new ApiHttpClient.Timeouts(Duration.ofSeconds(2), Duration.ofSeconds(1));

    private final FaultServer server = FaultServer.http().on("GET", "/api/v1", Answer.json(KINDS));

    @After
    public void close() {
        server.close();
    }

    @Test
    @Covers("R-04")
    public void tooManyRequestsAreTriedAgainWhenTheServerSays() throws Exception {
        server.on("PATCH", OBJECT_PATH, Answer.status(429).withHeader("Retry-After", "1"), created());
        long start = System.nanoTime();
        assertThat(apply(server.url()), is(instanceOf(ApplyOutcome.Applied.class)));
        assertThat(millisSince(start), greaterThanOrEqualTo(1000L));

        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(
                ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(2));
        server.on("PATCH", OBJECT_PATH, Answer.status(429).withHeader("Retry-After", date), created());
        start = System.nanoTime();
        assertThat(apply(server.url()), is(instanceOf(ApplyOutcome.Applied.class)));
        assertThat(millisSince(start), greaterThanOrEqualTo(900L));
    }

    @Test
    @Covers("R-04")
    public void aServerThatAsksForHoursOrStaysBusyIsGivenUp() throws Exception {
        server.on("PATCH", OBJECT_PATH, Answer.status(429).withHeader("Retry-After", "3600"));
        long start = System.nanoTime();
        assertThat(refused(server.url()).getMessage(), containsString("is too busy (429)"));
        assertThat(millisSince(start), lessThan(5000L));
        server.on("PATCH", OBJECT_PATH, Answer.status(429));
        assertThat(refused(server.url()).kind(), is(Kind.UNAVAILABLE));
        assertThat(server.requests("PATCH", OBJECT_PATH).size(), is(1 + 5));
    }

    @Test
    @Covers("R-05")
    public void aFaultInsideTheServerIsTriedAgainAndThenShown() throws Exception {
        String webhook = "failed calling webhook \\\"guard.example.org\\\": connection refused";
        server.on("PATCH", OBJECT_PATH, status(500, webhook), status(500, "etcdserver: leader changed"), created());
        assertThat(apply(server.url()), is(instanceOf(ApplyOutcome.Applied.class)));
        server.on("PATCH", OBJECT_PATH, status(500, webhook));
        DeploymentException e = refused(server.url());
        assertThat(e.kind(), is(Kind.UNAVAILABLE));
        assertThat(e.getMessage(), containsString("guard.example.org"));
        server.on(
                "PATCH",
                OBJECT_PATH,
                status(500, "failed to create typed patch object: .spec.x: field not declared in schema"));
        assertThat(refused(server.url()).kind(), is(Kind.INVALID_INPUT));
    }

    @Test
    @Covers("R-02")
    public void aConflictThatIsNoneOfFieldsIsTriedAgain() throws Exception {
        server.on(
                "PATCH",
                OBJECT_PATH,
                status(409, "Operation cannot be fulfilled on resourcequotas \\\"q\\\": the object has been modified"),
                created());
        assertThat(apply(server.url()), is(instanceOf(ApplyOutcome.Applied.class)));
        server.on(
                "PATCH",
                OBJECT_PATH,
                Answer.status(409)
                        .withJson(
                                "{\"kind\":\"Status\",\"message\":\"conflict\",\"details\":{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"kubectl\\\"\",\"field\":\".data.a\"}]}}"));
        int before = server.requests().size();
        assertThat(refused(server.url()).getMessage(), containsString(".data.a is managed by kubectl"));
        assertThat(server.requests("PATCH", OBJECT_PATH).size() - 2, is(1));
        assertThat(server.requests().size() > before, is(true));
    }

    @Test
    @Covers("R-06")
    public void aProxysErrorPagesAreTriedAgainAndNeverTakenForAnAnswer() throws Exception {
        for (int status : new int[] {502, 503, 504}) {
            server.on("PATCH", OBJECT_PATH, Answer.status(status).withBody("text/html", HTML), created());
            assertThat(apply(server.url()), is(instanceOf(ApplyOutcome.Applied.class)));
        }
        server.on("PATCH", OBJECT_PATH, Answer.status(503).withBody("text/html", HTML));
        assertThat(refused(server.url()).getMessage(), allOf(containsString("(503)"), not(containsString("<html>"))));
        server.on("PATCH", OBJECT_PATH, Answer.status(200).withBody("text/html", HTML));
        assertThat(refused(server.url()).getMessage(), containsString("is there a login page before it?"));
        server.on("GET", "/api/v1", Answer.status(200).withBody("text/html", HTML));
        assertThat(refused(server.url()).getMessage(), containsString("is there a login page before it?"));
    }

    @Test
    @Covers({"R-06", "S-28"})
    public void aRedirectIsNotFollowed() throws Exception {
        try (FaultServer other = FaultServer.http()) {
            server.on("GET", "/api/v1", Answer.status(302).withHeader("Location", other.url() + "/login"));
            DeploymentException e = refused(server.url());
            assertThat(e.getMessage(), containsString("answers with a redirect"));
            assertThat(other.connections(), is(0));
        }
    }

    @Test
    @Covers("R-07")
    public void aConnectionThatBreaksIsTriedAgain() throws Exception {
        server.on(
                "PATCH",
                OBJECT_PATH,
                Answer.reset(),
                created().cut(Answer.Cut.CLOSE, 60),
                created().cut(Answer.Cut.RESET, 150),
                Answer.json(STORED.replace(
                                "\"uid\"",
                                "\"creationTimestamp\":\""
                                        + java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                                        + "\",\"uid\""))
                        .withHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))));
        ApplyOutcome outcome = apply(server.url());
        assertThat(outcome, is(instanceOf(ApplyOutcome.Applied.class)));
        assertThat(
                "an attempt whose answer was lost had created it",
                ((ApplyOutcome.Applied) outcome).action(),
                is(Action.CREATED));
    }

    @Test
    @Covers("R-07")
    public void aServerThatIsNotThereIsSaidToBeNotThereSoonAndOnce() throws Exception {
        long start = System.nanoTime();
        DeploymentException e = refused("http://" + FaultServer.refusing());
        assertThat(e.kind(), is(Kind.UNAVAILABLE));
        assertThat(e.getMessage(), containsString("Nothing can be reached at http://127.0.0.1:"));
        assertThat(millisSince(start), lessThan(10_000L));

        server.on("PATCH", "/api/v1/namespaces/shop/configmaps/.*", Answer.reset());
        try (Cluster cluster = open(server.url())) {
            List<ApplyOutcome> outcomes =
                    cluster.apply(java.util.Collections.nCopies(500, object()), ConflictPolicy.FAIL, false);
            assertThat(outcomes, hasSize(500));
            assertThat(outcomes, everyItem(instanceOf(ApplyOutcome.Refused.class)));
            assertThat(server.requests("PATCH", ".*").size(), is(lessThanOrEqualTo(16 * 5 * 2)));
        }
    }

    @Test
    @Covers("R-08")
    public void eachTlsFaultHasItsOwnTextAtOnce() throws Exception {
        ServerCertificate expired = ServerCertificate.expired();
        ServerCertificate elsewhere = ServerCertificate.forHost("elsewhere.example");
        ServerCertificate valid = ServerCertificate.valid();
        assertTls(expired, expired.pem(), "has expired");
        assertTls(elsewhere, elsewhere.pem(), "is for another host");
        assertTls(valid, null, "is not signed by");
        assertTls(valid, elsewhere.pem(), "is not signed by");
        try (FaultServer tls = FaultServer.https(elsewhere).on("GET", "/api/v1", Answer.json(KINDS))) {
            try (Cluster named = Fabric8Cluster.open(new ClusterConnection(
                    tls.url(), elsewhere.pem(), new ClusterAuth.Token(TOKEN), null, false, "elsewhere.example"))) {
                assertThat(named.namespaced(List.of(ref())).size(), is(1));
            }
        }
    }

    private void assertTls(ServerCertificate certificate, String trusted, String text) throws Exception {
        try (FaultServer tls = FaultServer.https(certificate)) {
            long start = System.nanoTime();
            try (Cluster cluster = Fabric8Cluster.open(
                    new ClusterConnection(tls.url(), trusted, new ClusterAuth.Token(TOKEN), null, false, null))) {
                DeploymentException e =
                        assertThrows(text, DeploymentException.class, () -> cluster.namespaced(List.of(ref())));
                assertThat(e.getMessage(), containsString(text));
                assertThat(millisSince(start), lessThan(3000L));
                assertThat("no credential was sent", tls.requests(), hasSize(0));
                assertThat("it is not tried again", tls.connections(), is(lessThanOrEqualTo(2)));
            }
        }
    }

    @Test
    @Covers("S-16")
    public void skippingTheVerificationHoldsForOneConnectionOnly() throws Exception {
        ServerCertificate certificate = ServerCertificate.forHost("elsewhere.example");
        Object factory = HttpsURLConnection.getDefaultSSLSocketFactory();
        Object verifier = HttpsURLConnection.getDefaultHostnameVerifier();
        try (FaultServer tls = FaultServer.https(certificate).on("GET", "/api/v1", Answer.json(KINDS));
                Cluster skipping = Fabric8Cluster.open(
                        new ClusterConnection(tls.url(), null, new ClusterAuth.Token(TOKEN), null, true, null));
                Cluster verifying = Fabric8Cluster.open(
                        new ClusterConnection(tls.url(), null, new ClusterAuth.Token(TOKEN), null, false, null))) {
            assertThat(skipping.namespaced(List.of(ref())).size(), is(1));
            assertThrows(DeploymentException.class, () -> verifying.namespaced(List.of(ref())));
            assertThat(HttpsURLConnection.getDefaultSSLSocketFactory(), is(factory));
            assertThat(HttpsURLConnection.getDefaultHostnameVerifier(), is(verifier));
        }
    }

    @Test
    @Covers("R-09")
    public void aServerThatKeepsSilentOrTricklesIsGivenUp() throws Exception {
        for (Answer slow : List.of(Answer.silence(), created().trickling())) {
            server.on("GET", "/api/v1/namespaces/shop/configmaps/a", slow);
            long start = System.nanoTime();
            try (Cluster cluster = open(server.url())) {
                DeploymentException e = assertThrows(DeploymentException.class, () -> cluster.read(List.of(ref())));
                assertThat(e.getMessage(), containsString("does not answer in time"));
            }
            assertThat(millisSince(start), lessThan(15_000L));
        }
    }

    @Test
    @Covers("R-09")
    public void anEndlessAnswerIsCutOff() throws Exception {
        server.on(
                "GET",
                "/api/v1/namespaces/shop/configmaps/a",
                Answer.status(500).withJson("x".repeat(100_000)).endless());
        server.on(
                "GET",
                "/api/v1/namespaces/shop/configmaps/b",
                Answer.json("x".repeat(100_000)).endless());
        try (Cluster cluster = open(server.url())) {
            for (String name : List.of("a", "b")) {
                DeploymentException e = assertThrows(
                        DeploymentException.class,
                        () -> cluster.read(List.of(new ObjectRef("v1", "ConfigMap", "shop", name))));
                assertThat(e.getMessage(), containsString("is larger than the limit"));
            }
        }
    }

    @Test
    @Covers("R-10")
    public void aCredentialThatIsNotAcceptedEndsTheBatchAtOnce() throws Exception {
        server.on("PATCH", "/api/v1/namespaces/shop/configmaps/.*", status(401, "Unauthorized " + TOKEN));
        try (Cluster cluster = open(server.url())) {
            List<ApplyOutcome> outcomes =
                    cluster.apply(java.util.Collections.nCopies(100, object()), ConflictPolicy.FAIL, false);
            DeploymentException e = ((ApplyOutcome.Refused) outcomes.get(99)).reason();
            assertThat(e.kind(), is(Kind.UNAUTHORIZED));
            assertThat(
                    e.getMessage(),
                    allOf(containsString("does not accept the credential"), not(containsString(TOKEN))));
            assertThat(server.requests("PATCH", ".*").size(), is(lessThanOrEqualTo(32)));
        }
    }

    @Test
    @Covers("R-12")
    public void aBrokenGroupDisturbsOnlyItsOwnKinds() throws Exception {
        server.on("GET", "/apis/broken.example.org/v1", status(503, "the server is currently unable"));
        try (Cluster cluster = open(server.url())) {
            assertThat(cluster.namespaced(List.of(ref())).size(), is(1));
            DeploymentException e = assertThrows(
                    DeploymentException.class,
                    () -> cluster.namespaced(List.of(new ObjectRef("broken.example.org/v1", "X", null, "x"))));
            assertThat(e.getMessage(), containsString("Asking for the kinds of broken.example.org/v1"));
        }
    }

    @Test
    @Covers("R-12")
    public void aKindThatAppearsLaterIsFound() throws Exception {
        ObjectRef widget = new ObjectRef("example.org/v1", "Widget", null, "x");
        server.on(
                "GET",
                "/apis/example.org/v1",
                Answer.status(404),
                Answer.json(
                        "{\"kind\":\"APIResourceList\",\"resources\":[{\"name\":\"widgets\",\"kind\":\"Widget\",\"namespaced\":false}]}"));
        try (Cluster cluster = open(server.url())) {
            assertThat(cluster.namespaced(List.of(widget)).size(), is(0));
            assertThat(cluster.namespaced(List.of(widget)).size(), is(1));
            cluster.namespaced(List.of(widget));
            assertThat("what is known is not asked again", server.requests("GET", "/apis/example.org/v1"), hasSize(2));
        }
    }

    @Test
    @Covers("R-37")
    public void anInterruptReturnsAtOnceAndNothingMoreIsSent() throws Exception {
        server.on("PATCH", "/api/v1/namespaces/shop/configmaps/.*", created().after(Duration.ofMillis(300)));
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Cluster cluster = open(server.url())) {
            Thread applying = new Thread(() -> {
                try {
                    cluster.apply(java.util.Collections.nCopies(500, object()), ConflictPolicy.FAIL, false);
                } catch (InterruptedException e) {
                    thrown.set(e);
                }
            });
            applying.start();
            while (server.requests("PATCH", ".*").isEmpty()) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            applying.interrupt();
            applying.join(5000);
            assertThat(thrown.get(), is(instanceOf(InterruptedException.class)));
            assertThat(millisSince(start), lessThan(1000L));
            Thread.sleep(400);
            int sent = server.requests("PATCH", ".*").size();
            Thread.sleep(700);
            assertThat(server.requests("PATCH", ".*").size(), is(sent));
            assertThat(sent, is(lessThanOrEqualTo(32)));
        }
    }

    @Test
    @Covers("R-14")
    public void aWatchThatBreaksOrIsTooOldBeginsAnew() throws Exception {
        server.on(
                "GET",
                "/api/v1/namespaces/shop/configmaps\\?limit=1",
                Answer.json("{\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"7\"}}"));
        server.on(
                "GET",
                "/api/v1/namespaces/shop/configmaps\\?watch.*",
                status(410, "too old resource version"),
                Answer.reset(),
                Answer.json("{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n"),
                Answer.json("{\"type\":\"MODIFIED\"}\n").cut(Answer.Cut.SILENCE, 100_000));
        CountDownLatch begunAgain = new CountDownLatch(4);
        AtomicInteger calls = new AtomicInteger();
        try (Cluster cluster = Fabric8Cluster.open(connection(server.url()));
                Cluster.Subscription subscription = cluster.watch(List.of(ref()), () -> {
                    calls.incrementAndGet();
                    begunAgain.countDown();
                })) {
            assertThat(subscription == null, is(false));
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
            while (server.requests("GET", ".*watch=1.*").size() < 4 && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(server.requests("GET", ".*watch=1.*").size(), is(4));
            // The HTTP client sends one of the requests that met a reset again by itself.
            assertThat(server.requests("GET", ".*limit=1").size(), greaterThanOrEqualTo(3));
            assertThat(calls.get() > 0, is(true));
        }
    }

    @Test
    @Covers("S-15")
    public void nothingOfThisProcessIsSentToACluster() throws Exception {
        Map<String, String> ambient = Map.of(
                "kubernetes.master", "https://127.0.0.1:1",
                "kubernetes.auth.token", "ambient-token",
                "kubernetes.auth.basic.username", "ambient-user",
                "kubernetes.auth.basic.password", "ambient-password",
                "kubernetes.trust.certificates", "true",
                "kubernetes.namespace", "ambient",
                "kubeconfig", "/dev/null");
        ambient.forEach(System::setProperty);
        try (Cluster cluster = open(server.url())) {
            cluster.namespaced(List.of(ref()));
            assertThat(cluster.defaultNamespace(), is("default"));
            Map<String, String> headers = server.requests().get(0).headers();
            assertThat(headers.get("authorization"), is("Bearer " + TOKEN));
            assertThat(headers.toString(), not(containsString("ambient")));
            ServerCertificate certificate = ServerCertificate.valid();
            assertTls(certificate, null, "is not signed by");
        } finally {
            ambient.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    @Covers("S-27")
    public void noNameLeavesItsPlaceInAPath() throws Exception {
        server.on("GET", ".*", Answer.status(404).withJson("{\"kind\":\"Status\"}"));
        server.on("GET", "/api/v1", Answer.json(KINDS));
        try (Cluster cluster = open(server.url())) {
            cluster.read(List.of(new ObjectRef("v1", "ConfigMap", "a/../b", "x?y#z%2F/../ \r\nHost: evil")));
            assertThat(
                    server.requests().stream().map(FaultServer.Request::path).toList(),
                    hasItem("/api/v1/namespaces/a%2F..%2Fb/configmaps/x%3Fy%23z%252F%2F..%2F%20%0D%0AHost%3A%20evil"));
        }
    }

    private static Answer created() {
        return Answer.status(201).withJson(STORED);
    }

    private static Answer status(int code, String message) {
        return Answer.status(code)
                .withJson("{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"" + message + "\",\"code\":" + code
                        + "}");
    }

    private static ObjectRef ref() {
        return new ObjectRef("v1", "ConfigMap", "shop", "a");
    }

    private static Map<String, Object> object() {
        return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "a", "namespace", "shop"));
    }

    private static ClusterConnection connection(String url) {
        return new ClusterConnection(url, null, new ClusterAuth.Token(TOKEN), null, false, null);
    }

    private static Cluster open(String url) throws DeploymentException {
        return Fabric8Cluster.open(connection(url), QUICK);
    }

    private static ApplyOutcome apply(String url) throws Exception {
        try (Cluster cluster = open(url)) {
            return cluster.apply(List.of(object()), ConflictPolicy.FAIL, false).get(0);
        }
    }

    private static DeploymentException refused(String url) throws Exception {
        return ((ApplyOutcome.Refused) apply(url)).reason();
    }

    private static long millisSince(long start) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    }
}
