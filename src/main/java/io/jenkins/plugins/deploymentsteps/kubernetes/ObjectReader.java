package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Reads objects by their names, and lists of them. */
final class ObjectReader {
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 100;

    private final ClusterClient client;
    private final Discovery discovery;

    ObjectReader(ClusterClient client, Discovery discovery) {
        this.client = client;
        this.discovery = discovery;
    }

    /** As {@link Cluster#read} says. */
    List<Optional<Map<String, Object>>> read(List<ObjectRef> refs) throws DeploymentException, InterruptedException {
        discovery.find(refs.stream().map(Cluster.Kind::of).collect(Collectors.toSet()));
        return InFlight.all(refs, this::read);
    }

    private CompletableFuture<Optional<Map<String, Object>>> read(ObjectRef ref) throws DeploymentException {
        Cluster.Kind kind = Cluster.Kind.of(ref);
        Discovery.Resource resource = discovery.known(kind);
        if (resource == null) {
            throw discovery.notServed(kind);
        }
        ApiUrl url = client.urls().object(ref, resource.plural());
        // A 404 of something else than a Kubernetes API says nothing about the object.
        return client.send(
                ClusterRequest.get(url),
                answer -> answer.status() == 404 && answer.isJson()
                        ? Optional.empty()
                        : Optional.of(object("Reading " + ref, answer)));
    }

    /**
     * Lists the objects of a kind in a namespace, all of them.
     *
     * @param namespace null for the whole cluster
     * @param selector the parameter that selects, such as {@code labelSelector}
     * @param value what it selects by, in the API's own syntax
     * @throws DeploymentException if they may not or cannot be listed, or are too many
     */
    List<Map<String, Object>> list(Cluster.Kind kind, @CheckForNull String namespace, String selector, String value)
            throws DeploymentException, InterruptedException {
        return list(kind, namespace, selector, value, ClusterRequest::list);
    }

    /**
     * Lists the metadata of the objects of a kind that have certain labels, all of them.
     *
     * @param namespace null for the whole cluster
     * @param labels in the API's own syntax
     * @throws DeploymentException if they may not or cannot be listed, or are too many
     */
    List<Map<String, Object>> listMetadata(Cluster.Kind kind, @CheckForNull String namespace, String labels)
            throws DeploymentException, InterruptedException {
        return list(kind, namespace, "labelSelector", labels, ClusterRequest::metadata);
    }

    private List<Map<String, Object>> list(
            Cluster.Kind kind,
            @CheckForNull String namespace,
            String selector,
            String value,
            Function<ApiUrl, ClusterRequest> asking)
            throws DeploymentException, InterruptedException {
        Discovery.Resource resource = discovery.find(List.of(kind)).get(kind);
        if (resource == null) {
            throw discovery.notServed(kind);
        }
        ApiUrl url = client.urls()
                .collection(kind.apiVersion(), resource.plural(), namespace)
                .query(selector, value)
                .query("limit", String.valueOf(PAGE));
        String what = "Listing " + kind.kind() + " objects" + (namespace == null ? "" : " in " + namespace);
        List<Map<String, Object>> items = new ArrayList<>();
        String next = "";
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            ClusterRequest request = asking.apply(url.query("continue", next.isEmpty() ? null : next));
            Map<String, Object> list = ClusterClient.await(client.send(request, answer -> object(what, answer)));
            items.addAll(Fields.maps(list, "items"));
            next = Fields.text(list, "metadata", "continue");
            if (next.isEmpty()) {
                return items;
            }
        }
        throw new DeploymentException(
                DeploymentException.Kind.INVALID_INPUT,
                what + ": there are more than " + MOST_PAGES * PAGE + ", which are too many to look through.");
    }

    /**
     * Reads the object that an answer holds.
     *
     * @param what was being done, for the failure if it holds none
     */
    Map<String, Object> object(String what, ClusterAnswer answer) throws DeploymentException {
        if (!answer.isSuccess()) {
            throw Faults.failure(client.server(), what, answer, client.credentialProblem(), UnaryOperator.identity());
        }
        try {
            Map<String, Object> object = answer.object();
            if (object.containsKey("kind")) {
                return object;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw Faults.noObject(client.server(), what, answer);
    }
}
