package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer.SyncOperation;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.util.List;
import org.junit.After;
import org.junit.Test;

/** What is sent, and what becomes of answers that the testbed's Argo CD does not give on demand. */
public class ArgoHttpServerTest {
    private static final String APPLICATION = "/api/v1/applications/shop";

    private final FaultServer fake = FaultServer.http();

    @After
    public void close() {
        fake.close();
    }

    @Test
    @Covers("B-24")
    public void namesItsRequestsByNamespaceAndRootPath() throws Exception {
        fake.on("GET", ".*", Answer.json("{}"));
        ArgoServer server = ArgoHttpServer.open(
                new ArgoConnection(fake.url() + "/root/", null, new ArgoAuth.Token("s3cret"), true),
                ProxySettings.OF_JAVA);

        server.application("shop", Refresh.NONE);
        server.application("team/shop.v2", Refresh.HARD);
        server.application("shop", Refresh.NORMAL);
        server.resourceTree("team/shop");

        assertThat(
                fake.requests().stream().map(FaultServer.Request::path).toList(),
                is(List.of(
                        "/root/api/v1/applications/shop",
                        "/root/api/v1/applications/shop.v2?appNamespace=team&refresh=hard",
                        "/root/api/v1/applications/shop?refresh=normal",
                        "/root/api/v1/applications/shop/resource-tree?appNamespace=team")));
        assertThat(fake.requests().get(0).headers().get("authorization"), is("Bearer s3cret"));
        assertThat(server.url(), is(fake.url() + "/root"));
    }

    @Test
    @Covers({"B-24", "S-27"})
    public void whatCannotBeTheNameOfAnApplicationIsNotSent() throws Exception {
        for (String name : List.of(
                "",
                " ",
                "Shop",
                "a/b/c",
                "../shop",
                "shop/..",
                "shop?x=y",
                "%2F",
                "shöp",
                "a b",
                "/shop",
                "shop/",
                "-shop",
                "shop\r\nHost: evil",
                "x".repeat(254))) {
            DeploymentException failure =
                    assertThrows(name, DeploymentException.class, () -> open().application(name, Refresh.NONE));
            assertThat(failure.kind(), is(Kind.INVALID_INPUT));
            assertThat(failure.getMessage(), containsString("is not the name of an Argo CD application"));
        }
        assertThat(fake.requests(), hasSize(0));
    }

    @Test
    public void saysWhatToSyncAndWhoAsks() throws Exception {
        fake.on("POST", ".*", Answer.json("{}"));
        open().sync("team/shop", new SyncOperation("id-1", List.of("abc"), true, false));
        open().sync("shop", new SyncOperation("id-2", List.of("abc", "def"), false, true));
        open().sync("shop", new SyncOperation("id-3", List.of(), false, false));

        FaultServer.Request first = fake.requests().get(0);
        assertThat(first.path(), is("/api/v1/applications/shop/sync?appNamespace=team"));
        assertThat(first.headers().get("content-type"), is("application/json"));
        assertThat(json(first), is(json("""
                        {"name":"shop","appNamespace":"team","revision":"abc","prune":true,"dryRun":false,
                         "infos":[{"name":"deployment-steps/operation","value":"id-1"}]}""")));
        assertThat(json(fake.requests().get(1)), is(json("""
                        {"name":"shop","revisions":["abc","def"],"sourcePositions":[1,2],"prune":false,"dryRun":true,
                         "infos":[{"name":"deployment-steps/operation","value":"id-2"}]}""")));
        assertThat(json(fake.requests().get(2)).has("revision"), is(false));
    }

    @Test
    @Covers("R-33")
    public void anotherOperationIsAConflict() {
        fake.on("POST", ".*", error(400, "error setting app operation: another operation is already in progress"));
        assertThat(syncFailure().kind(), is(Kind.CONFLICT));
    }

    @Test
    @Covers("R-35")
    public void aClosedSyncWindowSaysSo() {
        fake.on("POST", ".*", error(403, "cannot sync: blocked by sync window"));
        assertThat(syncFailure().kind(), is(Kind.FORBIDDEN));
        assertThat(syncFailure().getMessage(), containsString("A sync window of its project forbids it"));
    }

