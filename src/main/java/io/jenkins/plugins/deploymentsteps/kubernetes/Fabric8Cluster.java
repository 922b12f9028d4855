package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A cluster by the HTTP client of fabric8. Objects stay the JSON that they are, so that no field is lost that fabric8's
 * model does not know.
 */
public final class Fabric8Cluster implements Cluster {
    private static final int READS_AT_ONCE = 16;
    private static final int MOST_COMPARED_AFTER_DRY_RUN = 32;
    private static final int MOST_WATCHES = 12;
    private static final int MOST_LIST_PAGES = 100;
    private static final int PAGE = 500;
    private static final int MOST_BYTES_OF_LOG = 64 << 10;

    private final ClusterConnection connection;
    private final ApiClient api;
    private final Discovery discovery;
    private final ChangeDetection changes = new ChangeDetection();
    private final SetObjects setObjects;

    private Fabric8Cluster(ClusterConnection connection, ApiClient api) {
        this.connection = connection;
        this.api = api;
        this.discovery = new Discovery(api);
        this.setObjects = new SetObjects(api, discovery);
    }

    /**
     * Opens a connection; nothing is sent yet.
     *
     * @return to be closed by the caller
     * @throws DeploymentException (invalid input) if the URL, the namespace, a certificate or the key cannot be used;
     *     (unauthorized) if the client certificate has expired
     */
    public static Cluster open(ClusterConnection connection) throws DeploymentException {
        return open(connection, ApiHttpClient.Timeouts.DEFAULT);
    }

    static Cluster open(ClusterConnection connection, ApiHttpClient.Timeouts timeouts) throws DeploymentException {
        String namespace = connection.namespace();
        if (namespace != null) {
            Optional<String> problem = ManifestRules.namespaceProblem(namespace);
            if (problem.isPresent()) {
                throw new DeploymentException(
                        DeploymentException.Kind.INVALID_INPUT, "The namespace of the connection " + problem.get());
            }
        }
        return new Fabric8Cluster(connection, new ApiClient(connection, timeouts));
    }

    @Override
    public String url() {
        return api.server();
    }

    @Override
    public String defaultNamespace() {
        String namespace = connection.namespace();
        return namespace == null || namespace.isBlank() ? "default" : namespace;
    }

    @Override
    public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException, InterruptedException {
        Map<Kind, Boolean> namespaced = new HashMap<>();
        resources(refs).forEach((kind, resource) -> namespaced.put(kind, resource.namespaced()));
        return namespaced;
    }

    private Map<Kind, Discovery.Resource> resources(Collection<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        return discovery.find(refs.stream().map(Kind::of).collect(Collectors.toSet()));
    }

    @Override
    public List<ApplyOutcome> apply(List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun)
            throws InterruptedException {
        Map<Kind, Discovery.Resource> resources;
        try {
            resources = resources(objects.stream().map(Fabric8Cluster::ref).toList());
        } catch (DeploymentException e) {
            return objects.stream()
                    .map(object -> (ApplyOutcome) new ApplyOutcome.Refused(e))
                    .toList();
        }
        if (!dryRun) {
            noteVersions(objects, resources);
        }
        List<ApplyOutcome> outcomes = new ServerSideApply(api, resources, changes, objects, conflicts, dryRun).run();
        return dryRun ? compared(outcomes) : outcomes;
    }

    /** Notes at which version each collection is that an object goes to whose version no dry run has told. */
    private void noteVersions(List<Map<String, Object>> objects, Map<Kind, Discovery.Resource> resources)
            throws InterruptedException {
        Map<String, CompletableFuture<ApiAnswer>> lists = new LinkedHashMap<>();
        for (Map<String, Object> object : objects) {
            ObjectRef ref = ref(object);
            Discovery.Resource resource = resources.get(Kind.of(ref));
            if (resource != null && !changes.knows(ApiUrl.object(ref, resource.plural()))) {
                String collection = ApiUrl.collection(ref.apiVersion(), resource.plural(), ref.namespace());
                lists.computeIfAbsent(
                        collection, path -> api.send(ApiRequest.metadata(path + "?limit=1"), () -> false));
            }
        }
        for (Map.Entry<String, CompletableFuture<ApiAnswer>> list : lists.entrySet()) {
            try {
                ApiAnswer answer = ApiClient.await(list.getValue());
                if (answer.isSuccess()) {
                    changes.collectionIsAt(list.getKey(), Fields.text(answer.object(), "metadata", "resourceVersion"));
                }
            } catch (DeploymentException | IOException e) {
                // Who may apply need not be allowed to list; the time of the last change must do then.
            }
        }
    }

