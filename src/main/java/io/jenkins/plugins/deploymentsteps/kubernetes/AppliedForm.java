package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is sent for a manifest, where it is not the manifest itself: so that the server keeps a record of what is ours. */
final class AppliedForm {
    /**
     * The label that the server gives every namespace. Where a new namespace has no field of ours, the server keeps no
     * record of its apply, and would take the next one for a change.
     */
    private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

    private AppliedForm() {}

    /** Returns it; the object itself stays as it is. */
    static Map<String, Object> of(ObjectRef ref, Map<String, Object> object) {
        return switch (ref.apiVersion() + " " + ref.kind()) {
            case "v1 Namespace" -> withItsLabel(ref, object);
            case "v1 Secret" -> isWithTexts(object) ? withoutStringData(object) : object;
            case "rbac.authorization.k8s.io/v1 ClusterRole" ->
                Fields.at(object, "aggregationRule") == null ? object : withoutRules(object);
            default -> object;
        };
    }

    private static Map<String, Object> withItsLabel(ObjectRef ref, Map<String, Object> object) {
        Map<String, Object> labels = new LinkedHashMap<>(Fields.map(object, "metadata", "labels"));
        labels.put(NAMESPACE_LABEL, ref.name());
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(object, "metadata"));
        metadata.put("labels", labels);
        Map<String, Object> form = new LinkedHashMap<>(object);
        form.put("metadata", metadata);
        return form;
    }

    /** What is no mapping of texts the server refuses, and says so better than a guess at what was meant would. */
    private static boolean isWithTexts(Map<String, Object> object) {
        Object data = Fields.at(object, "data");
        return Fields.at(object, "stringData") instanceof Map<?, ?> texts
                && (data == null || data instanceof Map)
                && texts.values().stream().allMatch(value -> value == null || value instanceof String);
    }

    /** The server moves it into the data, and forgets whose it is: a key that is left out later would stay for ever. */
    private static Map<String, Object> withoutStringData(Map<String, Object> object) {
        Map<String, Object> data = new LinkedHashMap<>(Fields.map(object, "data"));
        Fields.map(object, "stringData").forEach((key, value) -> {
            byte[] text = (value == null ? "" : (String) value).getBytes(StandardCharsets.UTF_8);
            data.put(key, Base64.getEncoder().encodeToString(text));
        });
        Map<String, Object> form = new LinkedHashMap<>(object);
        form.remove("stringData");
        form.put("data", data);
        return form;
    }

    /** A controller collects them, whatever a manifest has there; most have an empty list. */
    private static Map<String, Object> withoutRules(Map<String, Object> object) {
        Map<String, Object> form = new LinkedHashMap<>(object);
        form.remove("rules");
        return form;
    }
}