    @Test
    public void aRefusalIsNotARetryableFault() {
        fake.on("POST", ".*", error(400, "Cannot sync to abc: auto-sync currently set to main"));
        assertThat(syncFailure().kind(), is(Kind.INVALID_INPUT));
        assertThat(syncFailure().getMessage(), containsString("to abc: Cannot sync to abc: auto-sync"));
    }

    @Test
    @Covers("R-34")
    public void aMissingRightIsToldFromAMissingApplication() {
        fake.on("POST", ".*", error(403, "permission denied: applications, sync, default/shop, sub: ci, iat: 2026"));
        assertThat(syncFailure().kind(), is(Kind.FORBIDDEN));
        assertThat(syncFailure().getMessage(), containsString("applications, sync, default/shop"));
        fake.on("POST", ".*", error(403, "permission denied"));
        assertThat(syncFailure().kind(), is(Kind.NOT_FOUND));
        fake.on("POST", ".*", error(404, "applications.argoproj.io \"shop\" not found"));
        assertThat(syncFailure().kind(), is(Kind.NOT_FOUND));
    }

    @Test
    @Covers("B-25")
    public void anotherServerIsNotTakenForAnArgoCdWithoutTheApplication() {
        for (Answer other : List.of(
                Answer.status(404).withBody("text/html", "<h1>Not Found</h1>"),
                Answer.status(404).withBody("text/plain", "404 page not found"),
                Answer.status(404).withJson("{\"message\":\"not found\",\"url\":\"/api/swagger\"}"),
                Answer.status(404).withJson("{\"kind\":\"Status\",\"message\":\"no such path\",\"code\":404}"))) {
            fake.on("GET", ".*", other);
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> open().application("shop", Refresh.NONE));
            assertThat(failure.kind(), is(Kind.INVALID_INPUT));
            assertThat(failure.getMessage(), containsString("is not the API of Argo CD (HTTP 404 while reading"));
            assertThat(failure.getMessage(), containsString("Check the server's URL"));
        }
    }

    @Test
    @Covers({"R-06", "R-36"})
    public void aSyncWhoseAnswerIsLostIsNotSentAgain() {
        fake.on("POST", ".*", Answer.status(504).withBody("text/html", "<h1>Gateway Time-out</h1>"));
        assertThat(syncFailure().kind(), is(Kind.UNAVAILABLE));
        fake.on("POST", ".*", Answer.reset());
        assertThat(syncFailure().kind(), is(Kind.UNAVAILABLE));
        assertThat(fake.requests(), hasSize(2));
    }

    @Test
    @Covers({"B-25", "R-36"})
    public void theLoginPageOfASsoIsNoArgoCd() {
        fake.on("GET", ".*", Answer.status(302).withHeader("Location", "https://sso.example/auth?client=argocd"));
        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> open().application("shop", Refresh.NONE));
        assertThat(failure.getMessage(), containsString("redirect (HTTP 302) to https://sso.example/auth."));
        fake.on("GET", ".*", Answer.status(200).withBody("text/html", "<title>Argo CD</title>"));
        failure = assertThrows(DeploymentException.class, () -> open().application("shop", Refresh.NONE));
        assertThat(failure.getMessage(), containsString("a web page instead of data"));
        fake.on("GET", ".*", Answer.json("[]"));
        failure = assertThrows(DeploymentException.class, () -> open().application("shop", Refresh.NONE));
        assertThat(failure.getMessage(), containsString("something that is no JSON object"));
    }

    @Test
    @Covers("R-36")
    public void aRestartingServerIsReadAgain() throws Exception {
        fake.on("GET", APPLICATION, Answer.status(502), Answer.reset(), Answer.json("{\"spec\":{}}"));
        assertThat(open().application("shop", Refresh.NONE).containsKey("spec"), is(true));
    }

    @Test
    @Covers({"R-10", "R-36"})
    public void aSessionThatIsOverIsRenewedOnce() throws Exception {
        fake.on("POST", "/api/v1/session", Answer.json("{\"token\":\"t1\"}"), Answer.json("{\"token\":\"t2\"}"));
        fake.on(
                "GET",
                APPLICATION,
                request -> request.headers().get("authorization").equals("Bearer t2")
                        ? Answer.json("{}")
                        : error(401, "invalid session: token has invalid claims: token is expired"));
        ArgoServer server = open(new ArgoAuth.UserPassword("ci", "s3cret"));

        server.application("shop", Refresh.NONE);
        server.application("shop", Refresh.NONE);

        assertThat(fake.requests("POST", "/api/v1/session"), hasSize(2));
        assertThat(fake.requests("GET", APPLICATION), hasSize(3));
    }

    @Test
    @Covers("R-10")
    public void aSessionThatIsNeverAcceptedEnds() {
        fake.on("POST", "/api/v1/session", Answer.json("{\"token\":\"t1\"}"));
        fake.on("GET", APPLICATION, error(401, "no session information"));

        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> open(new ArgoAuth.UserPassword("ci", "s3cret"))
                        .application("shop", Refresh.NONE));

        assertThat(failure.kind(), is(Kind.UNAUTHORIZED));
        assertThat(fake.requests("GET", APPLICATION), hasSize(2));
    }

    @Test
    @Covers({"S-07", "S-08"})
    public void theTokenOfASessionIsNotShownEither() {
        fake.on("POST", "/api/v1/session", Answer.json("{\"token\":\"ses-sion-token\"}"));
        fake.on("GET", APPLICATION, error(500, "who is Bearer ses-sion-token?"));

        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> open(new ArgoAuth.UserPassword("ci", "s3cret"))
                        .application("shop", Refresh.NONE));

        assertThat(failure.getMessage(), containsString("who is Bearer ****?"));
    }

    @Test
    @Covers({"R-10", "S-07"})
    public void anExpiredTokenIsCalledExpiredAndNotShown() {
        fake.on("GET", APPLICATION, error(401, "invalid session: token s3cret has expired"));

        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> open().application("shop", Refresh.NONE));

        assertThat(failure.kind(), is(Kind.UNAUTHORIZED));
        assertThat(failure.getMessage(), containsString("The credential has expired: renew it."));
        assertThat(failure.getMessage(), not(containsString("s3cret")));
    }

    @Test
    public void anEmptyCredentialIsNotSent() {
        assertThat(
                assertThrows(DeploymentException.class, () -> open(new ArgoAuth.Token(" ")))
                        .getMessage(),
                containsString("is empty"));
    }

    @Test
    @Covers("S-07")
    public void textFormsShowNoSecret() {
        ArgoConnection withToken = new ArgoConnection("https://a", null, new ArgoAuth.Token("s3cret"), false);
        ArgoConnection withPassword =
                new ArgoConnection("https://a", null, new ArgoAuth.UserPassword("ci", "s3cret"), false);
        for (ArgoConnection connection : List.of(withToken, withPassword)) {
            assertThat(connection.toString(), not(containsString("s3cret")));
            assertThat(connection.secrets(), is(List.of("s3cret")));
        }
    }

    @Test
    public void nothingToTerminateIsFine() throws Exception {
        fake.on("DELETE", ".*", error(400, "Unable to terminate operation. No operation is in progress"));
        open().terminate("team/shop");
        assertThat(fake.requests().get(0).path(), is("/api/v1/applications/shop/operation?appNamespace=team"));
        assertThat(fake.requests().get(0).headers().get("content-type"), is("application/json"));
    }

    private DeploymentException syncFailure() {
        return assertThrows(DeploymentException.class, () -> open().sync(
                        "shop", new SyncOperation("id", List.of("abc"), false, false)));
    }

    private static Answer error(int status, String message) {
        return Answer.status(status)
                .withJson("{\"error\":\"" + message.replace("\"", "\\\"") + "\",\"code\":7,\"message\":\""
                        + message.replace("\"", "\\\"") + "\"}");
    }

    private static JsonNode json(FaultServer.Request request) throws Exception {
        return json(request.body());
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text);
    }

    private ArgoServer open() throws DeploymentException {
        return open(new ArgoAuth.Token("s3cret"));
    }

    private ArgoServer open(ArgoAuth auth) throws DeploymentException {
        return ArgoHttpServer.open(new ArgoConnection(fake.url(), null, auth, true), ProxySettings.OF_JAVA);
    }
}