    /**
     * A dry run cannot tell its own change from ours of a moment ago. A few such objects are compared with what is stored;
     * so many that were all applied within the last second there are not.
     */
    private List<ApplyOutcome> compared(List<ApplyOutcome> outcomes) throws InterruptedException {
        List<Integer> uncertain = new ArrayList<>();
        List<ObjectRef> refs = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof ApplyOutcome.Applied applied && applied.action() == Action.CONFIGURED) {
                uncertain.add(i);
                refs.add(ref(applied.object()));
            }
        }
        if (uncertain.isEmpty() || uncertain.size() > MOST_COMPARED_AFTER_DRY_RUN) {
            return outcomes;
        }
        List<ApplyOutcome> compared = new ArrayList<>(outcomes);
        try {
            List<Optional<Map<String, Object>>> stored = read(refs);
            for (int i = 0; i < uncertain.size(); i++) {
                ApplyOutcome.Applied applied = (ApplyOutcome.Applied) outcomes.get(uncertain.get(i));
                if (stored.get(i).isPresent()
                        && ChangeDetection.isSame(stored.get(i).get(), applied.object())) {
                    compared.set(uncertain.get(i), new ApplyOutcome.Applied(applied.object(), Action.UNCHANGED));
                }
            }
        } catch (DeploymentException e) {
            // Who may not read them is told configured.
        }
        return compared;
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        Map<Kind, Discovery.Resource> resources = resources(refs);
        List<Optional<Map<String, Object>>> objects = new ArrayList<>();
        List<CompletableFuture<ApiAnswer>> answers = new ArrayList<>();
        for (int i = 0; i < refs.size() + READS_AT_ONCE; i++) {
            if (i < refs.size()) {
                Discovery.Resource resource = resources.get(Kind.of(refs.get(i)));
                if (resource == null) {
                    throw notServed(url(), refs.get(i));
                }
                answers.add(api.send(ApiRequest.get(ApiUrl.object(refs.get(i), resource.plural())), () -> false));
            }
            int due = i - READS_AT_ONCE;
            if (due >= 0 && due < refs.size()) {
                ApiAnswer answer = ApiClient.await(answers.get(due));
                String what = "Reading " + refs.get(due);
                objects.add(
                        answer.status() == 404 && answer.isJson()
                                ? Optional.empty()
                                : Optional.of(object(what, answer)));
            }
        }
        return objects;
    }

    @Override
    public List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        return setObjects.readMetadata(refs);
    }

    @Override
    public List<Map<String, Object>> listMetadata(
            String apiVersion, String kind, @CheckForNull String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        return setObjects.listMetadata(new Kind(apiVersion, kind), namespace, labelSelector);
    }

    @Override
    public Map<String, Object> save(
            ObjectRef ref, Map<String, Object> fields, @CheckForNull String resourceVersion, boolean dryRun)
            throws DeploymentException, InterruptedException {
        return setObjects.save(ref, fields, resourceVersion, dryRun);
    }

    @Override
    public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) throws InterruptedException {
        return setObjects.delete(deletions, dryRun);
    }

    @Override
    public List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labelSelector)
            throws DeploymentException, InterruptedException {
        return list(new Kind(apiVersion, kind), namespace, "labelSelector=" + ApiUrl.segment(labelSelector), PAGE);
    }

    private List<Map<String, Object>> list(Kind kind, @CheckForNull String namespace, String query, int page)
            throws DeploymentException, InterruptedException {
        Discovery.Resource resource = discovery.find(List.of(kind)).get(kind);
        if (resource == null) {
            throw notServed(url(), new ObjectRef(kind.apiVersion(), kind.kind(), namespace, ""));
        }
        String path =
                ApiUrl.collection(kind.apiVersion(), resource.plural(), namespace) + "?" + query + "&limit=" + page;
        List<Map<String, Object>> items = new ArrayList<>();
        String next = "";
        for (int pages = 0; pages < MOST_LIST_PAGES; pages++) {
            String more = next.isEmpty() ? "" : "&continue=" + ApiUrl.segment(next);
            Map<String, Object> list = object(
                    "Listing " + kind.kind() + " objects in " + namespace,
                    ApiClient.await(api.send(ApiRequest.list(path + more), () -> false)));
            items.addAll(Fields.maps(list, "items"));
            next = Fields.text(list, "metadata", "continue");
            if (next.isEmpty()) {
                break;
            }
        }
        return items;
    }

    @Override
    public List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException {
        // Events of objects of the whole cluster are in the namespace default.
        String namespace = ref.namespace() == null ? "default" : ref.namespace();
        String selector = "involvedObject.name=" + ref.name() + ",involvedObject.kind=" + ref.kind()
                + (uid.isEmpty() ? "" : ",involvedObject.uid=" + uid);
        try {
            return list(new Kind("v1", "Event"), namespace, "fieldSelector=" + ApiUrl.segment(selector), PAGE).stream()
                    .sorted(Comparator.comparing(Fabric8Cluster::lastTime))
                    .toList();
        } catch (DeploymentException e) {
            return List.of();
        }
    }

    private static String lastTime(Map<String, Object> event) {
        String last = Fields.text(event, "lastTimestamp");
        return last.isEmpty() ? Fields.text(event, "eventTime") : last;
    }

    @Override
    public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines)
            throws InterruptedException {
        String path = ApiUrl.object(pod, "pods") + "/log?container=" + ApiUrl.segment(container) + "&tailLines=" + lines
                + "&limitBytes=" + MOST_BYTES_OF_LOG + (previous ? "&previous=true" : "");
        try {
            ApiAnswer answer = ApiClient.await(api.send(ApiRequest.text(path, 2 * MOST_BYTES_OF_LOG), () -> true));
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

    @Override
    public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
        Watches watches = new Watches(api, changed);
        discovery
                .prepare(refs.stream().map(Kind::of).collect(Collectors.toSet()))
                .thenRun(() -> watches.open(collections(refs)));
        return watches;
    }

    private List<String> collections(Collection<ObjectRef> refs) {
        Set<String> collections = new LinkedHashSet<>();
        for (ObjectRef ref : refs) {
            Discovery.Resource resource = discovery.known(Kind.of(ref));
            if (resource != null) {
                collections.add(ApiUrl.collection(ref.apiVersion(), resource.plural(), ref.namespace()));
            }
            if (ref.namespace() != null && Set.of("apps", "batch").contains(ref.group())) {
                collections.add(ApiUrl.collection("v1", "pods", ref.namespace()));
            }
        }
        return collections.stream().limit(MOST_WATCHES).toList();
    }

    private Map<String, Object> object(String what, ApiAnswer answer) throws DeploymentException {
        if (!answer.isSuccess()) {
            throw Faults.failure(url(), what, answer, api.credentialProblem(), UnaryOperator.identity());
        }
        try {
            Map<String, Object> object = answer.object();
            if (object.containsKey("kind")) {
                return object;
            }
        } catch (IOException e) {
            // Told below.
        }
        throw Faults.noObject(url(), what, answer);
    }

    static ObjectRef ref(Map<String, Object> object) {
        String namespace = Fields.text(object, "metadata", "namespace");
        return new ObjectRef(
                Fields.text(object, "apiVersion"),
                Fields.text(object, "kind"),
                namespace.isEmpty() ? null : namespace,
                Fields.text(object, "metadata", "name"));
    }

    static DeploymentException notServed(String server, ObjectRef ref) {
        return new DeploymentException(
                DeploymentException.Kind.NOT_FOUND,
                server + " serves no " + Text.shorten(ref.kind(), 63) + " in " + Text.shorten(ref.apiVersion(), 80)
                        + ".");
    }

    @Override
    public void close() {
        api.close();
    }
}
