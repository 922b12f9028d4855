package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;

/** Tries a connection, for the form that configures it. */
public final class ClusterProbe {
    /** A person waits; what answers a deployment only after many attempts is not configured well. */
    private static final ApiHttpClient.Timeouts TIMEOUTS =
            new ApiHttpClient.Timeouts(Duration.ofSeconds(5), Duration.ofSeconds(15));

    private static final String WHO_AM_I = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
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
     * @throws DeploymentException if the server cannot be reached, is none, or does not accept the credential
     * @throws InterruptedException if the thread is interrupted
     */
    public static Facts probe(ClusterConnection connection) throws DeploymentException, InterruptedException {
        try (ApiClient api = new ApiClient(connection, TIMEOUTS)) {
            Map<String, Object> version = required(api, "Reading the version", ApiRequest.get("/version"));
            // Everybody may read the version; whether the credential is accepted, the second question tells.
            ApiAnswer who = ApiClient.await(api.send(ApiRequest.review(WHO_AM_I, REVIEW), () -> false));
            if (who.status() == 401) {
                throw Faults.failure(api.server(), null, who, api.credentialProblem(), UnaryOperator.identity());
            }
            ApiAnswer namespace =
                    ApiClient.await(api.send(ApiRequest.get("/api/v1/namespaces/kube-system"), () -> false));
            if (namespace.status() == 401) {
                throw Faults.failure(api.server(), null, namespace, api.credentialProblem(), UnaryOperator.identity());
            }
            return new Facts(
                    api.server(),
                    Fields.text(version, "gitVersion"),
                    text(who, "status", "userInfo", "username"),
                    text(namespace, "metadata", "uid"));
        }
    }

    private static Map<String, Object> required(ApiClient api, String what, ApiRequest request)
            throws DeploymentException, InterruptedException {
        ApiAnswer answer = ApiClient.await(api.send(request, () -> false));
        if (!answer.isSuccess()) {
            throw Faults.failure(api.server(), what, answer, api.credentialProblem(), UnaryOperator.identity());
        }
        try {
            Map<String, Object> object = answer.object();
            if (object.containsKey("gitVersion")) {
                return object;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw Faults.noObject(api.server(), what, answer);
    }

    @CheckForNull
    private static String text(ApiAnswer answer, String... path) {
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
