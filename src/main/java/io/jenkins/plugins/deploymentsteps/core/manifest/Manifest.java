package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One object of a set, and where it was read.
 *
 * @param ref which object; its namespace is null until it is known whether its kind has one
 * @param content the whole object; never changed in place, because parts of it may be shared
 * @param origin where it was read
 */
public record Manifest(ObjectRef ref, Map<String, Object> content, Origin origin) {
    /**
     * A place in a file.
     *
     * @param file the file's name
     * @param document which document of the file, from 1; empty ones do not count
     * @param line in which line the object begins, from 1; 0 where there is no file to look at
     */
    public record Origin(String file, int document, int line) {
        @Override
        public String toString() {
            return line == 0 ? file : file + ", document " + document + ", line " + line;
        }
    }

    /** Returns the same object in a namespace, or, with null, without one. */
    public Manifest inNamespace(@CheckForNull String namespace) {
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(content, "metadata"));
        if (namespace == null) {
            metadata.remove("namespace");
        } else {
            metadata.put("namespace", namespace);
        }
        Map<String, Object> changed = new LinkedHashMap<>(content);
        changed.put("metadata", metadata);
        return new Manifest(ref.inNamespace(namespace), changed, origin);
    }

    /** Returns the same object with a label, in place of one of that name. */
    public Manifest withLabel(String label, String value) {
        return with("labels", label, value);
    }

    /** Returns the same object with an annotation, in place of one of that name. */
    public Manifest withAnnotation(String annotation, String value) {
        return with("annotations", annotation, value);
    }

    private Manifest with(String part, String key, String value) {
        Map<String, Object> texts = new LinkedHashMap<>(Fields.map(content, "metadata", part));
        texts.put(key, value);
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(content, "metadata"));
        metadata.put(part, texts);
        Map<String, Object> changed = new LinkedHashMap<>(content);
        changed.put("metadata", metadata);
        return new Manifest(ref, changed, origin);
    }

    /** Returns the same object with other content. */
    public Manifest withContent(Map<String, Object> other) {
        return new Manifest(ref, other, origin);
    }

    /** Returns an annotation without the spaces around it; empty if it is not there. */
    public String annotation(String name) {
        return Fields.text(content, "metadata", "annotations", name).strip();
    }

    /** Returns the same object with each image of its pods replaced by what the function makes of it. */
    public Manifest withImages(UnaryOperator<String> replacement) {
        return new Manifest(ref, PodImages.replace(content, replacement), origin);
    }
}
