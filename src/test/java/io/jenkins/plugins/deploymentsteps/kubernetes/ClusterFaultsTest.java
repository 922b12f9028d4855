package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.COLLECTION;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.OBJECT;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.STORED;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.TOKEN;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.created;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.object;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.ref;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.status;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
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
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.After;
import org.junit.Test;

/** What a correct user may meet at an API server, beyond what {@code ClientFaults} shows of every server. */
public class ClusterFaultsTest {
    private static final int IN_FLIGHT = 16;

    private final ScriptedCluster scripted = new ScriptedCluster();
    private final FaultServer server = scripted.server();

    @After
    public void close() {
        scripted.close();
    }

    @Test
    public void anotherServerIsNotTakenForAClusterWithoutTheKind() throws Exception {
        server.on("GET", "/api/v1", Answer.status(404).withBody("text/plain", "404 page not found"));
        for (String apiVersion : List.of("v1", "apps/v1")) {
            try (Cluster cluster = scripted.open()) {
                DeploymentException e = assertThrows(
                        DeploymentException.class,
                        () -> cluster.namespaced(List.of(new ObjectRef(apiVersion, "Deployment", "shop", "web"))));
                assertThat(e.kind(), is(Kind.INVALID_INPUT));
                assertThat(e.getMessage(), containsString("is not a Kubernetes API server"));
                assertThat(e.getMessage(), containsString("Check the server's URL"));
            }
        }
    }

    @Test
    @Covers("R-05")
    public void aFaultInsideTheServerIsTriedAgainAndThenShown() throws Exception {
        String webhook = "failed calling webhook \\\"guard.example.org\\\": connection refused";
        server.on("PATCH", OBJECT, status(500, webhook), status(500, "etcdserver: leader changed"), created());
        assertThat(scripted.apply(), is(instanceOf(ApplyOutcome.Applied.class)));
        server.on("PATCH", OBJECT, status(500, webhook));
        DeploymentException e = scripted.refused();
        assertThat(e.kind(), is(Kind.UNAVAILABLE));
        assertThat(e.getMessage(), containsString("guard.example.org"));
        server.on(
                "PATCH",
                OBJECT,
                status(500, "failed to create typed patch object: .spec.x: field not declared in schema"));
        assertThat(scripted.refused().kind(), is(Kind.INVALID_INPUT));
    }

    @Test
    @Covers("R-02")
    public void aConflictThatIsNoneOfFieldsIsTriedAgain() throws Exception {
        server.on(
                "PATCH",
                OBJECT,
                status(409, "Operation cannot be fulfilled on resourcequotas \\\"q\\\": the object has been modified"),
                created());
        assertThat(scripted.apply(), is(instanceOf(ApplyOutcome.Applied.class)));
        int before = server.requests("PATCH", OBJECT).size();
        server.on(
                "PATCH",
                OBJECT,
                Answer.status(409)
                        .withJson(
                                "{\"kind\":\"Status\",\"message\":\"conflict\",\"details\":{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"kubectl\\\"\",\"field\":\".data.a\"}]}}"));
        assertThat(scripted.refused().getMessage(), containsString(".data.a is managed by kubectl"));
        assertThat(server.requests("PATCH", OBJECT).size() - before, is(1));
    }

