package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Makes ours what a tool applied that knew no server-side apply: only then does a field go that was in its manifests and
 * is not in ours. As {@code kubectl apply --server-side} does with what {@code kubectl apply} has left.
 */
final class Ownership {
    /** What kubectl writes as, when it applies, creates or replaces a whole manifest. */
    private static final Set<String> ALWAYS =
            Set.of("kubectl-client-side-apply", "kubectl-create", "kubectl-replace", "kubectl");

    /** Tools whose objects have another owner, until somebody says that they are to be taken. */
    private static final Set<String> WHEN_TAKEN =
            Set.of("helm", "fabric8-kubernetes-client", "Swagger-Codegen", "OpenAPI-Generator");

    private Ownership() {}

    /** Returns whether a manager of that name may be one that is taken over under a policy. */
    static boolean mayBeTaken(String manager, ConflictPolicy conflicts) {
        return ALWAYS.contains(manager) || conflicts == ConflictPolicy.TAKE && WHEN_TAKEN.contains(manager);
    }

    /** Returns the managers of an object as the server has it that are taken over. */
    static Set<String> taken(Map<String, Object> stored, ConflictPolicy conflicts) {
        Set<String> taken = new LinkedHashSet<>();
        for (Map<String, Object> entry : Fields.maps(stored, "metadata", "managedFields")) {
            if (isTaken(entry, conflicts)) {
                taken.add(Fields.text(entry, "manager"));
            }
        }
        return taken;
    }

    private static boolean isTaken(Map<String, Object> entry, ConflictPolicy conflicts) {
        return Fields.text(entry, "operation").equals("Update")
                && Fields.text(entry, "subresource").isEmpty()
                && mayBeTaken(Fields.text(entry, "manager"), conflicts);
    }

    private static boolean isOurs(Map<String, Object> entry) {
        return Fields.text(entry, "operation").equals("Apply")
                && Fields.text(entry, "subresource").isEmpty()
                && Fields.text(entry, "manager").equals(ServerSideApply.FIELD_MANAGER);
    }

    /**
     * Returns the JSON patch that makes the fields ours, if nobody has changed the object since it was read.
     *
     * @param stored an object that has managers to be taken over
     */
    static String patch(Map<String, Object> stored, ConflictPolicy conflicts) {
        List<Map<String, Object>> entries = Fields.maps(stored, "metadata", "managedFields");
        Map<String, Object> ours = null;
        for (Map<String, Object> entry : entries) {
            ours = isOurs(entry) ? entry : ours;
        }
        // Fields of different versions of a kind cannot be put together; ours, or what we apply, decides.
        String version = Fields.text(ours == null ? stored : ours, "apiVersion");
        if (ours == null
                && entries.stream()
                        .noneMatch(entry -> isTaken(entry, conflicts)
                                && Fields.text(entry, "apiVersion").equals(version))) {
            ours = entries.stream()
                    .filter(entry -> isTaken(entry, conflicts))
                    .findFirst()
                    .orElseThrow();
        }
        String chosen = ours == null ? version : Fields.text(ours, "apiVersion");
        Map<String, Object> fields = new LinkedHashMap<>();
        List<Object> left = new ArrayList<>();
        for (Map<String, Object> entry : entries) {
            if (isOurs(entry) || isTaken(entry, conflicts)) {
                if (Fields.text(entry, "apiVersion").equals(chosen)) {
                    fields = union(fields, Fields.map(entry, "fieldsV1"));
                }
            } else {
                left.add(entry);
            }
        }
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("manager", ServerSideApply.FIELD_MANAGER);
        entry.put("operation", "Apply");
        entry.put("apiVersion", chosen);
        entry.put("time", time(entries, conflicts));
        entry.put("fieldsType", "FieldsV1");
        entry.put("fieldsV1", fields);
        left.add(entry);
        return Json.write(List.of(
                Map.of("op", "replace", "path", "/metadata/managedFields", "value", left),
                // The server answers 409 if the object has another version by now.
                Map.of(
                        "op",
                        "replace",
                        "path",
                        "/metadata/resourceVersion",
                        "value",
                        Fields.text(stored, "metadata", "resourceVersion"))));
    }

    private static String time(List<Map<String, Object>> entries, ConflictPolicy conflicts) {
        return entries.stream()
                .filter(entry -> isOurs(entry) || isTaken(entry, conflicts))
                .map(entry -> Fields.text(entry, "time"))
                .max(String::compareTo)
                .orElseThrow();
    }

    private static Map<String, Object> union(Map<String, Object> one, Map<String, Object> other) {
        Map<String, Object> union = new LinkedHashMap<>(one);
        other.forEach(
                (key, value) -> union.merge(key, value, (mine, theirs) -> union(Fields.map(mine), Fields.map(theirs))));
        return union;
    }
}
