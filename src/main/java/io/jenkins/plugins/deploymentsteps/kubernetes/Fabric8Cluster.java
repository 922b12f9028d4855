package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Access;
import io.jenkins.plugins.deploymentsteps.core.apply.AccessQuery;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/**
 * A cluster by the HTTP client of fabric8. Objects stay the JSON that they are, so that no field is lost that fabric8's
 * model does not know.
 */
public final class Fabric8Cluster implements Cluster {
    private static final Set<String> GROUPS_WITH_PODS = Set.of("apps", "batch", "argoproj.io");

    private final ClusterConnection connection;
    private final SharedClient shared;
    private final ClusterClient client;
    private final Collection<Subscription> subscriptions = new ConcurrentLinkedQueue<>();
    private final Discovery discovery;
    private final ObjectReader reader;
    private final SetObjects setObjects;
    private final FailureDetails details;
    private final AccessReviews accessReviews;
    private final ChangeDetection changes = new ChangeDetection();

    private Fabric8Cluster(ClusterConnection connection, SharedClient shared, ClusterClient client) {
        this.connection = connection;
        this.shared = shared;
        this.client = client;
        this.discovery = new Discovery(client);
        this.reader = new ObjectReader(client, discovery);
        this.setObjects = new SetObjects(client, discovery, reader);
        this.details = new FailureDetails(client, reader);
        this.accessReviews = new AccessReviews(client, discovery);
    }

    /**
     * Opens a connection; nothing is sent yet.
     *
     * @param connection which cluster, and as whom
     * @param proxy the way to it
     * @return to be closed by the caller
     * @throws DeploymentException (invalid input) if the URL, the namespace, a certificate or the key cannot be used;
     *     (unauthorized) if the client certificate has expired
     */
    public static Cluster open(ClusterConnection connection, ProxySettings proxy) throws DeploymentException {
        return open(connection, proxy, ClientSettings.USUAL);
    }

    static Cluster open(ClusterConnection connection, ProxySettings proxy, ClientSettings settings)
            throws DeploymentException {
        String namespace = connection.namespace();
        if (namespace != null) {
            Optional<String> problem = ManifestRules.namespaceProblem(namespace);
            if (problem.isPresent()) {
                throw new DeploymentException(
                        DeploymentException.Kind.INVALID_INPUT, "The namespace of the connection " + problem.get());
            }
        }
        SharedClient shared = SharedClient.join(connection, proxy, settings);
        try {
            return new Fabric8Cluster(
                    connection, shared, new ClusterClient(connection, settings, shared.http(), shared::leave));
        } catch (DeploymentException e) {
            shared.leave();
            throw e;
        }
    }

    @Override
    public String url() {
        return client.server().toString();
    }

    @Override
    public String defaultNamespace() {
        String namespace = connection.namespace();
        return namespace == null || namespace.isBlank() ? "default" : namespace;
    }

    @Override
    public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException, InterruptedException {
        Map<Kind, Boolean> namespaced = new HashMap<>();
        discovery.find(kinds(refs)).forEach((kind, resource) -> namespaced.put(kind, resource.namespaced()));
        return namespaced;
    }

    @Override
    public List<Access> access(List<AccessQuery> queries) throws InterruptedException {
        return accessReviews.ask(queries);
    }

    private static Set<Kind> kinds(Collection<ObjectRef> refs) {
        return refs.stream().map(Kind::of).collect(Collectors.toSet());
    }

    @Override
    public List<ApplyOutcome> apply(
            List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
            throws InterruptedException {
        try {
            discovery.find(kinds(objects.stream().map(ObjectRef::of).toList()));
        } catch (DeploymentException e) {
            return objects.stream()
                    .map(object -> (ApplyOutcome) new ApplyOutcome.Refused(e))
                    .toList();
        }
        if (!dryRun) {
            noteVersions(objects);
        }
        List<ApplyOutcome> outcomes =
                new ServerSideApply(client, discovery, changes, conflicts, dryRun).run(objects, progress);
        return dryRun ? new DryRunComparison(reader, changes, conflicts).of(outcomes) : outcomes;
    }

    /** Notes at which version each collection is that an object goes to whose version no dry run has told. */
    private void noteVersions(List<Map<String, Object>> objects) throws InterruptedException {
        Map<String, ApiUrl> collections = new LinkedHashMap<>();
        try {
            for (Map<String, Object> object : objects) {
                ObjectRef ref = ObjectRef.of(object);
                Discovery.Resource resource = discovery.known(Kind.of(ref));
                if (resource != null
                        && !changes.knows(
                                client.urls().object(ref, resource.plural()).toString())) {
                    ApiUrl url = client.urls().collection(ref.apiVersion(), resource.plural(), ref.namespace());
                    collections.put(url.toString(), url);
                }
            }
            InFlight.all(List.copyOf(collections.values()), this::noteVersion);
        } catch (DeploymentException e) {
            // Who may apply need not be able to list; the time of the last change must do then.
        }
    }

    private CompletableFuture<Void> noteVersion(ApiUrl collection) throws DeploymentException {
        return client.send(ClusterRequest.metadata(collection.query("limit", "1")), answer -> {
            try {
                if (answer.isSuccess()) {
                    changes.collectionIsAt(
                            collection.toString(), Fields.text(answer.object(), "metadata", "resourceVersion"));
                }
            } catch (IOException e) {
                // As above.
            }
            return null;
        });
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        return reader.read(refs);
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
        return reader.listMetadata(new Kind(apiVersion, kind), namespace, labelSelector);
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
        return reader.list(new Kind(apiVersion, kind), namespace, "labelSelector", labelSelector);
    }

    @Override
    public List<Map<String, Object>> events(ObjectRef ref, String uid) throws InterruptedException {
        return details.events(ref, uid);
    }

    @Override
    public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines)
            throws InterruptedException {
        return details.lastLogLines(pod, container, previous, lines);
    }

    @Override
    public List<String> timedLogLines(ObjectRef pod, String container, @CheckForNull String since)
            throws InterruptedException {
        return details.timedLogLines(pod, container, since);
    }

    @Override
    public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
        WatchHub.Subscription subscription = shared.watches().subscribe(changed);
        subscriptions.add(subscription);
        discovery.prepare(kinds(refs)).thenRun(() -> subscription.to(interests(refs)));
        return subscription;
    }

    private List<WatchHub.Interest> interests(Collection<ObjectRef> refs) {
        List<WatchHub.Interest> interests = new ArrayList<>();
        for (ObjectRef ref : refs) {
            try {
                Discovery.Resource resource = discovery.known(Kind.of(ref));
                if (resource != null) {
                    ApiUrl own = client.urls().collection(ref.apiVersion(), resource.plural(), ref.namespace());
                    interests.add(new WatchHub.Interest(own, false, ref.name()));
                }
                if (ref.namespace() != null && GROUPS_WITH_PODS.contains(ref.group())) {
                    ApiUrl pods = client.urls().collection("v1", "pods", ref.namespace());
                    interests.add(new WatchHub.Interest(pods, true, WatchEvent.podsOf(ref.kind(), ref.name())));
                }
            } catch (DeploymentException e) {
                // What cannot be named cannot change; whoever waits for it is told by the next look.
            }
        }
        return interests;
    }

    @Override
    public void close() {
        subscriptions.forEach(Subscription::close);
        client.close();
    }
}
