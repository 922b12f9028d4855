package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.failed;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.Map;
import java.util.Optional;

/**
 * The kinds of {@code apps}, by the rules of kstatus ({@code pkg/kstatus/status/core.go} in cli-utils).
 *
 * <p>A partial rollout counts pods of the new revision that are available. The status has no such number; the one used
 * takes every pod of an older revision for an available one, so it is never too large, and right as soon as the old
 * ones are gone or well.
 */
final class Workloads {
    private Workloads() {}

    static Readiness of(String kind, Map<String, Object> object, RequiredRollout required) {
        if (kind.equals("ControllerRevision")) {
            return ready("present");
        } else if (Fields.at(object, "status", "observedGeneration") == null) {
            return inProgress("its controller has not seen it yet");
        }
        return switch (kind) {
            case "Deployment" -> deployment(object, required);
            case "StatefulSet" -> statefulSet(object, required);
            case "DaemonSet" -> daemonSet(object, required);
            case "ReplicaSet" -> replicas(object);
            default -> ready("present");
        };
    }

    /** Returns how many pods of a workload may be broken while enough of it can still be rolled out. */
    static long mayBeBroken(String kind, Map<String, Object> object, RequiredRollout required) {
        long wanted = kind.equals("DaemonSet")
                ? status(object, "desiredNumberScheduled")
                : Fields.number(object, 1, "spec", "replicas");
        return wanted - required.of(object, wanted);
    }

    private static Readiness deployment(Map<String, Object> object, RequiredRollout required) {
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long replicas = status(object, "replicas");
        long updated = status(object, "updatedReplicas");
        long available = status(object, "availableReplicas");
        Optional<Readiness> partial = partial(object, required, wanted, updated, available - (replicas - updated));
        if (partial.isPresent()) {
            return partial.get();
        }
        Optional<Condition> progressing = Condition.of(object, "Progressing");
        if (progressing.isPresent() && progressing.get().reason().equals("ProgressDeadlineExceeded")) {
            return failed("ProgressDeadlineExceeded: " + progressing.get().text());
        }
        Readiness readiness;
        if (updated < wanted) {
            readiness = inProgress(updated + " of " + wanted + " replicas are updated");
        } else if (replicas > updated) {
            readiness = inProgress((replicas - updated) + " old replicas are still there");
        } else if (available < wanted) {
            readiness = inProgress(available + " of " + wanted + " replicas are available");
        } else {
            return settled(object, wanted, progressing);
        }
        return Fields.isTrue(object, "spec", "paused")
                ? failed("it is paused (spec.paused), so its rollout cannot go on: " + readiness.message())
                : readiness;
    }

    /** The numbers are as wanted; the conditions must not say otherwise. */
    private static Readiness settled(Map<String, Object> object, long wanted, Optional<Condition> progressing) {
        long deadline = Fields.number(object, Integer.MAX_VALUE, "spec", "progressDeadlineSeconds");
        Optional<Condition> available = Condition.of(object, "Available");
        if (progressing.isPresent() && progressing.get().isFalse() && deadline != Integer.MAX_VALUE) {
            return inProgress("not Progressing: " + progressing.get().reasonAndText());
        } else if (available.isPresent() && !available.get().isTrue()) {
            return inProgress("not Available: " + available.get().reasonAndText());
        }
        return ready(wanted + (wanted == 1 ? " replica is available" : " replicas are available"));
    }

