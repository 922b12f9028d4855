package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;
import java.util.Map;

/**
 * Which object of a cluster is meant.
 *
 * @param apiVersion group and version, such as {@code apps/v1} or {@code v1}
 * @param kind such as {@code Deployment}
 * @param namespace null for an object that belongs to the whole cluster, or while the namespace is not known yet
 * @param name the object's name
 */
public record ObjectRef(
        String apiVersion, String kind, @CheckForNull String namespace, String name) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Returns which object an object's fields are of.
     *
     * @param object as it is written in a manifest or stored by a server; what it lacks is empty, a namespace null
     */
    public static ObjectRef of(Map<String, Object> object) {
        String namespace = Fields.text(object, "metadata", "namespace");
        return new ObjectRef(
                Fields.text(object, "apiVersion"),
                Fields.text(object, "kind"),
                namespace.isEmpty() ? null : namespace,
                Fields.text(object, "metadata", "name"));
    }

    /** Returns the API group, empty for the core group. */
    public String group() {
        int slash = apiVersion.indexOf('/');
        return slash < 0 ? "" : apiVersion.substring(0, slash);
    }

    /** Returns the version within the group. */
    public String version() {
        return apiVersion.substring(apiVersion.indexOf('/') + 1);
    }

    /**
     * Which object it is, whatever version of its kind it is written in: a server keeps one object for all of them.
     *
     * @param group the API group, empty for the core group
     * @param kind the kind
     * @param namespace null for an object that belongs to the whole cluster
     * @param name the object's name
     */
    public record Identity(
            String group, String kind, @CheckForNull String namespace, String name) implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;
    }

    /** Returns which object it is, whatever its version. */
    public Identity identity() {
        return new Identity(group(), kind, namespace, name);
    }

    /** Returns the same object in a namespace, or without one. */
    public ObjectRef inNamespace(@CheckForNull String otherNamespace) {
        return new ObjectRef(apiVersion, kind, otherNamespace, name);
    }

    /** Returns what people read: {@code Deployment shop/web}, {@code Namespace shop}. */
    @Override
    public String toString() {
        return kind + " " + (namespace == null ? "" : namespace + "/") + name;
    }
}
