package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which kinds of a set live in a namespace: by the server, and by the definitions that the set brings itself.
 *
 * <p>The rule for namespaces: an object that names one goes there; one that names none goes to the request's; a kind
 * that belongs to the whole cluster has none, whatever its manifest says.
 */
final class ObjectScopes {
    private final Map<Cluster.Kind, Boolean> served;
    private final Map<Cluster.Kind, ObjectRef> definedInSet;
    private final Map<Cluster.Kind, Boolean> scopesInSet;

    private ObjectScopes(
            Map<Cluster.Kind, Boolean> served,
            Map<Cluster.Kind, ObjectRef> definedInSet,
            Map<Cluster.Kind, Boolean> scopesInSet) {
        this.served = served;
        this.definedInSet = definedInSet;
        this.scopesInSet = scopesInSet;
    }

    static ObjectScopes ask(Cluster cluster, List<Manifest> objects) throws DeploymentException, InterruptedException {
        Map<Cluster.Kind, ObjectRef> defined = new HashMap<>();
        Map<Cluster.Kind, Boolean> scopes = new HashMap<>();
        for (Manifest object : objects) {
            if (isDefinition(object.ref())) {
                String group = Fields.text(object.content(), "spec", "group");
                String kind = Fields.text(object.content(), "spec", "names", "kind");
                boolean namespaced =
                        Fields.text(object.content(), "spec", "scope").equals("Namespaced");
                for (Map<String, Object> version : Fields.maps(object.content(), "spec", "versions")) {
                    Cluster.Kind key = new Cluster.Kind(group + "/" + Fields.text(version, "name"), kind);
                    defined.put(key, object.ref());
                    scopes.put(key, namespaced);
                }
            }
        }
        return new ObjectScopes(
                cluster.namespaced(objects.stream().map(Manifest::ref).toList()), defined, scopes);
    }

    static boolean isDefinition(ObjectRef ref) {
        return ref.group().equals("apiextensions.k8s.io") && ref.kind().equals("CustomResourceDefinition");
    }

    /** Returns the definition in the set that an object's kind comes from, or null. */
    @CheckForNull
    ObjectRef definitionOf(ObjectRef ref) {
        return definedInSet.get(Cluster.Kind.of(ref));
    }

    /** Returns whether the server serves an object's kind already. */
    boolean isServed(ObjectRef ref) {
        return served.containsKey(Cluster.Kind.of(ref));
    }

    /**
     * Gives each object its namespace.
     *
     * @param problems takes one for each object whose kind nobody knows, which is left out, and for duplicates
     */
    List<Manifest> place(List<Manifest> objects, String defaultNamespace, DeploymentLog log, List<String> problems) {
        List<Manifest> placed = new ArrayList<>();
        for (Manifest object : objects) {
            ObjectRef ref = object.ref();
            Cluster.Kind kind = Cluster.Kind.of(ref);
            Boolean namespaced = scopesInSet.getOrDefault(kind, served.get(kind));
            if (namespaced == null) {
                problems.add(
                        object.origin() + ": the cluster knows no " + ref.kind() + " in " + ref.apiVersion()
                                + ". Is the name right, and is its CustomResourceDefinition installed or part of the manifests?");
            } else if (!namespaced) {
                if (ref.namespace() != null) {
                    log.warn(object.origin() + ": " + ref.kind() + " " + ref.name()
                            + " belongs to the whole cluster; its namespace " + ref.namespace() + " is left out.");
                }
                placed.add(ref.namespace() == null ? object : object.inNamespace(null));
            } else {
                placed.add(ref.namespace() == null ? object.inNamespace(defaultNamespace) : object);
            }
        }
        problems.addAll(ManifestRules.duplicates(placed));
        return placed;
    }
}
