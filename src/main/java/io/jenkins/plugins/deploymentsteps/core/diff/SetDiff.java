package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What an apply of a set would do.
 *
 * @param cluster the API server's URL
 * @param content the objects as they would be applied, with their namespaces and images
 * @param objects what would become of each, in the order of the apply
 * @param prune what would be pruned; null where nothing is asked to be
 * @param digest tells whether another comparison with the same key found the same, and nothing about the values
 */
public record SetDiff(
        String cluster,
        List<Manifest> content,
        List<ObjectDiff> objects,
        @CheckForNull PrunePlan prune,
        String digest) implements DeploymentResult {
    /** Copies the lists. */
    public SetDiff {
        content = List.copyOf(content);
        objects = List.copyOf(objects);
    }

    static SetDiff of(
            String cluster,
            List<Manifest> content,
            List<ObjectDiff> objects,
            @CheckForNull PrunePlan prune,
            Fingerprints fingerprints) {
        List<Object> everything = new ArrayList<>();
        everything.add(cluster);
        content.forEach(object -> everything.add(object.content()));
        objects.forEach(object -> everything.add(object.fingerprint()));
        pruned(prune)
                .forEach(entry -> everything.add(Map.of("prune", entry.ref().toString(), "uid", entry.uid())));
        return new SetDiff(cluster, content, objects, prune, fingerprints.of(everything));
    }

    private static List<InventoryEntry> pruned(@CheckForNull PrunePlan prune) {
        return prune == null ? List.of() : prune.candidates();
    }

    /** Returns what would be deleted, with UIDs. */
    public List<InventoryEntry> pruned() {
        return pruned(prune);
    }

    /** Returns what is no longer part of the set and would stay all the same. */
    public List<PrunedObject> kept() {
        return prune == null ? List.of() : prune.kept();
    }

    /** Returns how many objects that would be done to. */
    public long count(ObjectDiff.Action action) {
        return objects.stream().filter(object -> object.action() == action).count();
    }

    /** Returns whether the cluster is not as wanted. */
    public boolean isDrift() {
        return !pruned().isEmpty() || count(ObjectDiff.Action.UNCHANGED) < objects.size();
    }

    /**
     * Returns what people read, but for objects that are as wanted.
     *
     * @param most the most lines for the fields of one object
     */
    public List<String> lines(int most) {
        List<String> lines = new ArrayList<>();
        objects.stream()
                .filter(object -> object.action() != ObjectDiff.Action.UNCHANGED)
                .forEach(object -> lines.addAll(object.lines(most)));
        pruned().forEach(entry -> lines.add(entry.ref() + " would be pruned: it is no longer part of the set"));
        kept().forEach(object -> lines.add(object.line()));
        return lines;
    }

    @Override
    public String summary() {
        StringBuilder summary = new StringBuilder(objects.size() + (objects.size() == 1 ? " object: " : " objects: "));
        List<String> counts = new ArrayList<>();
        add(counts, count(ObjectDiff.Action.CREATED), "to create");
        add(counts, count(ObjectDiff.Action.CHANGED), "to change");
        add(counts, count(ObjectDiff.Action.UNCHANGED), "as wanted");
        add(counts, count(ObjectDiff.Action.UNCHECKED), "not comparable yet");
        add(counts, pruned().size(), "to prune");
        add(counts, kept().size(), "kept");
        return summary.append(String.join(", ", counts)).toString();
    }

    private static void add(List<String> counts, long count, String what) {
        if (count > 0) {
            counts.add(count + " " + what);
        }
    }
}
