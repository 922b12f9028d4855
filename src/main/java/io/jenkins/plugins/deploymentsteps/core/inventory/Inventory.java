package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The members of a set. It does not change; two versions of one kind are the same object. */
final class Inventory {
    static final Inventory EMPTY = new Inventory(Map.of());

    private static final Comparator<InventoryEntry> ORDER = Comparator.comparing(
                    (InventoryEntry entry) -> entry.ref().group())
            .thenComparing(entry -> entry.ref().kind())
            .thenComparing(entry -> String.valueOf(entry.ref().namespace()))
            .thenComparing(entry -> entry.ref().name());

    private final Map<ObjectRef.Identity, InventoryEntry> entries;

    private Inventory(Map<ObjectRef.Identity, InventoryEntry> entries) {
        this.entries = entries;
    }

    /** Returns the members by group, kind, namespace and name. */
    List<InventoryEntry> entries() {
        return entries.values().stream().sorted(ORDER).toList();
    }

    /**
     * Returns these members and those; a UID that is not known leaves the known one. A member with the UID of one of those
     * is the same object under another group, which takes its place.
     */
    Inventory with(Collection<InventoryEntry> more) {
        Map<ObjectRef.Identity, InventoryEntry> all = new LinkedHashMap<>(entries);
        Set<String> uids =
                more.stream().map(InventoryEntry::uid).filter(Objects::nonNull).collect(Collectors.toSet());
        all.values().removeIf(member -> uids.contains(member.uid()));
        for (InventoryEntry entry : more) {
            all.merge(
                    entry.ref().identity(),
                    entry,
                    (old, added) -> new InventoryEntry(added.ref(), added.uid() == null ? old.uid() : added.uid()));
        }
        return new Inventory(all);
    }

    /** Returns these members without some; one that somebody has made anew meanwhile, with another UID, stays. */
    Inventory without(Collection<InventoryEntry> some) {
        Map<ObjectRef.Identity, InventoryEntry> left = new LinkedHashMap<>(entries);
        for (InventoryEntry entry : some) {
            left.computeIfPresent(
                    entry.ref().identity(),
                    (identity, member) -> member.uid() == null || member.uid().equals(entry.uid()) ? null : member);
        }
        return new Inventory(left);
    }

    /** Returns the kinds of the members as the specification writes them: {@code ConfigMap,Deployment.apps}. */
    String groupKinds() {
        return entries.keySet().stream()
                .map(key -> key.group().isEmpty() ? key.kind() : key.kind() + "." + key.group())
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .collect(Collectors.joining(","));
    }

    /** Returns the namespaces of the members other than one. */
    Set<String> namespacesBeside(String one) {
        return entries.keySet().stream()
                .map(ObjectRef.Identity::namespace)
                .filter(namespace -> namespace != null && !namespace.equals(one))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Inventory inventory && entries.equals(inventory.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }
}
