package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Watches that many share, on a server that says what no real one can be made to say. */
public class SharedWatchesTest {
    private static final String LIST = ScriptedCluster.COLLECTION + "\\?limit=1";
    private static final String WATCH = ScriptedCluster.COLLECTION + "\\?watch=1.*";
    private static final String AT_SEVEN = "{\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"7\"}}";

    private final ScriptedCluster scripted = new ScriptedCluster();
    private final FaultServer server = scripted.server().on("GET", LIST, Answer.json(AT_SEVEN));

    @After
    public void close() {
        scripted.close();
    }

    private static String modified(String name, int version) {
        return "{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\""
                + version + "\"}}}\n";
    }

    /** Says so much and then nothing more, without an end. */
    private static Answer open(String lines) {
        return Answer.json(lines + " ".repeat(100_000)).cut(Answer.Cut.SILENCE, 5_000);
    }

    private static ObjectRef named(String name) {
        return new ObjectRef("v1", "ConfigMap", "shop", name);
    }

    @Test
    @Covers("R-14")
    public void aStreamThatEndsGoesOnWhereItWasWithoutWakingAnybody() throws Exception {
        server.on(
                "GET",
                WATCH,
                Answer.json(modified("other", 9)),
                Answer.json("{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{\"resourceVersion\":\"12\"}}}\n"),
                open(modified("a", 13)));
        Semaphore calls = new Semaphore(0);
        try (Cluster cluster = scripted.open();
                Cluster.Subscription subscription = cluster.watch(List.of(named("a")), calls::release)) {
            server.awaitRequests("GET", WATCH, 3);
            assertThat(server.requests("GET", WATCH).get(1).path(), containsString("resourceVersion=9"));
            assertThat(server.requests("GET", WATCH).get(2).path(), containsString("resourceVersion=12"));
            assertThat(
                    "nothing was missed, so nothing is listed",
                    server.requests("GET", LIST).size(),
                    is(1));
            assertThat("its beginning and its own change", calls.tryAcquire(2, 10, TimeUnit.SECONDS), is(true));
            assertThat("nothing else", calls.availablePermits(), is(0));
            assertThat(subscription.isLive(), is(true));
        }
    }

    @Test
    @Covers("R-14")
    public void aLineThatIsNoEventIsTakenForALoss() throws Exception {
        server.on("GET", WATCH, Answer.json("<html>\n"), open(modified("a", 9)));
        Semaphore calls = new Semaphore(0);
        try (Cluster cluster = scripted.open();
                Cluster.Subscription subscription = cluster.watch(List.of(named("a")), calls::release)) {
            server.awaitRequests("GET", WATCH, 2);
            assertThat(server.requests("GET", LIST).size(), is(2));
            assertThat("woken at both beginnings and once more", calls.tryAcquire(3, 10, TimeUnit.SECONDS), is(true));
            assertThat(subscription.isLive(), is(true));
        }
    }

    @Test
    public void allWhoWaitShareOneStreamAndAreWokenForTheirOwn() throws Exception {
        server.on("GET", WATCH, open(modified("b", 9)).after(java.time.Duration.ofSeconds(1)));
        Semaphore first = new Semaphore(0);
        Semaphore second = new Semaphore(0);
        try (Cluster one = scripted.open();
                Cluster two = scripted.open();
                Cluster.Subscription a = one.watch(List.of(named("a")), first::release);
                Cluster.Subscription b = two.watch(List.of(named("b")), second::release)) {
            assertThat("its beginning and its own change", second.tryAcquire(2, 10, TimeUnit.SECONDS), is(true));
            assertThat("its beginning", first.tryAcquire(1, 10, TimeUnit.SECONDS), is(true));
            assertThat("not the other's change", first.availablePermits(), is(0));
            assertThat(server.requests("GET", WATCH).size(), is(1));
            assertThat(a.isLive() && b.isLive(), is(true));
        }
    }

    @Test
    public void aPodWakesTheWorkloadThatItBelongsTo() throws Exception {
        WatchEvent event = WatchEvent.of(Json.object(
                ("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"web-7f-x\",\"resourceVersion\":\"3\",\"labels\":{\"pod-template-hash\":\"7f\"},"
                                + "\"ownerReferences\":[{\"kind\":\"ReplicaSet\",\"name\":\"web-7f\"}]}}}")
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(event.keys(), is(List.of("web-7f-x", "ReplicaSet/web-7f", "Deployment/web")));
        assertThat(event.version(), is("3"));
    }

    @Test
    public void aLineWithoutAnEndIsGivenUp() {
        EventLines lines = new EventLines(line -> {});
        byte[] part = new byte[1 << 20];
        java.util.Arrays.fill(part, (byte) 'x');
        int taken = 0;
        while (lines.take(List.of(java.nio.ByteBuffer.wrap(part)))) {
            taken++;
            assertThat(taken, is(lessThan(10)));
        }
        assertThat(taken, is(4));
    }
}
