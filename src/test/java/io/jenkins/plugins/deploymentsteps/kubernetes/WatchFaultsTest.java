package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.COLLECTION;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.ref;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.status;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Test;

/** Watches that end otherwise than by their own wish. */
public class WatchFaultsTest {
    private static final String LIST = COLLECTION + "\\?limit=1";
    private static final String WATCH = COLLECTION + "\\?watch=1.*";

    private final ScriptedCluster scripted = new ScriptedCluster();
    private final FaultServer server = scripted.server();

    @After
    public void close() {
        scripted.close();
    }

    @Test
    @Covers("R-14")
    public void aWatchThatBreaksOrIsTooOldBeginsAnew() throws Exception {
        server.on("GET", LIST, Answer.json("{\"kind\":\"ConfigMapList\",\"metadata\":{\"resourceVersion\":\"7\"}}"));
        server.on(
                "GET",
                WATCH,
                status(410, "too old resource version"),
                Answer.reset(),
                Answer.json("{\"type\":\"ERROR\",\"object\":{\"code\":410}}\n"),
                Answer.json("{\"type\":\"MODIFIED\"}\n").cut(Answer.Cut.SILENCE, 100_000));
        Semaphore calls = new Semaphore(0);
        try (Cluster cluster = scripted.open();
                Cluster.Subscription subscription = cluster.watch(List.of(ref()), calls::release)) {
            assertThat(subscription == null, is(false));
            server.awaitRequests("GET", WATCH, 4);
            // The HTTP client sends one of the requests that met a reset again by itself.
            assertThat(server.requests("GET", LIST).size(), greaterThanOrEqualTo(3));
            assertThat("it calls back", calls.tryAcquire(10, TimeUnit.SECONDS), is(true));
            assertThat(server.requests("GET", WATCH).get(0).path().contains("resourceVersion=7"), is(true));
        }
    }

    @Test
    @Covers("R-14")
    public void aListThatFailsIsTriedAgain() throws Exception {
        server.on("GET", LIST, status(403, "no"), status(500, "failed to create typed"), Answer.json("[]"));
        try (Cluster cluster = scripted.open();
                Cluster.Subscription subscription = cluster.watch(List.of(ref()), () -> {})) {
            assertThat(subscription == null, is(false));
            server.awaitRequests("GET", LIST, 6);
        }
    }
}
