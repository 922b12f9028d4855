package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** The part of a step's value that says what was pruned and what was kept. */
final class PrunedObjects {
    private PrunedObjects() {}

    /** Says that nothing was. */
    static void none(Map<String, Object> value) {
        value.put("pruned", new ArrayList<>());
        value.put("kept", new ArrayList<>());
    }

    /** Says what was. */
    static void into(Map<String, Object> value, PruneResult result) {
        ArrayList<Map<String, Object>> pruned = new ArrayList<>();
        ArrayList<Map<String, Object>> kept = new ArrayList<>();
        for (PrunedObject object : result.objects()) {
            LinkedHashMap<String, Object> entry = new LinkedHashMap<>();
            entry.put("apiVersion", object.ref().apiVersion());
            entry.put("kind", object.ref().kind());
            entry.put(
                    "namespace",
                    object.ref().namespace() == null ? "" : object.ref().namespace());
            entry.put("name", object.ref().name());
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
}