    private static Readiness statefulSet(Map<String, Object> object, RequiredRollout required) {
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long ready = status(object, "readyReplicas");
        long updated = updatedReplicas(object);
        if (Fields.text(object, "spec", "updateStrategy", "type").equals("OnDelete")) {
            // Who chose that updates pods by deleting them, when they like.
            return ready < wanted
                    ? notReady(ready, wanted)
                    : ready(wanted + " pods are ready, updated on deletion only");
        }
        long partition = Fields.number(object, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
        long toUpdate = Math.max(0, wanted - partition);
        long replicas = status(object, "replicas");
        Optional<Readiness> partial = partial(object, required, toUpdate, updated, ready - (replicas - updated));
        if (partial.isPresent()) {
            return partial.get();
        } else if (ready < wanted) {
            return updated < toUpdate
                    ? inProgress(updated + " of " + toUpdate + " pods are updated, " + ready + " of " + wanted
                            + " are ready")
                    : notReady(ready, wanted);
        } else if (updated < toUpdate) {
            return inProgress(updated + " of " + toUpdate + " pods are updated");
        } else if (replicas > wanted) {
            return inProgress((replicas - wanted) + " pods too many are still there");
        } else if (partition == 0 && !hasOneRevision(object)) {
            return inProgress("the last pods are being moved to the new revision");
        }
        return ready(wanted + (wanted == 1 ? " pod is ready" : " pods are ready"));
    }

    /** Once both revisions are the same, the controller may count the pods as current ones only. */
    private static long updatedReplicas(Map<String, Object> object) {
        long updated = status(object, "updatedReplicas");
        return hasOneRevision(object) ? Math.max(updated, status(object, "currentReplicas")) : updated;
    }

    private static boolean hasOneRevision(Map<String, Object> object) {
        return Fields.text(object, "status", "currentRevision").equals(Fields.text(object, "status", "updateRevision"));
    }

    private static Readiness daemonSet(Map<String, Object> object, RequiredRollout required) {
        long wanted = status(object, "desiredNumberScheduled");
        long updated = status(object, "updatedNumberScheduled");
        long available = status(object, "numberAvailable");
        if (Fields.at(object, "status", "desiredNumberScheduled") == null) {
            return inProgress("its controller has not counted its nodes yet");
        }
        boolean onDelete = Fields.text(object, "spec", "updateStrategy", "type").equals("OnDelete");
        long old = onDelete ? 0 : wanted - updated;
        Optional<Readiness> partial =
                partial(object, required, wanted, onDelete ? wanted : updated, available - Math.max(0, old));
        if (partial.isPresent()) {
            return partial.get();
        } else if (old > 0) {
            return inProgress(updated + " of " + wanted + " pods are updated");
        } else if (available < wanted) {
            return inProgress(available + " of " + wanted + " pods are available");
        } else if (Fields.number(object, wanted, "status", "numberReady") < wanted) {
            return notReady(status(object, "numberReady"), wanted);
        }
        return ready(wanted == 0 ? "no node wants a pod of it" : wanted + " pods are available");
    }

    /** Counts what a ReplicaSet or ReplicationController has. */
    static Readiness replicas(Map<String, Object> object) {
        Optional<Condition> failure = Condition.of(object, "ReplicaFailure").filter(Condition::isTrue);
        if (failure.isPresent()) {
            return inProgress("ReplicaFailure: " + failure.get().reasonAndText());
        }
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long available = status(object, "availableReplicas");
        long ready = Fields.number(object, available, "status", "readyReplicas");
        if (available < wanted) {
            return inProgress(available + " of " + wanted + " replicas are available");
        } else if (ready < wanted) {
            return inProgress(ready + " of " + wanted + " replicas are ready");
        } else if (status(object, "replicas") > wanted) {
            return inProgress((status(object, "replicas") - wanted) + " replicas too many are still there");
        }
        return ready(wanted + (wanted == 1 ? " replica is available" : " replicas are available"));
    }

    /** Says whether a part is enough and there. */
    private static Optional<Readiness> partial(
            Map<String, Object> object, RequiredRollout required, long wanted, long updated, long newAndAvailable) {
        long enough = required.of(object, wanted);
        long there = Math.max(0, Math.min(updated, newAndAvailable));
        if (!required.isPartial() || there < enough || there >= wanted && wanted > 0) {
            return Optional.empty();
        }
        return Optional.of(ready("at least " + there + " of " + wanted
                + (wanted == 1 ? " pod is" : " pods are") + " updated and available, enough by required-rollout "
                + required));
    }

    private static Readiness notReady(long ready, long wanted) {
        return inProgress(ready + " of " + wanted + " pods are ready");
    }

    private static long status(Map<String, Object> object, String field) {
        return Fields.number(object, 0, "status", field);
    }
}
