package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds objects that are in the cluster as members of another set. One list of metadata for each kind and namespace tells:
 * the server filters by label, so that nothing but the foreign members is sent.
 */
final class Owners {
    private final SetCluster cluster;
    private final ApplySet set;

    Owners(SetCluster cluster, ApplySet set) {
        this.cluster = cluster;
        this.set = set;
    }

    private record Place(
            String apiVersion, String kind, @CheckForNull String namespace) {}

    /**
     * Returns those of some objects that another set has, and that set's id.
     *
     * @param refs of kinds that the server serves
     */
    Map<ObjectRef, String> others(List<ObjectRef> refs) throws DeploymentException, InterruptedException {
        Map<Place, List<ObjectRef>> places = refs.stream()
                .collect(Collectors.groupingBy(
                        ref -> new Place(ref.apiVersion(), ref.kind(), ref.namespace()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        Map<ObjectRef, String> others = new LinkedHashMap<>();
        for (Map.Entry<Place, List<ObjectRef>> place : places.entrySet()) {
            Map<String, String> owners = owners(place.getKey(), place.getValue());
            for (ObjectRef ref : place.getValue()) {
                String owner = owners.get(ref.name());
                if (owner != null) {
                    others.put(ref, owner);
                }
            }
        }
        return others;
    }

    private Map<String, String> owners(Place place, List<ObjectRef> refs)
            throws DeploymentException, InterruptedException {
        List<Map<String, Object>> members;
        try {
            members = cluster.listMetadata(
                    place.apiVersion(),
                    place.kind(),
                    place.namespace(),
                    ApplySet.PART_OF + "," + ApplySet.PART_OF + " notin (" + set.id() + ")");
        } catch (DeploymentException e) {
            if (e.kind() == Kind.NOT_FOUND) {
                // A kind that is not served has no objects.
                members = List.of();
            } else if (e.kind() == Kind.FORBIDDEN) {
                members = read(refs);
            } else {
                throw e;
            }
        }
        Map<String, String> owners = new LinkedHashMap<>();
        for (Map<String, Object> member : members) {
            String owner = Fields.text(member, "metadata", "labels", ApplySet.PART_OF);
            if (!owner.isEmpty() && !owner.equals(set.id())) {
                owners.put(Fields.text(member, "metadata", "name"), owner);
            }
        }
        return owners;
    }

    /** Who may not list a kind reads the objects themselves; who may not even do that will be told by the apply. */
    private List<Map<String, Object>> read(List<ObjectRef> refs) throws DeploymentException, InterruptedException {
        try {
            return cluster.readMetadata(refs).stream().flatMap(Optional::stream).toList();
        } catch (DeploymentException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    /** Returns the failure that says whose the objects are and what can be done. */
    DeploymentException refusal(Map<ObjectRef, String> others) throws InterruptedException {
        Set<String> lines = new LinkedHashSet<>();
        Map<String, String> names = new LinkedHashMap<>();
        for (Map.Entry<ObjectRef, String> other : others.entrySet()) {
            String key = other.getValue() + " " + other.getKey().namespace();
            String name = names.get(key);
            if (name == null) {
                name = describe(other.getValue(), other.getKey().namespace());
                names.put(key, name);
            }
            lines.add(other.getKey() + " is part of " + name);
        }
        List<String> shown = new ArrayList<>(lines).subList(0, Math.min(lines.size(), 30));
        return new DeploymentException(
                Kind.CONFLICT,
                others.size() + (others.size() == 1 ? " object is" : " objects are")
                        + " part of another set than '" + set.name() + "' on " + cluster.url()
                        + "; nothing was changed. Deploy them with that set's name (set: '…'), leave them out of one of"
                        + " the two, or take them over with conflicts: 'take'.\n- "
                        + String.join("\n- ", shown)
                        + (shown.size() < lines.size() ? "\n- and " + (lines.size() - shown.size()) + " more" : ""));
    }

    /** The label only holds a hash; the name is in the other set's inventory, if that can be found. */
    private String describe(String id, @CheckForNull String namespace) throws InterruptedException {
        Set<String> namespaces = new LinkedHashSet<>(List.of(set.namespace()));
        if (namespace != null) {
            namespaces.add(namespace);
        }
        for (String each : namespaces) {
            try {
                for (Map<String, Object> parent :
                        cluster.listMetadata("v1", "ConfigMap", each, ApplySet.ID + "=" + id)) {
                    String name = Fields.text(parent, "metadata", "annotations", StoredInventory.SET);
                    return (name.isEmpty() ? "the set " + id : "the set '" + Text.shorten(name, 100) + "'")
                            + ", inventory: ConfigMap " + each + "/" + Fields.text(parent, "metadata", "name");
                }
            } catch (DeploymentException e) {
                // The id must do.
            }
        }
        return "the set " + Text.shorten(id, 70) + ", whose inventory is in none of " + String.join(", ", namespaces);
    }
}
