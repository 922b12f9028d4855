package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster in memory, for what a use case does around it; what a server does is tested on a real one. */
final class FakeCluster implements Cluster {
    static final String URL = "https://cluster.example";

    final Map<ObjectRef, Map<String, Object>> stored = new LinkedHashMap<>();
    final Map<String, DeploymentException> refusals = new HashMap<>();
    final List<String> calls = new ArrayList<>();
    final Map<ObjectRef, List<Map<String, Object>>> events = new HashMap<>();
    final List<Map<String, Object>> listed = new ArrayList<>();
    final Set<String> clusterKinds =
            Set.of("Namespace", "CustomResourceDefinition", "ClusterRole", "ValidatingWebhookConfiguration");
    final Map<String, Access.Verdict> rights = new HashMap<>();
    Set<String> missingNamespaces = Set.of();
    Set<String> unserved = Set.of();
    DeploymentException unreachable;

    /** Annotations that the stored objects have beside those that are sent. */
    Map<String, Object> annotatedByOthers = Map.of();

    int interruptAtApply = -1;

    @Override
    public String url() {
        return URL;
    }

    @Override
    public String defaultNamespace() {
        return "default";
    }

    @Override
    public Map<Kind, Boolean> namespaced(Collection<ObjectRef> refs) {
        Map<Kind, Boolean> kinds = new HashMap<>();
        refs.stream()
                .filter(ref -> !unserved.contains(ref.kind()))
                .forEach(ref -> kinds.put(Kind.of(ref), !clusterKinds.contains(ref.kind())));
        return kinds;
    }

    @Override
    public List<Access> access(List<AccessQuery> queries) {
        calls.add("access " + queries.size());
        return queries.stream()
                .map(query -> new Access(
                        query.verb(),
                        Access.group(query),
                        query.kind().kind().toLowerCase(Locale.ROOT) + "s",
                        query.namespace(),
                        rights.getOrDefault(query.verb() + " " + query.kind().kind(), Access.Verdict.UNKNOWN)))
                .toList();
    }

    @Override
    public List<ApplyOutcome> apply(
            List<Map<String, Object>> objects, ConflictPolicy conflicts, boolean dryRun, ApplyProgress progress)
            throws InterruptedException {
        for (int i = 0; i < objects.size(); i++) {
            progress.sent(i);
        }
        List<String> names = objects.stream().map(object -> ref(object).name()).toList();
        calls.add((dryRun ? "dry run " : "apply ") + String.join(" ", names));
        if (!dryRun && interruptAtApply-- == 0) {
            throw new InterruptedException();
        }
        List<ApplyOutcome> outcomes = new ArrayList<>();
        for (Map<String, Object> object : objects) {
            ObjectRef ref = ref(object);
            DeploymentException refusal = refusals.get((dryRun ? "dry run " : "apply ") + ref.name());
            if (refusal != null) {
                outcomes.add(new ApplyOutcome.Refused(refusal));
                continue;
            }
            AppliedObject.Action action =
                    stored.containsKey(ref) ? AppliedObject.Action.UNCHANGED : AppliedObject.Action.CREATED;
            Map<String, Object> answer = new LinkedHashMap<>(object);
            Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(object, "metadata"));
            metadata.put("uid", "uid-of-" + ref.name());
            metadata.put("generation", 1);
            if (!annotatedByOthers.isEmpty()) {
                metadata.put("annotations", annotatedByOthers);
            }
            answer.put("metadata", metadata);
            if (ref.kind().equals("CustomResourceDefinition")) {
                answer.put("status", Map.of("conditions", List.of(Map.of("type", "Established", "status", "True"))));
            }
            if (!dryRun) {
                stored.put(ref, answer);
                unserved = ref.kind().equals("CustomResourceDefinition") ? Set.of() : unserved;
            }
            outcomes.add(new ApplyOutcome.Applied(answer, action));
        }
        for (int i = 0; i < outcomes.size(); i++) {
            progress.answered(i, outcomes.get(i));
        }
        return outcomes;
    }

    static ObjectRef ref(Map<String, Object> object) {
        return new ObjectRef(
                Fields.text(object, "apiVersion"),
                Fields.text(object, "kind"),
                (String) Fields.at(object, "metadata", "namespace"),
                Fields.text(object, "metadata", "name"));
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs) throws DeploymentException {
        if (unreachable != null) {
            throw unreachable;
        }
        if (refs.stream()
                .allMatch(ref -> ref.kind().equals("Namespace") && !ref.name().equals("kube-system"))) {
            return refs.stream().map(this::namespace).toList();
        }
        calls.add("read " + refs.size());
        return refs.stream().map(ref -> Optional.ofNullable(stored.get(ref))).toList();
    }

    private Optional<Map<String, Object>> namespace(ObjectRef ref) {
        if (missingNamespaces.contains(ref.name())) {
            return Optional.empty();
        }
        return Optional.of(stored.getOrDefault(ref, Map.of("kind", "Namespace")));
    }

    @Override
    public List<Optional<Map<String, Object>>> readMetadata(List<ObjectRef> refs) throws DeploymentException {
        return read(refs);
    }

    @Override
    public List<Map<String, Object>> listMetadata(String apiVersion, String kind, String namespace, String selector) {
        return List.of();
    }

    @Override
    public Map<String, Object> save(ObjectRef ref, Map<String, Object> fields, String version, boolean dryRun) {
        throw new UnsupportedOperationException("sets have a fake of their own");
    }

    @Override
    public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) {
        throw new UnsupportedOperationException("sets have a fake of their own");
    }

    @Override
    public List<Map<String, Object>> list(String apiVersion, String kind, String namespace, String labelSelector) {
        return listed.stream().filter(object -> kind.equals(object.get("kind"))).toList();
    }

    @Override
    public List<Map<String, Object>> events(ObjectRef ref, String uid) {
        return events.getOrDefault(ref, List.of());
    }

    @Override
    public List<String> lastLogLines(ObjectRef pod, String container, boolean previous, int lines) {
        return List.of("last words of " + container);
    }

    @Override
    public Subscription watch(Collection<ObjectRef> refs, Runnable changed) {
        return () -> {};
    }

    @Override
    public void close() {
        calls.add("close");
    }
}
