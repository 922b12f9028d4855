package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A cluster in memory, for the faults that a real one has when nobody looks. */
final class FakeSetCluster implements SetCluster {
    final Map<ObjectRef, Map<String, Object>> stored = new LinkedHashMap<>();
    final Map<ObjectRef, DeploymentException> refusals = new HashMap<>();
    final List<String> deleted = new ArrayList<>();

    /** What stays after its deletion has begun, as an object with a finalizer does. */
    final Set<ObjectRef> lingering = new HashSet<>();

    DeploymentException unreachable;

    /** Whether a write is stored and its answer lost, so that the client's second attempt conflicts. */
    boolean losesAnswers;

    /** What others write just before each of our writes. */
    Runnable others = () -> {};

    private int version = 1;

    @Override
    public String url() {
        return "https://cluster.example";
    }

    void add(ApplySet set, ObjectRef ref) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("name", ref.name());
        metadata.put("uid", "uid-of-" + ref.name());
        metadata.put("labels", Map.of(ApplySet.PART_OF, set.id()));
        stored.put(ref, Map.of("metadata", metadata));
    }

    @Override
    public List<Optional<Map<String, Object>>> read(List<ObjectRef> refs) throws DeploymentException {
        if (unreachable != null) {
            throw unreachable;
        }
        return refs.stream().map(ref -> Optional.ofNullable(stored.get(ref))).toList();
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
    public Map<String, Object> save(ObjectRef ref, Map<String, Object> fields, String resourceVersion, boolean dryRun)
            throws DeploymentException {
        others.run();
        Map<String, Object> old = stored.get(ref);
        String is = old == null ? null : (String) ((Map<?, ?>) old.get("metadata")).get("resourceVersion");
        if (is == null ? resourceVersion != null : !is.equals(resourceVersion)) {
            throw new DeploymentException(Kind.CONFLICT, "it is at " + is);
        }
        Map<String, Object> object = new LinkedHashMap<>(fields);
        Map<String, Object> metadata = new LinkedHashMap<>();
        ((Map<?, ?>) fields.get("metadata")).forEach((key, value) -> metadata.put((String) key, value));
        metadata.put("resourceVersion", String.valueOf(version++));
        object.put("metadata", metadata);
        stored.put(ref, object);
        if (losesAnswers) {
            throw new DeploymentException(Kind.CONFLICT, "the second attempt finds the first one's work");
        }
        return object;
    }

    private static Map<String, Object> beingDeleted(Map<String, Object> object) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        ((Map<?, ?>) object.get("metadata")).forEach((key, value) -> metadata.put((String) key, value));
        metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
        metadata.put("finalizers", List.of("example.org/slow"));
        return Map.of("metadata", metadata);
    }

    @Override
    public List<Deletion.Outcome> delete(List<Deletion> deletions, boolean dryRun) {
        List<Deletion.Outcome> outcomes = new ArrayList<>();
        for (Deletion deletion : deletions) {
            DeploymentException refusal = refusals.get(deletion.ref());
            if (refusal != null) {
                outcomes.add(new Deletion.Outcome.Refused(refusal));
                continue;
            }
            if (!dryRun) {
                stored.computeIfPresent(
                        deletion.ref(), (ref, object) -> lingering.contains(ref) ? beingDeleted(object) : null);
                deleted.add(deletion.ref().name());
            }
            outcomes.add(new Deletion.Outcome.Accepted());
        }
        return outcomes;
    }
}
