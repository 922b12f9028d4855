package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What {@code kubeApply} returns to a Pipeline: maps, lists, texts and truth values that a sandbox lets through. */
final class ApplyValue {
    private static final Set<Object> CHANGES =
            Set.of(Arguments.name(Action.CREATED), Arguments.name(Action.CONFIGURED), Arguments.name(Action.REPLACED));

    private ApplyValue() {}

    /**
     * Makes the value of an apply whose rollout is not awaited yet.
     *
     * @param deployment its id
     * @param namespace of objects that name none
     * @param set name of the set that they are
     */
    static LinkedHashMap<String, Object> of(String deployment, ApplyResult applied, String namespace, String set) {
        ArrayList<Map<String, Object>> objects = new ArrayList<>();
        TreeSet<String> images = new TreeSet<>();
        for (AppliedObject object : applied.objects()) {
            objects.add(of(object));
            images.addAll(object.images());
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("deployment", deployment);
        value.put("server", applied.cluster());
        value.put("namespace", namespace);
        value.put("set", set);
        value.put("dryRun", applied.dryRun());
        value.put("ready", false);
        value.put("objects", objects);
        value.put("images", new ArrayList<>(images));
        value.put("digests", new LinkedHashMap<>());
        nothingPruned(value);
        return value;
    }

    /** Returns the digests of the images that run, by the image as the manifests have it. */
    static LinkedHashMap<String, Object> digests(RolloutResult rollout) {
        LinkedHashMap<String, Object> digests = new LinkedHashMap<>();
        rollout.digests().forEach((image, each) -> digests.put(image, new ArrayList<>(each)));
        return digests;
    }

    private static LinkedHashMap<String, Object> of(AppliedObject object) {
        LinkedHashMap<String, Object> entry = of(object.ref());
        entry.put("action", Arguments.name(object.action()));
        entry.put("images", new ArrayList<>(object.images()));
        return entry;
    }

    /** Says which object. */
    static LinkedHashMap<String, Object> of(ObjectRef ref) {
        LinkedHashMap<String, Object> entry = new LinkedHashMap<>();
        String namespace = ref.namespace();
        entry.put("apiVersion", ref.apiVersion());
        entry.put("kind", ref.kind());
        entry.put("namespace", namespace == null ? "" : namespace);
        entry.put("name", ref.name());
        return entry;
    }

    /** Says that nothing was pruned. */
    static void nothingPruned(Map<String, Object> value) {
        value.put("pruned", new ArrayList<>());
        value.put("kept", new ArrayList<>());
    }

    /** Returns whether a deployment's value says that something was changed, or in a dry run would be. */
    static boolean isChange(Map<String, Object> value) {
        return !items(value, "pruned").isEmpty()
                || items(value, "objects").stream()
                        .anyMatch(
                                object -> object instanceof Map<?, ?> fields && CHANGES.contains(fields.get("action")));
    }

    /** Returns the images that a deployment's value names. */
    static List<String> images(Map<String, Object> value) {
        return items(value, "images").stream().map(String::valueOf).toList();
    }

    private static List<?> items(Map<String, Object> value, String key) {
        return value.get(key) instanceof List<?> list ? list : List.of();
    }

    /** Says what was pruned and what was kept. */
    static void pruned(Map<String, Object> value, PruneResult result) {
        ArrayList<Map<String, Object>> pruned = new ArrayList<>();
        ArrayList<Map<String, Object>> kept = new ArrayList<>();
        for (PrunedObject object : result.objects()) {
            LinkedHashMap<String, Object> entry = of(object.ref());
            if (object.action() == PrunedObject.Action.PRUNED) {
                pruned.add(entry);
            } else {
                entry.put("reason", object.message());
                kept.add(entry);
            }
        }
        value.put("pruned", pruned);
        value.put("kept", kept);
    }

    /** Returns the same once everything is rolled out. */
    static LinkedHashMap<String, Object> ready(Map<String, Object> value, RolloutResult rollout) {
        LinkedHashMap<String, Object> ready = new LinkedHashMap<>(value);
        ready.put("ready", true);
        ready.put("digests", digests(rollout));
        return ready;
    }
}
