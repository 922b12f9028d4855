package io.jenkins.plugins.deploymentsteps.core.plan;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects that were read once and are applied to several clusters, one after another. They hold the values of Secrets, so
 * they are only ever kept encrypted.
 *
 * @param objects with their images, and with namespaces only where the manifests name one
 */
public record SharedManifests(List<Manifest> objects) {
    /** Copies the list. */
    public SharedManifests {
        objects = List.copyOf(objects);
    }

    /** Returns them as maps, lists, texts and numbers. */
    public Map<String, Object> toFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("objects", objects.stream().map(PlainFields::of).toList());
        return fields;
    }

    /**
     * Reads what {@link #toFields} wrote.
     *
     * @throws DeploymentException (invalid input) naming what is missing
     */
    public static SharedManifests of(Map<String, Object> fields) throws DeploymentException {
        return new SharedManifests(PlainFields.manifests(fields, "objects"));
    }
}
