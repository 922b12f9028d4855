package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.git.GitHttpServer;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.File;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/**
 * An API server and an Argo CD that answer what a test scripts, the real Git's own server, and steps that work on them:
 * for moments in which a real server cannot be held.
 */
final class ScriptedServers extends ExternalResource {
    static final String TOKEN = "s3cret/'t0ken'+\"$of\"=scripted\\servers";
    static final String OBJECTS = "/apis/apps/v1/namespaces/shop/deployments/web\\?.*";
    static final String OBJECT = "/apis/apps/v1/namespaces/shop/deployments/web";
    static final String APPLICATION = "/api/v1/applications/shop(\\?.*)?";
    private static final Pattern OPERATION_ID = Pattern.compile("\"value\"\\s*:\\s*\"([^\"]+)\"");
    private static final String KINDS = """
            {"kind": "APIResourceList", "resources": [
             {"name": "deployments", "kind": "Deployment", "namespaced": true},
             {"name": "replicasets", "kind": "ReplicaSet", "namespaced": true}]}
            """;
    private static final String CORE_KINDS = """
            {"kind": "APIResourceList", "resources": [
             {"name": "namespaces", "kind": "Namespace", "namespaced": false}]}
            """;
    private static final String MANIFEST = """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1,
             selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
             spec: {containers: [{name: web, image: "shop/web:1.1"}]}}}}
            """;
    private static final String STORED = """
            {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop", "uid": "u",
             "resourceVersion": "7", "generation": 1}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "web"}}},
             "status": {"observedGeneration": 1, "replicas": 1, "updatedReplicas": 1, "availableReplicas": %d}}
            """;

    private final TemporaryFolder folder = new TemporaryFolder();

    final FaultServer api = FaultServer.http();
    final FaultServer argo = FaultServer.http();
    final GitHttpServer git = new GitHttpServer();
    FakeBuild build;
    FakeContext context;

    @Override
    protected void before() throws IOException, InterruptedException {
        folder.create();
        Controller controller = Controller.start(folder.getRoot());
        controller.addCredentials(TestCredentials.token("token", TOKEN));
        controller.addCredentials(TestCredentials.user("git", GitHttpServer.USER, TOKEN));
        build = new FakeBuild(folder.getRoot(), "shop");
        build.workspace().mkdirs();
        build.workspace().child("web.yaml").write(MANIFEST, "UTF-8");
        context = new FakeContext(build, build.workspace());
        api.on("GET", ".*", Answer.status(404).withJson("{\"kind\": \"Status\"}"))
                .on("GET", "/apis/apps/v1", Answer.json(KINDS))
                .on("GET", "/api/v1", Answer.json(CORE_KINDS))
                .on("GET", "/api/v1/namespaces/shop", Answer.json("{\"kind\": \"Namespace\"}"))
                .on("GET", ".*/replicasets.*", Answer.json("{\"kind\": \"ReplicaSetList\", \"items\": []}"))
                .on("GET", ".*/events.*", Answer.json("{\"kind\": \"EventList\", \"items\": []}"))
                .on("GET", ".*limit=1", Answer.json("{\"metadata\": {\"resourceVersion\": \"7\"}}"))
                .on("GET", ".*watch=1.*", Answer.silence())
                .on("GET", OBJECT, stored(0))
                .on("PATCH", OBJECTS, stored(0));
        argo.on("GET", APPLICATION, request -> Answer.json(application()))
                .on("GET", APPLICATION.replace("(", "/resource-tree("), Answer.json("{}"))
                .on("POST", ".*/sync", Answer.json("{}"));
    }

    @Override
    protected void after() {
        api.close();
        argo.close();
        folder.delete();
    }

    /** Returns the directory below which everything of the build lies. */
    File root() {
        return folder.getRoot();
    }

    static Answer stored(int available) {
        return Answer.json(STORED.formatted(available));
    }

    /** Describes an application that is synced as soon as it is asked to, and never healthy. */
    private String application() {
        List<FaultServer.Request> asked = argo.requests("POST", ".*");
        Matcher id = OPERATION_ID.matcher(asked.isEmpty() ? "" : asked.get(0).body());
        boolean synced = id.find();
        String revision = "1".repeat(40);
        String operation =
                synced ? """
                , "operationState": {"phase": "Succeeded", "startedAt": "2026-01-01T00:00:10Z",
                 "finishedAt": "2026-01-01T00:00:11Z", "syncResult": {"revision": "%s"}, "operation":
                 {"sync": {"revision": "%s"}, "info": [{"name": "%s", "value": "%s"}]}}
                """.formatted(revision, revision, ArgoServer.SyncOperation.ID_INFO, id.group(1)) : "";
        return """
                {"metadata": {"name": "shop"}, "spec": {"source": {"targetRevision": "main"}, "syncPolicy": {}},
                 "status": {"sync": {"status": "%s", "revision": "%s"}, "health": {"status": "Progressing"},
                 "reconciledAt": "%s"%s}}
                """.formatted(
                synced ? "Synced" : "OutOfSync", revision, Instant.now().truncatedTo(ChronoUnit.SECONDS), operation);
    }

    KubeApplyStep apply() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("web.yaml");
        step.setNamespace("shop");
        step.setServer(api.url());
        step.setSkipTlsVerify(true);
        step.setCredentialsId("token");
        return step;
    }

    /** A step whose first write is the apply itself. */
    KubeApplyStep applyWithoutPreflight() {
        KubeApplyStep step = apply();
        step.setPreflight(false);
        return step;
    }

    GitopsCommitStep commit() {
        GitopsCommitStep step = new GitopsCommitStep(git.url());
        step.setCredentialsId("git");
        step.setChanges(List.of(new GitopsValue("settings.yaml", "data.replicas", "3")));
        return step;
    }

    ArgoSyncStep sync() {
        ArgoSyncStep step = new ArgoSyncStep();
        step.setApplication("shop");
        step.setServer(argo.url());
        step.setCredentialsId("token");
        step.setSkipTlsVerify(true);
        step.setRevision("1".repeat(40));
        return step;
    }

    /** Gives the Git repository its first commit. */
    void firstCommit() throws IOException {
        git.commit(Map.of("settings.yaml", "data:\n  replicas: 2\n"));
    }

    /** Has somebody else push first. */
    void othersPush(int number) throws IOException {
        git.commit(Map.of("others.txt", "number " + number + "\n"));
    }
}
