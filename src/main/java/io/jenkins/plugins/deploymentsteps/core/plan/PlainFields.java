package io.jenkins.plugins.deploymentsteps.core.plan;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns what is kept into maps, lists, texts and numbers, and back. */
final class PlainFields {
    private PlainFields() {}

    static Map<String, Object> of(ObjectRef ref) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("apiVersion", ref.apiVersion());
        fields.put("kind", ref.kind());
        fields.put("namespace", ref.namespace());
        fields.put("name", ref.name());
        return fields;
    }

    static ObjectRef ref(Map<String, Object> fields) throws DeploymentException {
        String namespace = Fields.text(fields, "namespace");
        return new ObjectRef(
                required(fields, "apiVersion"),
                required(fields, "kind"),
                namespace.isEmpty() ? null : namespace,
                required(fields, "name"));
    }

    static Map<String, Object> of(Manifest object) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", object.origin().file());
        fields.put("document", object.origin().document());
        fields.put("line", object.origin().line());
        fields.put("content", object.content());
        return fields;
    }

    static Manifest manifest(Map<String, Object> fields) throws DeploymentException {
        Map<String, Object> content = Fields.map(fields, "content");
        String namespace = Fields.text(content, "metadata", "namespace");
        ObjectRef ref = new ObjectRef(
                required(content, "apiVersion"),
                required(content, "kind"),
                namespace.isEmpty() ? null : namespace,
                required(Fields.map(content, "metadata"), "name"));
        return new Manifest(
                ref,
                content,
                new Manifest.Origin(required(fields, "file"), (int) Fields.number(fields, 1, "document"), (int)
                        Fields.number(fields, 1, "line")));
    }

    static List<Manifest> manifests(Map<String, Object> fields, String key) throws DeploymentException {
        List<Manifest> manifests = new ArrayList<>();
        for (Map<String, Object> each : Fields.maps(fields, key)) {
            manifests.add(manifest(each));
        }
        return manifests;
    }

    static String required(Map<String, Object> fields, String key) throws DeploymentException {
        String text = Fields.text(fields, key);
        if (text.isEmpty()) {
            throw new DeploymentException(Kind.INVALID_INPUT, "'" + key + "' is missing");
        }
        return text;
    }

    @CheckForNull
    static String orNull(Map<String, Object> fields, String key) {
        String text = Fields.text(fields, key);
        return text.isEmpty() ? null : text;
    }
}
