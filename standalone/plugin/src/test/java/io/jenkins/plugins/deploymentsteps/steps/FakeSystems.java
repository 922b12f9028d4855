package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.argocd.ArgoConnection;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.http.PinnedFile;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterAuth;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import jenkins.model.Jenkins;

/** A cluster, a repository and an Argo CD in memory; they outlive connections, as real ones do. */
final class FakeSystems implements Connections {
    private final String url;
    private final Map<String, FakeSystems> elsewhere = new ConcurrentHashMap<>();

    final Map<String, Map<String, Object>> objects = new ConcurrentHashMap<>();
    /** How often a cluster was subscribed to. */
    final AtomicInteger watched = new AtomicInteger();

    final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger applies = new AtomicInteger();
    final AtomicInteger dryRuns = new AtomicInteger();
    final List<String> tokens = new CopyOnWriteArrayList<>();
    final List<String> users = new CopyOnWriteArrayList<>();
    final Map<String, String> files = new TreeMap<>();
    final Map<String, String> web = new TreeMap<>();
    final List<String> commits = new CopyOnWriteArrayList<>(List.of("0".repeat(40)));
    final List<String> syncs = new CopyOnWriteArrayList<>();
    volatile boolean rolledOut;
    volatile boolean deletionsHang;

    /** Whether a rollout of an image that ends with 2 cannot succeed. */
    volatile boolean failing;

    /** Whether nobody may keep an inventory. */
    volatile boolean inventoryForbidden;

    /** Holds each apply until it is counted down; null for no such thing. */
    volatile CountDownLatch held;

    volatile String validToken;
    volatile String appHealth = "Progressing";
    volatile ArgoServer.SyncOperation argoOperation;
    volatile String live = "0".repeat(40);

    FakeSystems() {
        this("https://kubernetes.example");
    }

    private FakeSystems(String url) {
        this.url = url;
    }

    /** Adds a cluster at another URL, with objects of its own. */
    FakeSystems elsewhere(String server) {
        return elsewhere.computeIfAbsent(server, FakeSystems::new);
    }

    /** Has all rollouts complete, and tells those who watch. */
    void completeRollout() {
        rolledOut = true;
        watchers.forEach(Runnable::run);
    }

    @Override
    public Cluster cluster(ClusterConnection connection) {
        FakeSystems other = elsewhere.get(connection.server());
        if (other != null) {
            return other.cluster(connection);
        }
        open.incrementAndGet();
        String token = ((ClusterAuth.Token) connection.auth()).token();
        tokens.add(token);
        users.add(Jenkins.getAuthentication2().getName());
        return new FakeCluster(token);
    }

    @Override
    public GitRepository repository(GitConnection connection) {
        open.incrementAndGet();
        return new FakeRepository();
    }

    @Override
    public byte[] fetch(PinnedFile file, Deadline deadline) throws DeploymentException {
        String content = web.get(file.toString());
        if (content == null) {
            throw new DeploymentException(DeploymentException.Kind.NOT_FOUND, file + " does not exist.");
        }
        return content.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public ArgoServer argo(ArgoConnection connection) {
        open.incrementAndGet();
        return new FakeArgo();
    }

    private final class FakeCluster implements Cluster {
        private final String token;

        FakeCluster(String token) {
            this.token = token;
        }

        private void authenticate() throws DeploymentException {
            if (validToken != null && !validToken.equals(token)) {
                throw new DeploymentException(
                        DeploymentException.Kind.UNAUTHORIZED, "The server does not accept " + token + ".");
            }
        }

        @Override
        public String url() {
            return url;
        }

        @Override
        public String defaultNamespace() {
            return "default";
        }

        @Override
        public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) throws DeploymentException {
            authenticate();
            Map<Kind, Boolean> scopes = new HashMap<>();
            refs.forEach(ref -> scopes.put(Kind.of(ref), !ref.kind().equals("Namespace")));
            return scopes;
        }

        @Override
        public List<ApplyOutcome> apply(
                List<Map<String, Object>> batch, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
                throws InterruptedException {
            for (int i = 0; i < batch.size(); i++) {
                progress.sent(i);
            }
            (dryRun ? dryRuns : applies).incrementAndGet();
            if (held != null && !dryRun) {
                held.await();
            }
            List<ApplyOutcome> outcomes = new ArrayList<>();
            for (Map<String, Object> each : batch) {
                String key = key(each);
                Map<String, Object> stored = new LinkedHashMap<>(each);
                Map<String, Object> metadata = new LinkedHashMap<>(metadata(each));
                metadata.put("uid", "uid-of-" + key);
                metadata.put("generation", 1);
                stored.put("metadata", metadata);
                Map<String, Object> before = objects.get(key);
                if (!dryRun) {
                    objects.put(key, stored);
                }
                Action change = stored.equals(before) ? Action.UNCHANGED : Action.CONFIGURED;
                outcomes.add(new ApplyOutcome.Applied(stored, before == null ? Action.CREATED : change));
            }
            for (int i = 0; i < outcomes.size(); i++) {
                progress.answered(i, outcomes.get(i));
            }
            return outcomes;
        }

        @Override
        public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs) throws DeploymentException {
            authenticate();
            List<Optional<Map<String, Object>>> found = new ArrayList<>();
            for (ObjectRef ref : refs) {
                Map<String, Object> object = objects.get(ref.kind() + "/" + ref.name());
                if (object != null && ref.kind().equals("Deployment")) {
                    object = new LinkedHashMap<>(object);
                    int ready = rolledOut ? 1 : 0;
                    boolean failed = failing && object.toString().contains("web:1.2");
                    Map<String, String> progress =
                            Map.of("type", "Progressing", "status", "False", "reason", "ProgressDeadlineExceeded");
                    object.put(
                            "status",
                            Map.of(
                                    "conditions",
                                    failed ? List.of(progress) : List.of(),
                                    "observedGeneration",
                                    1,
                                    "replicas",
                                    1,
                                    "updatedReplicas",
                                    1,
                                    "readyReplicas",
                                    ready,
                                    "availableReplicas",
                                    ready));
                }
                if (object == null && ref.kind().equals("Namespace")) {
                    object = Map.of("kind", "Namespace");
                }
                found.add(Optional.ofNullable(object));
            }
            return found;
        }

        @Override
        public List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs) throws DeploymentException {
            return read(refs);
        }

