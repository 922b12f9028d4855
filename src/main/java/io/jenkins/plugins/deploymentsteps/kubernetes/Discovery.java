package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
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
    private final ApiClient api;
    private final Map<String, Map<String, Resource>> groupVersions = new ConcurrentHashMap<>();

    /**
     * How a kind is served.
     *
     * @param plural its name in paths
     * @param namespaced whether its objects live in namespaces
     */
    record Resource(String plural, boolean namespaced) {}

    Discovery(ApiClient api) {
        this.api = api;
    }

    /** Returns how these kinds are served; one that is not is left out. */
    Map<Cluster.Kind, Resource> find(Collection<Cluster.Kind> kinds) throws DeploymentException, InterruptedException {
        Set<String> unknown = new HashSet<>();
        for (Cluster.Kind kind : kinds) {
            if (known(kind) == null) {
                unknown.add(kind.apiVersion());
            }
        }
        ask(unknown);
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
                .map(this::prepare)
                .toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(asked);
    }

    private CompletableFuture<Void> prepare(String apiVersion) {
        return api.send(ApiRequest.get(ApiUrl.groupVersion(apiVersion)), () -> false)
                .handle((answer, failure) -> {
                    try {
                        if (answer != null && answer.isSuccess()) {
                            groupVersions.put(apiVersion, resources("", answer));
                        }
                    } catch (DeploymentException e) {
                        // Whoever needs it asks again, and is told.
                    }
                    return null;
                });
    }

    private void ask(Set<String> apiVersions) throws DeploymentException, InterruptedException {
        Map<String, CompletableFuture<ApiAnswer>> answers = new LinkedHashMap<>();
        for (String apiVersion : apiVersions) {
            answers.put(apiVersion, api.send(ApiRequest.get(ApiUrl.groupVersion(apiVersion)), () -> false));
        }
        for (Map.Entry<String, CompletableFuture<ApiAnswer>> entry : answers.entrySet()) {
            ApiAnswer answer = ApiClient.await(entry.getValue());
            String what = "Asking for the kinds of " + entry.getKey();
            if (answer.status() == 404) {
                groupVersions.remove(entry.getKey());
            } else if (!answer.isSuccess()) {
                throw Faults.failure(api.server(), what, answer, api.credentialProblem(), UnaryOperator.identity());
            } else {
                groupVersions.put(entry.getKey(), resources(what, answer));
            }
        }
    }

    private Map<String, Resource> resources(String what, ApiAnswer answer) throws DeploymentException {
        Map<String, Object> list;
        try {
            list = answer.object();
        } catch (IOException e) {
            throw Faults.noObject(api.server(), what, answer);
        }
        if (!Fields.text(list, "kind").equals("APIResourceList")) {
            throw Faults.noObject(api.server(), what, answer);
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
