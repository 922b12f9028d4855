package io.jenkins.plugins.deploymentsteps.core.guard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.AntPattern;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.List;

/**
 * What the configuration of a named target pins of its cluster, and what it allows there.
 *
 * @param target what the target is called and where it is configured, as messages say it
 * @param clusterUid the UID of the cluster's namespace {@code kube-system}, which identifies a cluster for as long as it
 *     lives; null if it is not pinned
 * @param namespaces patterns of the namespaces that may be changed, {@code *} and {@code ?} as in file names; empty for
 *     all
 * @param clusterScoped whether, with patterns, objects that belong to no namespace may be changed, too
 * @param isProtected whether a mistake on this cluster costs so much that no check may be left out
 * @param freezes when nothing is deployed
 */
public record TargetRules(
        String target,
        @CheckForNull String clusterUid,
        List<String> namespaces,
        boolean clusterScoped,
        boolean isProtected,
        Freezes freezes) {
    /** Copies the list. */
    public TargetRules {
        namespaces = List.copyOf(namespaces);
    }

    /** A target that never is frozen. */
    public TargetRules(
            String target,
            @CheckForNull String clusterUid,
            List<String> namespaces,
            boolean clusterScoped,
            boolean isProtected) {
        this(target, clusterUid, namespaces, clusterScoped, isProtected, Freezes.NONE);
    }

    /**
     * Says why an object may not be changed.
     *
     * @return a sentence without the object's name; null if it may be changed
     */
    @CheckForNull
    String refusal(ObjectRef ref) {
        if (namespaces.isEmpty()) {
            return null;
        }
        String allowed = "The target allows the namespaces " + String.join(", ", namespaces) + ".";
        if (ref.namespace() != null) {
            return matches(ref.namespace())
                    ? null
                    : "the namespace " + ref.namespace() + " is not one that " + target + " allows. " + allowed
                            + " Deploy there, or have an administrator add the namespace to the target.";
        }
        if (clusterScoped || isNamespace(ref) && matches(ref.name())) {
            return null;
        }
        return isNamespace(ref)
                ? target + " does not allow this namespace. " + allowed
                        + " Deploy there, or have an administrator add the namespace to the target."
                : target + " does not allow objects that belong to the whole cluster. " + allowed
                        + " Take the object out, or have an administrator allow objects of the whole cluster.";
    }

    private boolean matches(String namespace) {
        return namespaces.stream().anyMatch(pattern -> AntPattern.of(pattern).matches(namespace));
    }

    private static boolean isNamespace(ObjectRef ref) {
        return ref.group().isEmpty() && ref.kind().equals("Namespace");
    }
}
