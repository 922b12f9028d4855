package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which objects of an inventory may be deleted. The rules are those of cli-utils' prune filters ({@code
 * pkg/apply/filter}) and its inventory policy, made from the object as it is in the cluster at that moment: it must have
 * the set's label, be the very one that was applied, be in a namespace that the inventory lists, not be protected by an
 * annotation, and hold neither data nor other objects unless an annotation allows it.
 */
final class PruneRules {
    /** Ours: {@code "false"} keeps any object, {@code "true"} allows to prune a kind or namespace that is protected. */
    static final String ANNOTATION = "deployment-steps.jenkins.io/prune";

    /** What else people write to keep an object, each by its tool's own documentation. */
    private static final Map<String, String> OTHERS_ANNOTATIONS = Map.of(
            ANNOTATION,
            "false",
            "argocd.argoproj.io/sync-options",
            "Prune=false",
            "helm.sh/resource-policy",
            "keep",
            "kustomize.toolkit.fluxcd.io/prune",
            "disabled",
            "cli-utils.sigs.k8s.io/on-remove",
            "keep",
            "client.lifecycle.config.k8s.io/deletion",
            "detach");

    /** Kinds whose deletion deletes data or objects of others. */
    private static final Set<String> PROTECTED_KINDS = Set.of(
            "Namespace",
            "CustomResourceDefinition.apiextensions.k8s.io",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "VolumeSnapshot.snapshot.storage.k8s.io",
            "VolumeSnapshotContent.snapshot.storage.k8s.io");

    private static final Set<String> PROTECTED_NAMESPACES = Set.of("kube-system", "kube-public", "kube-node-lease");

    private final ApplySet set;
    private final Set<String> namespaces;
    private final Set<String> namespacesInUse;
    private final Set<String> groupsInUse;

    /**
     * Judges for one deployment.
     *
     * @param listed the namespaces that the inventory lists beside its own
     * @param members what is part of the set now
     */
    PruneRules(ApplySet set, Collection<String> listed, Collection<ObjectRef> members) {
        this.set = set;
        this.namespaces = Set.copyOf(listed);
        this.namespacesInUse = members.stream()
                .map(ObjectRef::namespace)
                .filter(namespace -> namespace != null)
                .collect(Collectors.toSet());
        this.groupsInUse = members.stream().map(ObjectRef::group).collect(Collectors.toSet());
    }

    /** What becomes of an object. */
    sealed interface Verdict {
        /** It may be deleted, as long as it is the one of that UID. */
        record Delete(String uid) implements Verdict {}

        /** There is nothing to delete any more. */
        record Gone() implements Verdict {}

        /**
         * It stays.
         *
         * @param reason for people, beginning in lower case
         * @param forgotten whether it is no member of the set any more
         */
        record Keep(String reason, boolean forgotten) implements Verdict {}
    }

    /** Judges an object that was part of the set and is not any more. */
    Verdict judge(InventoryEntry entry, Optional<Map<String, Object>> live) {
        if (live.isEmpty()) {
            return new Verdict.Gone();
        }
        Verdict.Keep mine = notOurs(set, entry, live.get());
        if (mine != null) {
            return mine;
        }
        String reason = kept(entry.ref(), live.get());
        return reason == null
                ? new Verdict.Delete(Fields.text(live.get(), "metadata", "uid"))
                : new Verdict.Keep(reason, false);
    }

    /** Judges again, just before it is deleted, an object that may be. */
    static Verdict judgeAgain(ApplySet set, InventoryEntry entry, Optional<Map<String, Object>> live) {
        if (live.isEmpty()) {
            return new Verdict.Gone();
        }
        Verdict.Keep mine = notOurs(set, entry, live.get());
        if (mine != null) {
            return mine;
        }
        String annotation = keepingAnnotation(live.get());
        return annotation == null
                ? new Verdict.Delete(Fields.text(live.get(), "metadata", "uid"))
                : new Verdict.Keep(annotation, false);
    }

    @CheckForNull
    private static Verdict.Keep notOurs(ApplySet set, InventoryEntry entry, Map<String, Object> live) {
        String uid = Fields.text(live, "metadata", "uid");
        if (entry.uid() != null && !entry.uid().equals(uid)) {
            return new Verdict.Keep(
                    "somebody has deleted it and made it anew since it was applied; if it is not needed, delete it by"
                            + " hand",
                    true);
        }
        String partOf = Fields.text(live, "metadata", "labels", ApplySet.PART_OF);
        if (!partOf.equals(set.id())) {
            return new Verdict.Keep(
                    partOf.isEmpty()
                            ? "somebody has removed the label " + ApplySet.PART_OF + ", so it is not part of the set"
                                    + " any more"
                            : "it is part of another set by now (" + Text.shorten(partOf, 70) + ")",
                    true);
        }
        return null;
    }

    @CheckForNull
    private static String keepingAnnotation(Map<String, Object> live) {
        for (Map.Entry<String, String> annotation : OTHERS_ANNOTATIONS.entrySet()) {
            String value = Fields.text(live, "metadata", "annotations", annotation.getKey());
            if (Arrays.stream(value.split(",")).map(String::strip).anyMatch(annotation.getValue()::equals)) {
                return "its annotation " + annotation.getKey() + ": " + annotation.getValue() + " protects it";
            }
        }
        return null;
    }

    @CheckForNull
    private String kept(ObjectRef ref, Map<String, Object> live) {
        String namespace = ref.namespace();
        if (namespace != null && !namespace.equals(set.namespace()) && !namespaces.contains(namespace)) {
            return "the inventory does not list the namespace " + namespace;
        }
        String annotation = keepingAnnotation(live);
        if (annotation != null) {
            return annotation;
        }
        String kind = ref.group().isEmpty() ? ref.kind() : ref.kind() + "." + ref.group();
        boolean isNamespace = kind.equals("Namespace");
        if (isNamespace && (ref.name().equals(set.namespace()) || namespacesInUse.contains(ref.name()))) {
            return "objects of the set or its inventory are in it";
        }
        if (ref.kind().equals("CustomResourceDefinition")
                && groupsInUse.contains(ref.name().substring(ref.name().indexOf('.') + 1))) {
            return "objects of its group are part of the set";
        }
        boolean allowed =
                Fields.text(live, "metadata", "annotations", ANNOTATION).equals("true");
        if (!allowed && PROTECTED_KINDS.contains(kind)) {
            return "a " + ref.kind() + " is only pruned with the annotation " + ANNOTATION + ": \"true\"";
        }
        String protectedNamespace = isNamespace ? ref.name() : namespace;
        if (!allowed && protectedNamespace != null && PROTECTED_NAMESPACES.contains(protectedNamespace)) {
            return "in " + protectedNamespace + " objects are only pruned with the annotation " + ANNOTATION
                    + ": \"true\"";
        }
        return null;
    }
}
