package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.jenkins.plugins.deploymentsteps.http.Json;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;

/**
 * A whole answer of the API server.
 *
 * @param status the HTTP status
 * @param contentType as given, in lower case, empty if it is not
 * @param date the server's clock at the answer; null if it did not say
 * @param took how long the request took, all attempts together, on our clock
 * @param attempt which attempt was answered, from 1
 * @param body of a success all of it, of an error at most its first MiB
 */
@SuppressWarnings("ArrayRecordComponent")
record ClusterAnswer(
        int status, String contentType, @CheckForNull Instant date, Duration took, int attempt, byte[] body) {

    static ClusterAnswer of(HttpResponse<?> response, Duration took, int attempt, byte[] body) {
        String contentType = response.header("Content-Type");
        return new ClusterAnswer(
                response.code(),
                contentType == null ? "" : contentType.toLowerCase(Locale.ROOT),
                RetryPolicy.instant(response.header("Date")),
                took,
                attempt,
                body);
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    boolean isJson() {
        return contentType.startsWith("application/json");
    }

    /**
     * Reads the body as a JSON object.
     *
     * @throws IOException if it is none
     */
    Map<String, Object> object() throws IOException {
        return Json.object(body);
    }
}
