package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.diff.FieldChange;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code kubeDiff} returns to a Pipeline. It is kept with the build's state, so it is limited. */
final class DiffValue {
    private static final int MOST_OBJECTS = 500;
    private static final int MOST_FIELDS = 20;

    private DiffValue() {}

    static LinkedHashMap<String, Object> of(String plan, SetDiff diff, String namespace, String set) {
        LinkedHashMap<String, Object> counts = new LinkedHashMap<>();
        for (ObjectDiff.Action action : ObjectDiff.Action.values()) {
            counts.put(Arguments.name(action), (int) diff.count(action));
        }
        counts.put("pruned", diff.pruned().size());
        ArrayList<Map<String, Object>> changes = new ArrayList<>();
        diff.objects().stream()
                .filter(object -> object.action() != ObjectDiff.Action.UNCHANGED)
                .limit(MOST_OBJECTS)
                .forEach(object -> changes.add(of(object)));
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("id", plan);
        value.put("digest", diff.digest());
        value.put("server", diff.cluster());
        value.put("namespace", namespace);
        value.put("set", set);
        value.put("drift", diff.isDrift());
        value.put("counts", counts);
        value.put("changes", changes);
        ApplyValue.nothingPruned(value);
        PrunePlan prune = diff.prune();
        if (prune != null) {
            ApplyValue.pruned(value, prune.preview(diff.cluster()));
        }
        return value;
    }

    private static LinkedHashMap<String, Object> of(ObjectDiff object) {
        LinkedHashMap<String, Object> entry = ApplyValue.of(object.ref());
        entry.put("action", object.actionName());
        ArrayList<Map<String, Object>> fields = new ArrayList<>();
        for (FieldChange change : object.fields().stream().limit(MOST_FIELDS).toList()) {
            LinkedHashMap<String, Object> field = new LinkedHashMap<>();
            field.put("path", change.path());
            field.put("change", change.kind().name().toLowerCase(Locale.ROOT));
            field.put("before", change.before() == null ? "" : change.before());
            field.put("after", change.after() == null ? "" : change.after());
            fields.add(field);
        }
        entry.put("fields", fields);
        entry.put("moreFields", object.count() - fields.size());
        return entry;
    }
}
