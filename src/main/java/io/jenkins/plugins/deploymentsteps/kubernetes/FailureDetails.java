package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

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
            ClusterRequest request = ClusterRequest.text(
                    client.urls()
                            .object(pod, "pods")
                            .path("log")
                            .query("container", container)
                            .query("tailLines", String.valueOf(lines))
                            .query("limitBytes", String.valueOf(MOST_BYTES_OF_LOG))
                            .query("previous", previous ? "true" : null),
                    2 * MOST_BYTES_OF_LOG);
            ClusterAnswer answer = ClusterClient.await(client.send(request));
            if (answer.isSuccess()) {
                return new String(answer.body(), StandardCharsets.UTF_8)
                        .lines()
                        .limit(lines)
                        .toList();
            }
        } catch (DeploymentException e) {
            // As the contract says.
        }
        return List.of();
    }
}
