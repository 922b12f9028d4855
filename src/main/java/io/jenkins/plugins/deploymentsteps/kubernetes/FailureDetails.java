package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a cluster tells about a failure that is known already: events, and what containers wrote. Where it may not or
 * cannot be read there is none, and nothing fails.
 */
final class FailureDetails {
    private static final int MOST_BYTES_OF_LOG = 64 << 10;

    private final ClusterClient client;
    private final ObjectReader reader;

    FailureDetails(ClusterClient client, ObjectReader reader) {
        this.client = client;
        this.reader = reader;
    }

    /** As {@link Cluster#events} says. */
    List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException {
        // Events of objects of the whole cluster are in the namespace default.
        String namespace = ref.namespace() == null ? "default" : ref.namespace();
        String selector = "involvedObject.name=" + ref.name() + ",involvedObject.kind=" + ref.kind()
                + (uid.isEmpty() ? "" : ",involvedObject.uid=" + uid);
        try {
            return reader.list(new Cluster.Kind("v1", "Event"), namespace, "fieldSelector", selector).stream()
                    .sorted(Comparator.comparing(FailureDetails::lastTime))
                    .toList();
        } catch (DeploymentException e) {
            return List.of();
        }
    }

    private static String lastTime(Map<String, Object> event) {
        String last = Fields.text(event, "lastTimestamp");
        return last.isEmpty() ? Fields.text(event, "eventTime") : last;
    }

    /** As {@link Cluster#lastLogLines} says. */
    List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines)
            throws InterruptedException {
        try {
            return read(logOf(pod, container)
                            .query("tailLines", String.valueOf(lines))
                            .query("previous", previous ? "true" : null))
                    .limit(lines)
                    .toList();
        } catch (DeploymentException e) {
            return List.of();
        }
    }

    /** As {@link Cluster#timedLogLines} says. */
    List<String> timedLogLines(ObjectRef pod, String container, @CheckForNull String since)
            throws InterruptedException {
        try {
            return read(logOf(pod, container).query("timestamps", "true").query("sinceTime", since))
                    .toList();
        } catch (DeploymentException e) {
            return List.of();
        }
    }

    private ApiUrl logOf(ObjectRef pod, String container) throws DeploymentException {
        return client.urls()
                .object(pod, "pods")
                .path("log")
                .query("container", container)
                .query("limitBytes", String.valueOf(MOST_BYTES_OF_LOG));
    }

    private Stream<String> read(ApiUrl url) throws DeploymentException, InterruptedException {
        ClusterAnswer answer = ClusterClient.await(client.send(ClusterRequest.text(url, 2 * MOST_BYTES_OF_LOG)));
        return answer.isSuccess() ? new String(answer.body(), StandardCharsets.UTF_8).lines() : Stream.empty();
    }
}
