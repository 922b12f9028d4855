package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.OBJECT;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.STORED;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.object;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.ref;
import static io.jenkins.plugins.deploymentsteps.kubernetes.ScriptedCluster.status;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.Access;
import io.jenkins.plugins.deploymentsteps.core.apply.Access.Verdict;
import io.jenkins.plugins.deploymentsteps.core.apply.AccessQuery;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** Faults of a server while fields change hands, and while it is asked for rights. */
public class OwnershipFaultsTest {
    private static final String REVIEWS = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

    /** As kubectl has left it. */
    private static final String OF_KUBECTL = STORED.replace(
            "\"uid\"",
            "\"managedFields\":[{\"manager\":\"kubectl-client-side-apply\",\"operation\":\"Update\",\"apiVersion\":\"v1\","
                    + "\"time\":\"2026-01-01T00:00:00Z\",\"fieldsType\":\"FieldsV1\",\"fieldsV1\":{\"f:data\":{}}}],\"uid\"");

    private final ScriptedCluster scripted = new ScriptedCluster();
    private final FaultServer server = scripted.server();

    @After
    public void close() {
        scripted.close();
    }

    @Test
    @Covers({"R-02", "R-07"})
    public void aTakeOverWhoseAnswerWasLostOrThatCameTooLateIsDoneAgain() throws Exception {
        server.on(
                "PATCH",
                OBJECT,
                Answer.json(OF_KUBECTL),
                Answer.reset(),
                status(409, "the object has been modified"),
                Answer.json(OF_KUBECTL),
                Answer.json(STORED),
                Answer.json(STORED));
        ApplyOutcome outcome = scripted.apply();
        assertThat(outcome, is(instanceOf(ApplyOutcome.Applied.class)));
        ApplyOutcome.Applied applied = (ApplyOutcome.Applied) outcome;
        assertThat(applied.action(), is(Action.CONFIGURED));
        assertThat(applied.notes(), contains("what kubectl-client-side-apply had applied was taken over"));
    }

    @Test
    @Covers("R-02")
    public void anObjectThatSomebodyTakesBackAllTheTimeIsGivenUp() throws Exception {
        server.on("PATCH", OBJECT, Answer.json(OF_KUBECTL));
        DeploymentException e = scripted.refused();
        assertThat(e.kind(), is(Kind.CONFLICT));
        assertThat(e.getMessage(), containsString("somebody else changes the object all the time"));
        assertThat(server.requests("PATCH", OBJECT).size(), is(lessThan(20)));
    }

    @Test
    @Covers("R-01")
    public void aConflictOfAFieldThatCannotBeFoundIsNotLeft() throws Exception {
        server.on(
                "PATCH",
                OBJECT,
                Answer.status(409)
                        .withJson(
                                "{\"kind\":\"Status\",\"message\":\"conflict\",\"details\":{\"causes\":[{\"reason\":\"FieldManagerConflict\",\"message\":\"conflict with \\\"tuner\\\"\",\"field\":\".data.other\"}]}}"));
        try (Cluster cluster = scripted.open()) {
            ApplyOutcome outcome = cluster.apply(List.of(object()), ConflictPolicy.LEAVE, false)
                    .get(0);
            assertThat(
                    ((ApplyOutcome.Refused) outcome).reason().getMessage(),
                    containsString(".data.other is managed by tuner"));
        }
        assertThat(server.requests("PATCH", OBJECT), hasSize(1));
    }

    @Test
    @Covers("R-11")
    public void aReviewThatIsNotAnsweredSaysNothing() throws Exception {
        AccessQuery query = new AccessQuery("patch", Cluster.Kind.of(ref()), "shop");
        try (Cluster cluster = scripted.open()) {
            cluster.namespaced(List.of(ref()));
            for (Answer answer : List.of(
                    status(403, "no"), Answer.reset(), status(500, "no"), Answer.json("{\"kind\":\"Status\"}"))) {
                server.on("POST", REVIEWS, answer);
                assertThat(verdict(cluster, query), is(Verdict.UNKNOWN));
            }
            server.on("POST", REVIEWS, Answer.json("{\"status\":{\"allowed\":false}}"));
            assertThat(verdict(cluster, query), is(Verdict.DENIED));
            server.on("POST", REVIEWS, Answer.json("{\"status\":{\"allowed\":true}}"));
            assertThat(verdict(cluster, query), is(Verdict.ALLOWED));
            assertThat(
                    verdict(cluster, new AccessQuery("patch", new Cluster.Kind("a/v1", "B"), null)),
                    is(Verdict.UNKNOWN));
        }
    }

    private static Verdict verdict(Cluster cluster, AccessQuery query) throws InterruptedException {
        Access access = cluster.access(List.of(query)).get(0);
        return access.verdict();
    }

    @Test
    @Covers("R-12")
    public void aBrokenApiDisturbsNobodyButItsOwnKinds() throws Exception {
        server.on("GET", "/apis/broken.example.org/v1", status(503, "service unavailable"));
        ObjectRef broken = new ObjectRef("broken.example.org/v1", "Gadget", "shop", "a");
        try (Cluster cluster = scripted.open()) {
            assertThat(cluster.namespaced(List.of(ref())).get(Cluster.Kind.of(ref())), is(true));
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> cluster.namespaced(List.of(ref(), broken)));
            assertThat(e.kind(), is(Kind.UNAVAILABLE));
            assertThat(
                    e.getMessage(),
                    allOf(containsString("Asking for the kinds of broken.example.org/v1"), containsString("503")));
        }
    }
}
