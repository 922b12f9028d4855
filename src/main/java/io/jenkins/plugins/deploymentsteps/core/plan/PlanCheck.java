package io.jenkins.plugins.deploymentsteps.core.plan;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.plan.Plan.PlannedChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Whether a plan still says what an apply would do. What others do to a cluster moves it only if that changes what the
 * plan would do: the status of an object, or a field that the set does not have, may change meanwhile.
 */
public final class PlanCheck {
    private static final int MOST_OBJECTS = 20;
    private static final int MOST_LINES = 5;

    private PlanCheck() {}

    /**
     * Fails if the cluster moved.
     *
     * @param now a comparison of the plan's content with the plan's key
     * @throws DeploymentException (conflict) naming for each object what moved
     */
    public static void check(Plan plan, SetDiff now) throws DeploymentException {
        List<String> moved = moved(plan, now);
        if (!moved.isEmpty()) {
            List<String> shown = moved.subList(0, Math.min(moved.size(), MOST_OBJECTS));
            int more = moved.size() - shown.size();
            throw new DeploymentException(
                    Kind.CONFLICT,
                    "plan: the cluster " + now.cluster() + " moved since it was made; nothing was changed:\n- "
                            + String.join("\n- ", shown)
                            + (more > 0 ? "\n- and " + more + " more objects" : "")
                            + "\nRun kubeDiff again, and have the new plan approved.");
        }
    }

    private static List<String> moved(Plan plan, SetDiff now) {
        Map<ObjectRef.Identity, ObjectDiff> found = now.objects().stream()
                .collect(Collectors.toMap(object -> object.ref().identity(), Function.identity(), (a, b) -> b));
        List<String> moved = new ArrayList<>();
        for (PlannedChange planned : plan.changes()) {
            ObjectDiff object = found.get(planned.ref().identity());
            if (object != null && !object.fingerprint().equals(planned.fingerprint())) {
                moved.add(planned.ref() + ": " + reason(planned, object));
            }
        }
        Map<ObjectRef.Identity, InventoryEntry> before = byIdentity(plan.pruned());
        Map<ObjectRef.Identity, InventoryEntry> after = byIdentity(now.pruned());
        before.forEach((identity, entry) -> {
            InventoryEntry still = after.get(identity);
            if (still == null) {
                moved.add(entry.ref() + ": it was to be pruned and is not any more");
            } else if (!String.valueOf(entry.uid()).equals(still.uid())) {
                moved.add(entry.ref() + ": it was to be pruned and has been made anew since");
            }
        });
        after.forEach((identity, entry) -> {
            if (!before.containsKey(identity)) {
                moved.add(entry.ref() + ": it would be pruned, which was not planned");
            }
        });
        return moved;
    }

    private static Map<ObjectRef.Identity, InventoryEntry> byIdentity(List<InventoryEntry> entries) {
        Map<ObjectRef.Identity, InventoryEntry> map = new HashMap<>();
        entries.forEach(entry -> map.put(entry.ref().identity(), entry));
        return map;
    }

    private static String reason(PlannedChange planned, ObjectDiff now) {
        if (planned.action() != now.action()) {
            return planned(planned.action()) + " and " + found(now);
        }
        List<String> lines = now.fields().stream()
                .map(field -> field.line())
                .filter(line -> !planned.lines().contains(line))
                .toList();
        List<String> gone = planned.lines().stream()
                .filter(line ->
                        now.fields().stream().noneMatch(field -> field.line().equals(line)))
                .toList();
        if (lines.isEmpty() && gone.isEmpty()) {
            return "it has been made anew, or has other values than when the plan was made";
        }
        return (gone.isEmpty() ? "" : "planned " + shown(gone) + "; ")
                + (lines.isEmpty() ? "that is done or gone by now" : "now " + shown(lines));
    }

    private static String planned(ObjectDiff.Action action) {
        return switch (action) {
            case CREATED -> "it was to be created";
            case CHANGED -> "it was to be changed";
            case UNCHANGED -> "it was as wanted";
            case UNCHECKED -> "it could not be compared";
        };
    }

    private static String found(ObjectDiff now) {
        return switch (now.action()) {
            case CREATED -> "is not there any more";
            case CHANGED ->
                "is there and differs: "
                        + shown(now.fields().stream().map(field -> field.line()).toList());
            case UNCHANGED -> "is there as wanted by now";
            case UNCHECKED -> "cannot be compared any more";
        };
    }

    private static String shown(List<String> lines) {
        int more = lines.size() - MOST_LINES;
        return lines.stream().limit(MOST_LINES).collect(Collectors.joining(", "))
                + (more > 0 ? " and " + more + " more" : "");
    }
}
