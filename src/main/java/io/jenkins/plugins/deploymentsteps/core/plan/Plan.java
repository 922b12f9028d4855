package io.jenkins.plugins.deploymentsteps.core.plan;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.diff.Fingerprints;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A set as it was compared with a cluster, so that it can be applied exactly like that, or not at all.
 *
 * @param content what is going to be applied, and where
 * @param maxPrune the most objects to prune; 0 to prune nothing
 * @param changes what was found of each object, in the order of the content
 * @param pruned what would be deleted, with UIDs
 * @param key of the fingerprints
 * @param digest of everything
 */
public record Plan(
        SetContent content,
        int maxPrune,
        List<PlannedChange> changes,
        List<InventoryEntry> pruned,
        String key,
        String digest) {
    /** More lines of an object than that help nobody to see what moved. */
    private static final int MOST_LINES = 20;

    /** Copies the lists. */
    public Plan {
        changes = List.copyOf(changes);
        pruned = List.copyOf(pruned);
    }

    /**
     * What was found of one object.
     *
     * @param ref which object
     * @param action what would be done to it
     * @param fingerprint of all its changes
     * @param lines what people read of them, without values of Secrets
     */
    public record PlannedChange(ObjectRef ref, ObjectDiff.Action action, String fingerprint, List<String> lines) {
        /** Copies the list. */
        public PlannedChange {
            lines = List.copyOf(lines);
        }

        static PlannedChange of(ObjectDiff object) {
            return new PlannedChange(
                    object.ref(),
                    object.action(),
                    object.fingerprint(),
                    object.fields().stream()
                            .limit(MOST_LINES)
                            .map(field -> field.line())
                            .toList());
        }
    }

    /**
     * Makes a plan of a comparison.
     *
     * @param content where the set belongs; its objects are those of the comparison
     * @param fingerprints those of the comparison
     */
    public static Plan of(SetContent content, int maxPrune, SetDiff diff, Fingerprints fingerprints) {
        return new Plan(
                content,
                maxPrune,
                diff.objects().stream().map(PlannedChange::of).toList(),
                diff.pruned(),
                fingerprints.key(),
                diff.digest());
    }

    /** Returns it as maps, lists, texts and numbers. */
    public Map<String, Object> toFields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("content", content.toFields());
        fields.put("maxPrune", maxPrune);
        fields.put("key", key);
        fields.put("digest", digest);
        List<Map<String, Object>> objects = new ArrayList<>();
        for (PlannedChange change : changes) {
            Map<String, Object> each = PlainFields.of(change.ref());
            each.put("action", change.action().name());
            each.put("fingerprint", change.fingerprint());
            each.put("lines", change.lines());
            objects.add(each);
        }
        fields.put("changes", objects);
        List<Map<String, Object>> deletions = new ArrayList<>();
        for (InventoryEntry entry : pruned) {
            Map<String, Object> each = PlainFields.of(entry.ref());
            each.put("uid", entry.uid());
            deletions.add(each);
        }
        fields.put("pruned", deletions);
        return fields;
    }

    /**
     * Reads what {@link #toFields} wrote.
     *
     * @throws DeploymentException (invalid input) naming what is missing
     */
    public static Plan of(Map<String, Object> fields) throws DeploymentException {
        List<PlannedChange> changes = new ArrayList<>();
        for (Map<String, Object> each : Fields.maps(fields, "changes")) {
            List<String> lines = new ArrayList<>();
            if (each.get("lines") instanceof List<?> list) {
                list.forEach(line -> lines.add(String.valueOf(line)));
            }
            changes.add(new PlannedChange(
                    PlainFields.ref(each),
                    ObjectDiff.Action.valueOf(PlainFields.required(each, "action")),
                    PlainFields.required(each, "fingerprint"),
                    lines));
        }
        List<InventoryEntry> pruned = new ArrayList<>();
        for (Map<String, Object> each : Fields.maps(fields, "pruned")) {
            pruned.add(new InventoryEntry(PlainFields.ref(each), PlainFields.orNull(each, "uid")));
        }
        return new Plan(
                SetContent.of(Fields.map(fields, "content")),
                (int) Fields.number(fields, 0, "maxPrune"),
                changes,
                pruned,
                PlainFields.required(fields, "key"),
                PlainFields.required(fields, "digest"));
    }
}