        @Override
        public List<Map<String, Object>> listMetadata(String apiVersion, String kind, String namespace, String labels) {
            return List.of();
        }

        @Override
        public Map<String, Object> save(
                ObjectRef ref, Map<String, Object> fields, String resourceVersion, boolean dryRun)
                throws DeploymentException {
            if (inventoryForbidden) {
                throw new DeploymentException(DeploymentException.Kind.FORBIDDEN, "You may not keep ConfigMaps.");
            }
            Map<String, Object> stored = new LinkedHashMap<>(fields);
            Map<String, Object> metadata = new LinkedHashMap<>(metadata(fields));
            metadata.put("resourceVersion", "1");
            stored.put("metadata", metadata);
            if (!dryRun) {
                objects.put(ref.kind() + "/" + ref.name(), stored);
            }
            return stored;
        }

        @Override
        public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) {
            List<Deletion.Outcome> outcomes = new ArrayList<>();
            for (Deletion deletion : deletions) {
                if (!dryRun) {
                    String key = deletion.ref().kind() + "/" + deletion.ref().name();
                    if (deletionsHang) {
                        Map<String, Object> terminating = new LinkedHashMap<>(objects.get(key));
                        Map<String, Object> metadata = new LinkedHashMap<>(metadata(terminating));
                        metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
                        metadata.put("finalizers", List.of("example.org/hold"));
                        terminating.put("metadata", metadata);
                        objects.put(key, terminating);
                    } else {
                        objects.remove(key);
                    }
                }
                outcomes.add(new Deletion.Outcome.Accepted());
            }
            return outcomes;
        }

        @Override
        public List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labels) {
            return List.of();
        }

        @Override
        public List<Map<String, Object>> events(ObjectRef ref, String uid) {
            return List.of();
        }

        @Override
        public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines) {
            return List.of();
        }

        @Override
        public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
            watched.incrementAndGet();
            watchers.add(changed);
            return () -> watchers.remove(changed);
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    private static String key(Map<String, Object> object) {
        return object.get("kind") + "/" + metadata(object).get("name");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> object) {
        return (Map<String, Object>) object.get("metadata");
    }

    private final class FakeRepository implements GitRepository {
        @Override
        public String url() {
            return "https://git.example/deploy.git";
        }

        @Override
        public Tip fetch(String branch, Deadline deadline) {
            return new Tip() {
                @Override
                public String commit() {
                    return commits.get(commits.size() - 1);
                }

                @Override
                public List<String> files() {
                    return List.copyOf(files.keySet());
                }

                @Override
                public Map<String, byte[]> read(Collection<String> paths) {
                    Map<String, byte[]> contents = new HashMap<>();
                    paths.forEach(path -> contents.put(path, files.get(path).getBytes(StandardCharsets.UTF_8)));
                    return contents;
                }

                @Override
                public PushOutcome push(Map<String, byte[]> contents, String message, CommitRequest.Author author) {
                    contents.forEach((path, content) -> files.put(path, new String(content, StandardCharsets.UTF_8)));
                    commits.add(String.format("%040x", commits.size()));
                    return new PushOutcome.Pushed(commits.get(commits.size() - 1));
                }
            };
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }

    /** One application that is synced as soon as it is asked to, and healthy when a test says so. */
    private final class FakeArgo implements ArgoServer {
        private static final String STARTED = "2026-01-01T00:00:10Z";

        @Override
        public String url() {
            return "https://argocd.example";
        }

        @Override
        public Map<String, Object> application(String application, SyncRequest.Refresh refresh) {
            Map<String, Object> status = new LinkedHashMap<>();
            String tip = commits.get(commits.size() - 1);
            status.put("sync", Map.of("status", live.equals(tip) ? "Synced" : "OutOfSync", "revision", tip));
            status.put("health", Map.of("status", appHealth));
            status.put(
                    "reconciledAt",
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
            status.put("summary", Map.of("images", List.of("shop/web:1.2")));
            ArgoServer.SyncOperation asked = argoOperation;
            if (asked != null) {
                status.put(
                        "operationState",
                        Map.of(
                                "phase",
                                "Succeeded",
                                "operation",
                                Map.of(
                                        "sync", Map.of("revision", live),
                                        "info",
                                                List.of(Map.of(
                                                        "name",
                                                        ArgoServer.SyncOperation.ID_INFO,
                                                        "value",
                                                        asked.id()))),
                                "startedAt",
                                STARTED,
                                "finishedAt",
                                STARTED,
                                "syncResult",
                                Map.of("revision", live)));
            }
            return Map.of(
                    "metadata", Map.of("name", application),
                    "spec", Map.of("source", Map.of("targetRevision", "main"), "syncPolicy", Map.of()),
                    "status", status);
        }

        @Override
        public Map<String, Object> resourceTree(String application) {
            return Map.of();
        }

        @Override
        public void sync(String application, SyncOperation operation) {
            syncs.add(operation.id());
            argoOperation = operation;
            live = commits.get(commits.size() - 1);
        }

        @Override
        public void terminate(String application) {
            throw new AssertionError("nothing runs");
        }

        @Override
        public void close() {
            open.decrementAndGet();
        }
    }
}
