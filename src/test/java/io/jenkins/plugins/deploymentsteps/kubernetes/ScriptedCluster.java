package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** A cluster of one kind, ConfigMap, whose answers a test scripts, and a client that makes no pauses. */
final class ScriptedCluster implements AutoCloseable {
    static final String TOKEN = "planted-token-value";
    static final String STORED = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"a\","
            + "\"namespace\":\"shop\",\"uid\":\"u\",\"resourceVersion\":\"7\"}}";
    static final String COLLECTION = "/api/v1/namespaces/shop/configmaps";

    /** The path of {@link #object()}, with any query. */
    static final String OBJECT = COLLECTION + "/a.*";

    private static final String KINDS =
            "{\"kind\":\"APIResourceList\",\"resources\":[{\"name\":\"configmaps\",\"kind\":\"ConfigMap\",\"namespaced\":true}]}";

    private final FaultServer server = serve(FaultServer.http());
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();

    /** One for all connections, so that they have as much in common as those of a controller. */
    private final ClientSettings settings = settings(Duration.ofSeconds(10), RetryPolicy.USUAL, pauses);

    /** Makes a server tell the kinds. */
    static FaultServer serve(FaultServer any) {
        return any.on("GET", "/api/v1", Answer.json(KINDS));
    }

    /** A client's settings with which it notes its pauses and goes on at once. */
    static ClientSettings settings(Duration call, RetryPolicy retries, List<Duration> pauses) {
        return new ClientSettings(Duration.ofSeconds(2), call, retries, (pause, work) -> {
            pauses.add(pause);
            CompletableFuture.runAsync(work);
        });
    }

    FaultServer server() {
        return server;
    }

    /** Returns the pauses that the client wanted to make. */
    List<Duration> pauses() {
        return pauses;
    }

    Cluster open() throws DeploymentException {
        return open(server.url());
    }

    Cluster open(String url) throws DeploymentException {
        return Fabric8Cluster.open(
                new ClusterConnection(url, null, new ClusterAuth.Token(TOKEN), null, true, null),
                ProxySettings.OF_JAVA,
                settings);
    }

    /** Applies {@link #object()}. */
    ApplyOutcome apply() throws DeploymentException, InterruptedException {
        try (Cluster cluster = open()) {
            return cluster.apply(List.of(object()), ConflictPolicy.FAIL, false).get(0);
        }
    }

    /** Applies {@link #object()}, which is refused. */
    DeploymentException refused() throws DeploymentException, InterruptedException {
        return ((ApplyOutcome.Refused) apply()).reason();
    }

    static ObjectRef ref() {
        return new ObjectRef("v1", "ConfigMap", "shop", "a");
    }

    static Map<String, Object> object() {
        return Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "a", "namespace", "shop"));
    }

    static Answer created() {
        return Answer.status(201).withJson(STORED);
    }

    /** An error as Kubernetes tells it. */
    static Answer status(int code, String message) {
        return Answer.status(code)
                .withJson("{\"kind\":\"Status\",\"status\":\"Failure\",\"message\":\"" + message + "\",\"code\":" + code
                        + "}");
    }

    @Override
    public void close() {
        server.close();
    }
}
