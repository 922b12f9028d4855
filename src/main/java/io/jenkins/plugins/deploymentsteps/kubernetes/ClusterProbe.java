package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Tries a connection, for the form that configures it. */
public final class ClusterProbe {
    /** A person waits; what answers a deployment only after many attempts is not configured well. */
    private static final ClientSettings SETTINGS = new ClientSettings(
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            ClientSettings.USUAL.retries(),
            ClientSettings.USUAL.timer());

    private static final String REVIEW = "{\"apiVersion\":\"authentication.k8s.io/v1\",\"kind\":\"SelfSubjectReview\"}";

    private ClusterProbe() {}

    /**
     * What a connection turned out to be.
     *
     * @param server the API server's URL
     * @param version of the server, such as {@code v1.34.2}
     * @param user as whom the server knows us; null where it does not say
     * @param uid of the namespace {@code kube-system}; null where it may not be read
     */
    public record Facts(
            String server,
            String version,
            @CheckForNull String user,
            @CheckForNull String uid) {}

    /**
     * Asks the server who it is and who we are. No redirect is followed.
     *
     * @param proxy the way to the server
     * @throws DeploymentException if the server cannot be reached, is none, or does not accept the credential
     * @throws InterruptedException if the thread is interrupted
     */
    public static Facts probe(ClusterConnection connection, ProxySettings proxy)
            throws DeploymentException, InterruptedException {
        try (HttpClient http = ClusterHttpClient.open(connection, proxy, SETTINGS);
                ClusterClient client = new ClusterClient(connection, SETTINGS, http, () -> {})) {
            String version = version(client);
            // Everybody may read the version; whether the credential is accepted, the other questions tell.
            ClusterAnswer who = accepted(
                    client,
                    ClusterRequest.review(
                            client.urls().collection("authentication.k8s.io/v1", "selfsubjectreviews", null), REVIEW));
            ObjectRef kubeSystem = new ObjectRef("v1", "Namespace", null, "kube-system");
            ClusterAnswer namespace =
                    accepted(client, ClusterRequest.get(client.urls().object(kubeSystem, "namespaces")));
            return new Facts(
                    client.server().toString(),
                    version,
                    text(who, "status", "userInfo", "username"),
                    text(namespace, "metadata", "uid"));
        }
    }

    private static String version(ClusterClient client) throws DeploymentException, InterruptedException {
        String what = "Reading the version";
        ClusterAnswer answer = ClusterClient.await(
                client.send(ClusterRequest.get(client.server().path("version"))));
        if (!answer.isSuccess()) {
            throw failure(client, what, answer);
        }
        String version = text(answer, "gitVersion");
        if (version == null) {
            throw Faults.noObject(client.server(), what, answer);
        }
        return version;
    }

    /** Returns an answer, also that something may not be read, but not that the credential is refused. */
    private static ClusterAnswer accepted(ClusterClient client, ClusterRequest request)
            throws DeploymentException, InterruptedException {
        ClusterAnswer answer = ClusterClient.await(client.send(request));
        if (answer.status() == 401) {
            throw failure(client, null, answer);
        }
        return answer;
    }

    private static DeploymentException failure(ClusterClient client, @CheckForNull String what, ClusterAnswer answer) {
        return Faults.failure(client.server(), what, answer, client.credentialProblem(), UnaryOperator.identity());
    }

    @CheckForNull
    private static String text(ClusterAnswer answer, String... path) {
        if (!answer.isSuccess()) {
            return null;
        }
        try {
            String text = Fields.text(answer.object(), path);
            return text.isEmpty() ? null : text;
        } catch (IOException e) {
            return null;
        }
    }
}
