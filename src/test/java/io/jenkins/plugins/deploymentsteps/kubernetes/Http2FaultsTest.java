package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.faults.Http2Server;
import io.jenkins.plugins.deploymentsteps.faults.Http2Server.Reaction;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.Test;

/** How HTTP/2 ends connections and streams: an API server that is restarted sends GOAWAY, a busy one refuses streams. */
@Covers("R-07")
public class Http2FaultsTest {
    private static final Reaction KINDS = new Reaction.Json(
            200,
            "{\"kind\":\"APIResourceList\",\"resources\":[{\"name\":\"configmaps\",\"kind\":\"ConfigMap\",\"namespaced\":true}]}");
    private static final Reaction STORED = new Reaction.Json(200, ScriptedCluster.STORED);

    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    @Test
    public void aReadGoesOnWhereItsConnectionGoesAway() throws Exception {
        for (Reaction goingAway :
                List.of(new Reaction.GoAwayBefore(), new Reaction.GoAwayAmid(), new Reaction.Refuse())) {
            try (Http2Server server = server(number -> number == 0 ? KINDS : number == 1 ? goingAway : STORED);
                    Cluster cluster = open(server)) {
                assertThat(cluster.read(List.of(ScriptedCluster.ref())).get(0).isPresent(), is(true));
                assertThat(goingAway.toString(), server.requests(), is(3));
                if (!(goingAway instanceof Reaction.Refuse)) {
                    assertThat(server.connections(), is(2));
                }
            }
        }
    }

    @Test
    public void aBatchGoesOnWhereItsConnectionGoesAwayInTheMiddle() throws Exception {
        // Kinds and the collection's version come first.
        try (Http2Server server = server(number -> number == 0
                        ? KINDS
                        : number == 20
                                ? new Reaction.GoAwayAmid()
                                : number == 60 ? new Reaction.GoAwayBefore() : STORED);
                Cluster cluster = open(server)) {
            List<ApplyOutcome> outcomes =
                    cluster.apply(Collections.nCopies(100, ScriptedCluster.object()), ConflictPolicy.FAIL, false);
            assertThat(outcomes, everyItem(instanceOf(ApplyOutcome.Applied.class)));
            assertThat(server.connections(), is(greaterThan(2)));
        }
    }

    @Test
    public void aServerThatAlwaysGoesAwayIsGivenUp() throws Exception {
        try (Http2Server server = server(number -> new Reaction.GoAwayAmid());
                Cluster cluster = open(server)) {
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> cluster.read(List.of(ScriptedCluster.ref())));
            assertThat(failure.kind(), is(Kind.UNAVAILABLE));
            assertThat(failure.getMessage(), containsString("broke off the connection before its answer was complete"));
            assertThat(pauses, hasSize(RetryPolicy.USUAL.attempts() - 1));
        }
    }

    private static Http2Server server(IntFunction<Reaction> script) {
        return new Http2Server(ServerCertificate.valid(), script);
    }

    private Cluster open(Http2Server server) throws DeploymentException {
        return Fabric8Cluster.open(
                new ClusterConnection(
                        server.url(),
                        ServerCertificate.valid().pem(),
                        new ClusterAuth.Token(ScriptedCluster.TOKEN),
                        null,
                        false,
                        null),
                ProxySettings.OF_JAVA,
                ScriptedCluster.settings(Duration.ofSeconds(10), RetryPolicy.USUAL, pauses));
    }
}
