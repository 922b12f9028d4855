package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.complaint;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.failed;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rollouts of Argo Rollouts and Applications of Argo CD, which tell of their progress in ways of their own. */
public final class ArgoKinds {
    private static final Set<String> ENDED_BADLY = Set.of("RolloutAborted", "ProgressDeadlineExceeded");
    private static final int LONGEST_MESSAGE = 500;

    private ArgoKinds() {}

    /** Since Argo Rollouts 1.0 the status has a phase; before, the conditions and numbers have to do. */
    static Readiness rollout(Map<String, Object> object, long generation) {
        if (!hasObserved(object, generation) || !hasObservedItsWorkload(object)) {
            return inProgress("its controller has not seen generation " + generation + " yet");
        } else if (Fields.isTrue(object, "spec", "paused")) {
            return failed("it is paused (spec.paused), so its rollout cannot go on");
        }
        String phase = Fields.text(object, "status", "phase");
        String message = message(object, "status", "message");
        return switch (phase) {
            case "Healthy" -> ready("Healthy");
            case "Degraded" -> failed("Degraded: " + message);
            case "Paused" ->
                inProgress("Paused: " + message + "; it goes on by itself after a pause with a duration, else when"
                        + " somebody promotes it");
            case "" -> rolloutWithoutPhase(object);
            default -> inProgress(phase + (message.isEmpty() ? "" : ": " + message));
        };
    }

    private static Readiness rolloutWithoutPhase(Map<String, Object> object) {
        Optional<Condition> invalid = Condition.of(object, "InvalidSpec").filter(Condition::isTrue);
        if (invalid.isPresent()) {
            return failed("InvalidSpec: " + invalid.get().text());
        }
        Optional<Condition> progressing = Condition.of(object, "Progressing");
        if (progressing.isPresent() && ENDED_BADLY.contains(progressing.get().reason())) {
            return failed(progressing.get().reasonAndText());
        }
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long updated = Fields.number(object, 0, "status", "updatedReplicas");
        long available = Fields.number(object, 0, "status", "availableReplicas");
        if (updated < wanted) {
            return inProgress(updated + " of " + wanted + " replicas are updated");
        } else if (available < updated) {
            return inProgress(available + " of " + updated + " replicas are available");
        }
        String current = Fields.text(object, "status", "currentPodHash");
        return !current.isEmpty() && current.equals(Fields.text(object, "status", "stableRS"))
                ? ready(wanted + " replicas are available")
                : inProgress("its new revision is not the stable one yet");
    }

    /** It is a number written as a text; a hash, as before version 0.10, cannot be compared. */
    private static boolean hasObserved(Map<String, Object> object, long generation) {
        Object observed = Fields.at(object, "status", "observedGeneration");
        if (observed == null) {
            return false;
        }
        try {
            return Long.parseLong(String.valueOf(observed)) >= generation;
        } catch (NumberFormatException e) {
            return true;
        }
    }

    /** A Rollout may take its pods from a Deployment, whose generation its controller notes in an annotation. */
    private static boolean hasObservedItsWorkload(Map<String, Object> object) {
        String generation = Fields.text(object, "metadata", "annotations", "rollout.argoproj.io/workload-generation");
        return Fields.at(object, "spec", "workloadRef") == null
                || generation.isEmpty()
                || generation.equals(String.valueOf(Fields.at(object, "status", "workloadObservedGeneration")));
    }

    /** An Application has no observedGeneration; what was compared tells which spec its status is about. */
    static Readiness application(Map<String, Object> object) {
        String phase = Fields.text(object, "status", "operationState", "phase");
        String message = message(object, "status", "operationState", "message");
        String sync = Fields.text(object, "status", "sync", "status");
        String health = Fields.text(object, "status", "health", "status");
        if (sync.isEmpty() || !hasCompared(object)) {
            return inProgress("Argo CD has not compared it yet");
        } else if (Fields.at(object, "operation") != null || phase.equals("Running")) {
            return inProgress("it is being synced" + (message.isEmpty() ? "" : ": " + message));
        }
        boolean isAutomatic = isAutoSynced(Fields.map(object, "spec"));
        if (!sync.equals("Synced") && !isAutomatic) {
            return ready(sync + "; it has no automated sync policy, so it waits for somebody to sync it (argoSync)");
        } else if (!sync.equals("Synced")) {
            return Set.of("Failed", "Error").contains(phase)
                    ? complaint("its sync failed: " + message)
                    : inProgress(sync + ", Argo CD syncs it by itself");
        }
        return switch (health) {
            case "Healthy" -> ready("Synced and Healthy");
            case "Degraded" -> complaint("Synced, but Degraded: " + message(object, "status", "health", "message"));
            default -> inProgress("Synced, but " + (health.isEmpty() ? "of unknown health" : health));
        };
    }

    /** Returns whether Argo CD syncs an Application of that {@code spec} by itself. */
    public static boolean isAutoSynced(Map<?, ?> spec) {
        return Fields.at(spec, "syncPolicy", "automated") instanceof Map<?, ?> policy
                && !Boolean.FALSE.equals(policy.get("enabled"));
    }

    private static boolean hasCompared(Map<String, Object> object) {
        for (String field : new String[] {"source", "sources", "destination"}) {
            Object compared = Fields.at(object, "status", "sync", "comparedTo", field);
            Object wanted = Fields.at(object, "spec", field);
            if (compared != null && wanted instanceof Map<?, ?> fields && compared instanceof Map<?, ?> were) {
                if (!were.entrySet().containsAll(texts(fields).entrySet())) {
                    return false;
                }
            } else if (compared != null && wanted != null && !compared.equals(wanted)) {
                return false;
            }
        }
        return true;
    }

    /** Nested settings may come back with defaults filled in; the plain ones say which repository, path and revision. */
    private static Map<?, ?> texts(Map<?, ?> fields) {
        Map<Object, Object> texts = new LinkedHashMap<>(fields);
        texts.values().removeIf(value -> !(value instanceof String text) || text.isEmpty());
        return texts;
    }

    private static String message(Map<String, Object> object, String... path) {
        return Text.shorten(Fields.text(object, path), LONGEST_MESSAGE);
    }
}
