package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;

/** What keeping and pruning a set does on an API server: metadata alone, writes with a precondition, deletions. */
final class SetObjects {
    private final ClusterClient client;
    private final Discovery discovery;
    private final ObjectReader reader;

    SetObjects(ClusterClient client, Discovery discovery, ObjectReader reader) {
        this.client = client;
        this.discovery = discovery;
        this.reader = reader;
    }

    /** As {@link Cluster#readMetadata} says. */
    List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        Map<Cluster.Kind, Cluster.Kind> served = served(refs);
        return InFlight.all(refs, ref -> {
            ApiUrl url = url(ref, served);
            return url == null
                    ? CompletableFuture.completedFuture(Optional.empty())
                    : client.send(
                            ClusterRequest.metadataOf(url),
                            answer -> isGone(answer)
                                    ? Optional.empty()
                                    : Optional.of(reader.object("Reading " + ref, answer)));
        });
    }

    /** A 404 of something else than a Kubernetes API says nothing about the object. */
    private static boolean isGone(ClusterAnswer answer) {
        return answer.status() == 404 && answer.isJson();
    }

    /** As {@link Cluster#save} says. */
    Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException {
        Cluster.Kind kind = Cluster.Kind.of(ref);
        Discovery.Resource resource = discovery.find(List.of(kind)).get(kind);
        if (resource == null) {
            throw discovery.notServed(kind);
        }
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(fields, "metadata"));
        Map<String, Object> body = new LinkedHashMap<>(fields);
        body.put("metadata", metadata);
        ClusterRequest request;
        if (resourceVersion == null) {
            body.put("apiVersion", ref.apiVersion());
            body.put("kind", ref.kind());
            metadata.put("name", ref.name());
            ApiUrl url = client.urls().collection(ref.apiVersion(), resource.plural(), ref.namespace());
            request = ClusterRequest.create(withParameters(url, dryRun), Json.write(withoutNulls(body)));
        } else {
            metadata.put("resourceVersion", resourceVersion);
            ApiUrl url = client.urls().object(ref, resource.plural());
            request = ClusterRequest.merge(withParameters(url, dryRun), Json.write(body));
        }
        return ClusterClient.await(client.send(request, answer -> reader.object("Writing " + ref, answer)));
    }

    private static ApiUrl withParameters(ApiUrl url, boolean dryRun) throws DeploymentException {
        return url.query("fieldManager", ServerSideApply.FIELD_MANAGER).query("dryRun", dryRun ? "All" : null);
    }

    private static Map<String, Object> withoutNulls(Map<String, Object> fields) {
        Map<String, Object> left = new LinkedHashMap<>();
        fields.forEach((key, value) -> {
            if (value instanceof Map) {
                left.put(key, withoutNulls(Fields.map(value)));
            } else if (value != null) {
                left.put(key, value);
            }
        });
        return left;
    }

    /** As {@link Cluster#delete} says. */
    List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException {
        try {
            Map<Cluster.Kind, Cluster.Kind> served =
                    served(deletions.stream().map(Deletion::ref).toList());
            return InFlight.all(deletions, deletion -> delete(deletion, url(deletion.ref(), served), dryRun));
        } catch (DeploymentException e) {
            // That the kinds or a URL cannot be had; what a deletion fails with is its outcome.
            return deletions.stream()
                    .map(deletion -> (Deletion.Outcome) new Deletion.Outcome.Refused(e))
                    .toList();
        }
    }

    private CompletableFuture<Deletion.Outcome> delete(Deletion deletion, @CheckForNull ApiUrl url, boolean dryRun) {
        if (url == null) {
            return CompletableFuture.completedFuture(new Deletion.Outcome.Gone());
        }
        CompletableFuture<Deletion.Outcome> answered =
                client.send(ClusterRequest.delete(url, options(deletion, dryRun)), this::outcome);
        CompletableFuture<Deletion.Outcome> outcome = answered.exceptionally(failure -> {
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            if (cause instanceof DeploymentException reason) {
                return new Deletion.Outcome.Refused(reason);
            }
            throw new CompletionException(cause);
        });
        outcome.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                answered.cancel(true);
            }
        });
        return outcome;
    }

    private static String options(Deletion deletion, boolean dryRun) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("apiVersion", "v1");
        options.put("kind", "DeleteOptions");
        options.put("preconditions", Map.of("uid", deletion.uid()));
        options.put("propagationPolicy", propagation(deletion));
        if (dryRun) {
            options.put("dryRun", List.of("All"));
        }
        return Json.write(options);
    }

    private static String propagation(Deletion deletion) {
        return switch (deletion.propagation()) {
            case BACKGROUND -> "Background";
            case FOREGROUND -> "Foreground";
            case ORPHAN -> "Orphan";
        };
    }

    private Deletion.Outcome outcome(ClusterAnswer answer) {
        if (isGone(answer)) {
            return new Deletion.Outcome.Gone();
        } else if (answer.isSuccess()) {
            return new Deletion.Outcome.Accepted();
        } else if (answer.status() == 409) {
            return new Deletion.Outcome.Replaced();
        }
        return new Deletion.Outcome.Refused(
                Faults.failure(client.server(), null, answer, client.credentialProblem(), UnaryOperator.identity()));
    }

    /** Returns where an object is; null where its kind is served in no version. */
    @CheckForNull
    private ApiUrl url(ObjectRef ref, Map<Cluster.Kind, Cluster.Kind> served) throws DeploymentException {
        Cluster.Kind kind = served.get(Cluster.Kind.of(ref));
        Discovery.Resource resource = kind == null ? null : discovery.known(kind);
        return resource == null
                ? null
                : client.urls()
                        .object(
                                new ObjectRef(kind.apiVersion(), ref.kind(), ref.namespace(), ref.name()),
                                resource.plural());
    }

    /** Returns in which version each kind is served: the one asked for, else any other of its group. */
    private Map<Cluster.Kind, Cluster.Kind> served(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        List<Cluster.Kind> kinds =
                refs.stream().map(Cluster.Kind::of).distinct().toList();
        Map<Cluster.Kind, Discovery.Resource> found = discovery.find(kinds);
        Map<Cluster.Kind, Cluster.Kind> served = new HashMap<>();
        for (Cluster.Kind kind : kinds) {
            Cluster.Kind there = found.containsKey(kind) ? kind : inAnotherVersion(kind);
            if (there != null) {
                served.put(kind, there);
            }
        }
        return served;
    }

    @CheckForNull
    private Cluster.Kind inAnotherVersion(Cluster.Kind kind) throws DeploymentException, InterruptedException {
        int slash = kind.apiVersion().indexOf('/');
        if (slash < 0) {
            return null;
        }
        String group = kind.apiVersion().substring(0, slash);
        Map<String, Object> versions = ClusterClient.await(client.send(
                ClusterRequest.get(client.server().path("apis", group)),
                // The API server says in plain text that it knows no such group.
                answer -> answer.status() == 404
                        ? Map.of()
                        : reader.object("Asking for the versions of " + group, answer)));
        for (Map<String, Object> version : Fields.maps(versions, "versions")) {
            Cluster.Kind other = new Cluster.Kind(Fields.text(version, "groupVersion"), kind.kind());
            if (discovery.find(List.of(other)).containsKey(other)) {
                return other;
            }
        }
        return null;
    }
}