    @Test
    @Covers("R-07")
    public void anApplyWhoseAnswerWasLostIsSentAgainAndToldAsItWas() throws Exception {
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        server.on(
                "PATCH",
                OBJECT,
                Answer.reset(),
                created().cut(Answer.Cut.CLOSE, 60),
                created().cut(Answer.Cut.RESET, 150),
                Answer.json(STORED.replace("\"uid\"", "\"creationTimestamp\":\"" + now + "\",\"uid\""))
                        .withHeader(
                                "Date",
                                DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC))));
        ApplyOutcome outcome = scripted.apply();
        assertThat(outcome, is(instanceOf(ApplyOutcome.Applied.class)));
        assertThat(
                "an attempt whose answer was lost had created it",
                ((ApplyOutcome.Applied) outcome).action(),
                is(Action.CREATED));
    }

    /** The date of an answer may be that of a proxy, whose clock is ahead. */
    @Test
    @Covers("R-23")
    public void aProxysClockThatIsAheadHidesNoChange() throws Exception {
        for (Duration ahead : List.of(Duration.ofSeconds(5), Duration.ofMinutes(10))) {
            server.on("PATCH", OBJECT, dated(Answer.json(changedNow("new")), ahead));
            server.on("GET", OBJECT, dated(Answer.json(changedNow("old")), ahead));
            assertThat("ahead by " + ahead, dryRun(), is(Action.CONFIGURED));
            server.on("GET", OBJECT, dated(Answer.json(changedNow("new")), ahead));
            assertThat("the same, changed a moment ago", dryRun(), is(Action.UNCHANGED));
        }
    }

    private Action dryRun() throws Exception {
        try (Cluster cluster = scripted.open()) {
            ApplyOutcome outcome =
                    cluster.apply(List.of(object()), ConflictPolicy.FAIL, true).get(0);
            return ((ApplyOutcome.Applied) outcome).action();
        }
    }

    private static Answer dated(Answer answer, Duration ahead) {
        return answer.withHeader(
                "Date",
                DateTimeFormatter.RFC_1123_DATE_TIME.format(
                        ZonedDateTime.now(ZoneOffset.UTC).plus(ahead)));
    }

    private static String changedNow(String value) {
        String entry = "\"managedFields\":[{\"manager\":\"deployment-steps\",\"operation\":\"Apply\",\"time\":\""
                + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"}]";
        return STORED.replace("\"metadata\":{", "\"data\":{\"a\":\"" + value + "\"},\"metadata\":{" + entry + ",");
    }

    @Test
    @Covers("R-07")
    public void aServerThatIsLostIsNotAskedForTheRest() throws Exception {
        server.on("PATCH", COLLECTION + ".*", Answer.reset());
        try (Cluster cluster = scripted.open()) {
            List<ApplyOutcome> outcomes = cluster.apply(Collections.nCopies(500, object()), ConflictPolicy.FAIL, false);
            assertThat(outcomes, hasSize(500));
            assertThat(outcomes, everyItem(instanceOf(ApplyOutcome.Refused.class)));
            // The HTTP client itself may send a request once more.
            assertThat(server.requests("PATCH", ".*").size(), is(lessThanOrEqualTo(IN_FLIGHT * 5 * 2)));
        }
    }

    @Test
    @Covers("R-10")
    public void aCredentialThatIsNotAcceptedEndsTheBatchAtOnce() throws Exception {
        server.on("PATCH", COLLECTION + ".*", status(401, "Unauthorized " + TOKEN));
        try (Cluster cluster = scripted.open()) {
            List<ApplyOutcome> outcomes = cluster.apply(Collections.nCopies(100, object()), ConflictPolicy.FAIL, false);
            DeploymentException e = ((ApplyOutcome.Refused) outcomes.get(99)).reason();
            assertThat(e.kind(), is(Kind.UNAUTHORIZED));
            assertThat(
                    e.getMessage(),
                    allOf(containsString("does not accept the credential"), not(containsString(TOKEN))));
            assertThat(server.requests("PATCH", ".*").size(), is(lessThanOrEqualTo(2 * IN_FLIGHT)));
        }
    }

    @Test
    @Covers("B-17")
    public void aTokenThatCannotBeSentIsRefusedBeforeAnythingIsAsked() {
        for (String token : List.of("planted\ntoken", "planted\u200btoken", "\u201cplanted-token\u201d")) {
            ClusterConnection connection =
                    new ClusterConnection(server.url(), null, new ClusterAuth.Token(token), null, true, null);
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> Fabric8Cluster.open(connection, ProxySettings.OF_JAVA)
                            .close());
            assertThat(e.kind(), is(Kind.INVALID_INPUT));
            assertThat(e.getMessage(), allOf(containsString("that cannot be sent"), not(containsString("planted"))));
        }
        assertThat(server.requests(), hasSize(0));
    }

    @Test
    @Covers({"R-07", "R-08"})
    public void anotherNameInTheHandshakeIsNamedAndVerified() throws Exception {
        ServerCertificate elsewhere = ServerCertificate.forHost("elsewhere.example");
        try (FaultServer tls = ScriptedCluster.serve(FaultServer.https(elsewhere))) {
            assertThat(namespaced(tls, elsewhere, "elsewhere.example").size(), is(1));
            assertThat(tls.requests().get(0).headers().get("host"), is(tls.url().replace("https://", "")));
            DeploymentException wrong =
                    assertThrows(DeploymentException.class, () -> namespaced(tls, elsewhere, "other.example"));
            assertThat(wrong.getMessage(), containsString("a certificate for other names than"));
        }
    }

    private static Map<Cluster.Kind, Boolean> namespaced(FaultServer tls, ServerCertificate trusted, String name)
            throws Exception {
        ClusterConnection connection =
                new ClusterConnection(tls.url(), trusted.pem(), new ClusterAuth.Token(TOKEN), null, false, name);
        try (Cluster named = Fabric8Cluster.open(connection, ProxySettings.OF_JAVA)) {
            return named.namespaced(List.of(ref()));
        }
    }

    @Test
    @Covers("R-12")
    public void aBrokenGroupDisturbsOnlyItsOwnKinds() throws Exception {
        server.on("GET", "/apis/broken.example.org/v1", status(503, "the server is currently unable"));
        try (Cluster cluster = scripted.open()) {
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
        try (Cluster cluster = scripted.open()) {
            assertThat(cluster.namespaced(List.of(widget)).size(), is(0));
            assertThat(cluster.namespaced(List.of(widget)).size(), is(1));
            cluster.namespaced(List.of(widget));
            assertThat("what is known is not asked again", server.requests("GET", "/apis/example.org/v1"), hasSize(2));
        }
    }

    @Test
    public void aListIsReadToItsEndOrRefused() throws Exception {
        String page = "{\"kind\":\"ConfigMapList\",\"metadata\":{\"continue\":\"%s\"},\"items\":[{}]}";
        server.on("GET", COLLECTION + ".*continue=more%2F1", Answer.json(page.formatted("")));
        server.on("GET", COLLECTION + "\\?labelSelector=app%3Dweb&limit=500", Answer.json(page.formatted("more/1")));
        try (Cluster cluster = scripted.open()) {
            assertThat(cluster.list("v1", "ConfigMap", "shop", "app=web"), hasSize(2));
            server.on("GET", COLLECTION + ".*", Answer.json(page.formatted("again")));
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> cluster.list("v1", "ConfigMap", "shop", ""));
            assertThat(e.getMessage(), containsString("Listing ConfigMap objects in shop: there are more than 50000"));
        }
    }

    @Test
    @Covers("R-37")
    public void anInterruptReturnsAtOnceAndNothingMoreIsSent() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        server.on("PATCH", COLLECTION + ".*", request -> {
            await(release);
            return created();
        });
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Cluster cluster = scripted.open()) {
            Thread applying = new Thread(() -> {
                try {
                    cluster.apply(Collections.nCopies(500, object()), ConflictPolicy.FAIL, false);
                } catch (InterruptedException e) {
                    thrown.set(e);
                }
            });
            applying.start();
            server.awaitRequests("PATCH", ".*", IN_FLIGHT);
            long start = System.nanoTime();
            applying.interrupt();
            applying.join(5000);
            assertThat(thrown.get(), is(instanceOf(InterruptedException.class)));
            assertThat(System.nanoTime() - start, is(lessThan(TimeUnit.SECONDS.toNanos(1))));
            release.countDown();
            server.on("GET", OBJECT, Answer.json(STORED));
            // Whatever would follow an answer that came meanwhile goes out before these are answered.
            cluster.read(Collections.nCopies(100, ref()));
            assertThat(server.requests("PATCH", ".*"), hasSize(IN_FLIGHT));
        }
    }

    private static void await(CountDownLatch release) {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
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
        try (Cluster cluster = scripted.open();
                FaultServer tls = FaultServer.https(ServerCertificate.valid());
                Cluster verifying = Fabric8Cluster.open(
                        new ClusterConnection(tls.url(), null, new ClusterAuth.Token(TOKEN), null, false, null),
                        ProxySettings.OF_JAVA)) {
            cluster.namespaced(List.of(ref()));
            assertThat(cluster.defaultNamespace(), is("default"));
            Map<String, String> headers = server.requests().get(0).headers();
            assertThat(headers.get("authorization"), is("Bearer " + TOKEN));
            assertThat(headers.toString(), not(containsString("ambient")));
            assertThrows(DeploymentException.class, () -> verifying.namespaced(List.of(ref())));
            assertThat(tls.requests(), hasSize(0));
        } finally {
            ambient.keySet().forEach(System::clearProperty);
        }
    }

    @Test
    @Covers("S-27")
    public void noNameLeavesItsPlaceInAPath() throws Exception {
        server.on("GET", COLLECTION.replace("shop", ".*") + ".*", status(404, "not found"));
        try (Cluster cluster = scripted.open()) {
            cluster.read(List.of(new ObjectRef("v1", "ConfigMap", "a/../b", "x?y#z%2F/../ ")));
            assertThat(
                    server.requests().stream().map(FaultServer.Request::path).toList(),
                    hasItem("/api/v1/namespaces/a%2F..%2Fb/configmaps/x%3Fy%23z%252F%2F..%2F%20"));
            for (String name : List.of("", ".", "..", "x\r\nHost: evil")) {
                assertThrows(
                        name,
                        DeploymentException.class,
                        () -> cluster.read(List.of(new ObjectRef("v1", "ConfigMap", "shop", name))));
            }
            assertThat(server.requests("GET", COLLECTION + ".*"), hasSize(0));
        }
    }

    @Test
    @Covers("R-37")
    public void aClosedClusterAnswersNobodyAndWaitsForNothing() throws Exception {
        Cluster cluster = scripted.open();
        cluster.close();
        assertThrows(DeploymentException.class, () -> cluster.read(List.of(ref())));
        cluster.watch(List.of(ref()), () -> {}).close();
        assertThat(server.requests(), hasSize(0));
        assertThat(scripted.pauses(), is(List.<Duration>of()));
    }
}
