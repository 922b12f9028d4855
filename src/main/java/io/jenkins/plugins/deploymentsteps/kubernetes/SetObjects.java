package io.jenkins.plugins.deploymentsteps.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** What keeping and pruning a set does on an API server: metadata alone, writes with a precondition, deletions. */
final class SetObjects {
    private static final int AT_ONCE = 16;
    private static final int PAGE = 500;
    private static final int MOST_PAGES = 100;

    private final ApiClient api;
    private final Discovery discovery;

    SetObjects(ApiClient api, Discovery discovery) {
        this.api = api;
        this.discovery = discovery;
    }

    /** Where an object is served. */
    private record Address(ObjectRef ref, String path) {}

    List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        List<Address> addresses = addresses(refs);
        List<ApiAnswer> answers = sideBySide(addresses, address -> ApiRequest.metadataOf(address.path()));
        List<Optional<Map<String, Object>>> objects = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            ApiAnswer answer = answers.get(i);
            objects.add(
                    answer == null || answer.status() == 404 && answer.isJson()
                            ? Optional.empty()
                            : Optional.of(object("Reading " + refs.get(i), answer)));
        }
        return objects;
    }

    List<Map<String, Object>> listMetadata(Cluster.Kind kind, @CheckForNull String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        Discovery.Resource resource = discovery.find(List.of(kind)).get(kind);
        if (resource == null) {
            throw Fabric8Cluster.notServed(api.server(), new ObjectRef(kind.apiVersion(), kind.kind(), namespace, ""));
        }
        String path = ApiUrl.collection(kind.apiVersion(), resource.plural(), namespace) + "?labelSelector="
                + ApiUrl.segment(labelSelector) + "&limit=" + PAGE;
        String what = "Listing " + kind.kind() + " objects" + (namespace == null ? "" : " in " + namespace);
        List<Map<String, Object>> items = new ArrayList<>();
        String next = "";
        for (int pages = 0; pages < MOST_PAGES; pages++) {
            String more = next.isEmpty() ? "" : "&continue=" + ApiUrl.segment(next);
            Map<String, Object> list =
                    object(what, ApiClient.await(api.send(ApiRequest.metadata(path + more), () -> false)));
            items.addAll(Fields.maps(list, "items"));
            next = Fields.text(list, "metadata", "continue");
            if (next.isEmpty()) {
                return items;
            }
        }
        throw new DeploymentException(
                DeploymentException.Kind.INVALID_INPUT,
                what + ": there are more than " + PAGE * MOST_PAGES + " that match " + labelSelector + ".");
    }

    Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException {
        Cluster.Kind kind = Cluster.Kind.of(ref);
        Discovery.Resource resource = discovery.find(List.of(kind)).get(kind);
        if (resource == null) {
            throw Fabric8Cluster.notServed(api.server(), ref);
        }
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(fields, "metadata"));
        Map<String, Object> body = new LinkedHashMap<>(fields);
        body.put("metadata", metadata);
        String query = "?fieldManager=" + ServerSideApply.FIELD_MANAGER + (dryRun ? "&dryRun=All" : "");
        ApiRequest request;
        if (resourceVersion == null) {
            body.put("apiVersion", ref.apiVersion());
            body.put("kind", ref.kind());
            metadata.put("name", ref.name());
            request = ApiRequest.create(
                    ApiUrl.collection(ref.apiVersion(), resource.plural(), ref.namespace()) + query,
                    json(withoutNulls(body)));
        } else {
            metadata.put("resourceVersion", resourceVersion);
            request = ApiRequest.merge(ApiUrl.object(ref, resource.plural()) + query, json(body));
        }
        return object("Writing " + ref, ApiClient.await(api.send(request, () -> false)));
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

    List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException {
        try {
            List<Address> addresses =
                    addresses(deletions.stream().map(Deletion::ref).toList());
            Map<Address, ApiRequest> requests = new LinkedHashMap<>();
            for (int i = 0; i < deletions.size(); i++) {
                if (addresses.get(i) != null) {
                    requests.put(
                            addresses.get(i),
                            ApiRequest.delete(addresses.get(i).path(), options(deletions.get(i), dryRun)));
                }
            }
            return sideBySide(addresses, requests::get).stream()
                    .map(this::outcome)
                    .toList();
        } catch (DeploymentException e) {
            return deletions.stream()
                    .map(deletion -> (Deletion.Outcome) new Deletion.Outcome.Refused(e))
                    .toList();
        }
    }

    private static String options(Deletion deletion, boolean dryRun) {
        Map<String, Object> options = new LinkedHashMap<>();
        options.put("apiVersion", "v1");
        options.put("kind", "DeleteOptions");
        options.put("preconditions", Map.of("uid", deletion.uid()));
        options.put("propagationPolicy", deletion.dependentsFirst() ? "Foreground" : "Background");
        if (dryRun) {
            options.put("dryRun", List.of("All"));
        }
        return json(options);
    }

    private Deletion.Outcome outcome(@CheckForNull ApiAnswer answer) {
        if (answer == null || answer.status() == 404 && answer.isJson()) {
            return new Deletion.Outcome.Gone();
        } else if (answer.isSuccess()) {
            return new Deletion.Outcome.Accepted();
        } else if (answer.status() == 409) {
            return new Deletion.Outcome.Replaced();
        }
        return new Deletion.Outcome.Refused(
                Faults.failure(api.server(), null, answer, api.credentialProblem(), UnaryOperator.identity()));
    }

    /** Sends one request for each address, some of them in flight at any time; null for what has no address. */
    private List<ApiAnswer> sideBySide(List<Address> addresses, Function<Address, ApiRequest> request)
            throws DeploymentException, InterruptedException {
        List<CompletableFuture<ApiAnswer>> sent = new ArrayList<>();
        List<ApiAnswer> answers = new ArrayList<>();
        for (int i = 0; i < addresses.size() + AT_ONCE; i++) {
            if (i < addresses.size()) {
                Address address = addresses.get(i);
                sent.add(
                        address == null
                                ? CompletableFuture.completedFuture(null)
                                : api.send(request.apply(address), () -> false));
            }
            int due = i - AT_ONCE;
            if (due >= 0 && due < addresses.size()) {
                answers.add(ApiClient.await(sent.get(due)));
            }
        }
        return answers;
    }

    /** Returns where the server serves each object, in whatever version; null where it serves its kind in none. */
    private List<Address> addresses(List<ObjectRef> refs) throws DeploymentException, InterruptedException {
        Map<Cluster.Kind, Cluster.Kind> served = new LinkedHashMap<>();
        List<Address> addresses = new ArrayList<>();
        for (ObjectRef ref : refs) {
            Cluster.Kind kind = Cluster.Kind.of(ref);
            if (!served.containsKey(kind)) {
                served.put(kind, served(kind));
            }
            Cluster.Kind known = served.get(kind);
            if (known == null) {
                addresses.add(null);
            } else {
                Discovery.Resource resource = discovery.known(known);
                ObjectRef there = new ObjectRef(known.apiVersion(), ref.kind(), ref.namespace(), ref.name());
                addresses.add(new Address(there, ApiUrl.object(there, resource.plural())));
            }
        }
        return addresses;
    }

    @CheckForNull
    private Cluster.Kind served(Cluster.Kind kind) throws DeploymentException, InterruptedException {
        if (discovery.find(List.of(kind)).containsKey(kind)) {
            return kind;
        }
        int slash = kind.apiVersion().indexOf('/');
        if (slash < 0) {
            return null;
        }
        String group = kind.apiVersion().substring(0, slash);
        ApiAnswer answer = ApiClient.await(api.send(ApiRequest.get("/apis/" + ApiUrl.segment(group)), () -> false));
        if (answer.status() == 404) {
            return null;
        }
        for (Map<String, Object> version :
                Fields.maps(object("Asking for the versions of " + group, answer), "versions")) {
            Cluster.Kind other = new Cluster.Kind(Fields.text(version, "groupVersion"), kind.kind());
            if (discovery.find(List.of(other)).containsKey(other)) {
                return other;
            }
        }
        return null;
    }

    private Map<String, Object> object(String what, ApiAnswer answer) throws DeploymentException {
        if (!answer.isSuccess()) {
            throw Faults.failure(api.server(), what, answer, api.credentialProblem(), UnaryOperator.identity());
        }
        try {
            Map<String, Object> object = answer.object();
            if (object.containsKey("kind")) {
                return object;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw Faults.noObject(api.server(), what, answer);
    }

    private static String json(Map<String, Object> object) {
        try {
            return ApiAnswer.JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
