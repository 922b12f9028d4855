package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Which kinds the API server serves, by its discovery documents. Only the groups that somebody needs are asked for, so
 * that a broken aggregated API disturbs nobody else. Kept for the life of the connection; a kind that is not there is
 * asked for again, because its definition may have come since.
 */
final class Discovery {
    /** The one version of the one group that every API server serves. */
    private static final String CORE = "v1";

    private final ClusterClient client;
    private final Map<String, Map<String, Resource>> groupVersions = new ConcurrentHashMap<>();

    /**
     * How a kind is served.
     *
     * @param plural its name in paths
     * @param namespaced whether its objects live in namespaces
     */
    record Resource(String plural, boolean namespaced) {}

    Discovery(ClusterClient client) {
        this.client = client;
    }

    /** Returns how these kinds are served; one that is not is left out. */
    Map<Cluster.Kind, Resource> find(Collection<Cluster.Kind> kinds) throws DeploymentException, InterruptedException {
        Set<String> unknown = new HashSet<>();
        for (Cluster.Kind kind : kinds) {
            if (known(kind) == null) {
                unknown.add(kind.apiVersion());
            }
        }
        InFlight.all(List.copyOf(unknown), this::learn);
        boolean lacksAny = kinds.stream().anyMatch(kind -> known(kind) == null);
        if (lacksAny && !groupVersions.containsKey(CORE)) {
            // Before a kind is called unknown: is that an API server at all?
            InFlight.all(List.of(CORE), this::learn);
        }
        Map<Cluster.Kind, Resource> found = new HashMap<>();
        for (Cluster.Kind kind : kinds) {
            Resource resource = known(kind);
            if (resource != null) {
                found.put(kind, resource);
            }
        }
        return found;
    }

    /** Returns how a kind is served, as far as it was asked for before; else null. */
    @CheckForNull
    Resource known(Cluster.Kind kind) {
        return groupVersions.getOrDefault(kind.apiVersion(), Map.of()).get(kind.kind());
    }

    /** Asks for what is not known of these kinds, without anybody waiting; it never fails. */
    CompletableFuture<Void> prepare(Collection<Cluster.Kind> kinds) {
        CompletableFuture<?>[] asked = kinds.stream()
                .filter(kind -> known(kind) == null)
                .map(Cluster.Kind::apiVersion)
                .distinct()
                .map(this::learnQuietly)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(asked);
    }

    private CompletableFuture<Void> learnQuietly(String apiVersion) {
        try {
            // Whoever needs it asks again, and is told.
            return learn(apiVersion).exceptionally(failure -> null);
        } catch (DeploymentException e) {
            return CompletableFuture.completedFuture(null);
        }
    }

    private CompletableFuture<Void> learn(String apiVersion) throws DeploymentException {
        ClusterRequest request = ClusterRequest.get(client.urls().groupVersion(apiVersion));
        return client.send(request, answer -> {
            String what = "Asking for the kinds of " + Text.shorten(apiVersion, 80);
            if (answer.status() == 404 && apiVersion.equals(CORE)) {
                throw new DeploymentException(
                        DeploymentException.Kind.INVALID_INPUT,
                        "What answers at " + client.server() + " is not a Kubernetes API server: it does not know "
                                + "/api/v1 (404). Check the server's URL, with its path if there is one.");
            } else if (answer.status() == 404) {
                groupVersions.remove(apiVersion);
            } else if (!answer.isSuccess()) {
                throw Faults.failure(
                        client.server(), what, answer, client.credentialProblem(), UnaryOperator.identity());
            } else {
                groupVersions.put(apiVersion, resources(what, answer));
            }
            return null;
        });
    }

    /** The failure that a kind is not served. */
    DeploymentException notServed(Cluster.Kind kind) {
        return new DeploymentException(
                DeploymentException.Kind.NOT_FOUND,
                client.server() + " serves no " + Text.shorten(kind.kind(), 63) + " in "
                        + Text.shorten(kind.apiVersion(), 80) + ".");
    }

    private Map<String, Resource> resources(String what, ClusterAnswer answer) throws DeploymentException {
        Map<String, Object> list;
        try {
            list = answer.object();
        } catch (IOException e) {
            throw Faults.noObject(client.server(), what, answer);
        }
        if (!Fields.text(list, "kind").equals("APIResourceList")) {
            throw Faults.noObject(client.server(), what, answer);
        }
        Map<String, Resource> resources = new HashMap<>();
        for (Map<String, Object> resource : Fields.maps(list, "resources")) {
            String name = Fields.text(resource, "name");
            // Subresources, such as deployments/status, carry their own kind.
            if (!name.isEmpty() && !name.contains("/")) {
                resources.putIfAbsent(
                        Fields.text(resource, "kind"), new Resource(name, Fields.isTrue(resource, "namespaced")));
            }
        }
        return resources;
    }
}
