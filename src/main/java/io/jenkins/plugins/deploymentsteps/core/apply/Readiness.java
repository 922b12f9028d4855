package io.jenkins.plugins.deploymentsteps.core.apply;

import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.READY;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Map;
import java.util.Optional;

/**
 * Whether an object is as its manifest asks, read from the object alone: the rules of kstatus (cli-utils,
 * {@code pkg/kstatus/status/core.go} and {@code generic.go}) for the built-in kinds, and for any other kind its
 * {@code observedGeneration} and conditions.
 *
 * <p>Stricter than kstatus in what it takes as failed at once, because somebody waits: a paused Deployment whose rollout
 * is not complete, a lost PersistentVolumeClaim, a bare Pod that has failed.
 *
 * @param state how far
 * @param message what it waits for, or why it failed
 */
record Readiness(State state, String message) {
    private static final int LONGEST_MESSAGE = 500;

    /**
     * Reads the readiness of an object.
     *
     * @param ref which object
     * @param object as the server has it
     * @param appliedGeneration the least generation that counts; a status about an older one tells nothing
     */
    static Readiness of(ObjectRef ref, Map<String, Object> object, long appliedGeneration) {
        if (Fields.at(object, "metadata", "deletionTimestamp") != null) {
            return failed("it is being deleted");
        }
        long generation = Math.max(Fields.number(object, 0, "metadata", "generation"), appliedGeneration);
        Object observed = Fields.at(object, "status", "observedGeneration");
        if (observed instanceof Number number && number.longValue() < generation) {
            return inProgress("its controller has not seen generation " + generation + " yet");
        }
        return switch (ref.group()) {
            case "" -> ofCore(ref.kind(), object);
            case "apps" -> ofApps(ref.kind(), object, observed != null);
            case "batch" -> ref.kind().equals("Job") ? job(object) : ready("present");
            case "apiextensions.k8s.io" -> definition(object);
            case "apiregistration.k8s.io" -> needs(object, "Available");
            case "policy" -> disruptionBudget(object, observed != null);
            case "autoscaling" -> ready("present");
            default -> generic(object);
        };
    }

    /**
     * Whether an object of that kind is ready as soon as it is stored, so that nobody needs to look at it.
     *
     * @param ref which object
     */
    static boolean isByExistence(ObjectRef ref) {
        return switch (ref.group()) {
            case "" ->
                switch (ref.kind()) {
                    case "ConfigMap", "Secret", "ServiceAccount", "LimitRange", "ResourceQuota", "Endpoints" -> true;
                    default -> false;
                };
            case "rbac.authorization.k8s.io",
                    "networking.k8s.io",
                    "scheduling.k8s.io",
                    "storage.k8s.io",
                    "node.k8s.io",
                    "autoscaling",
                    "admissionregistration.k8s.io" -> true;
            case "batch" -> ref.kind().equals("CronJob");
            default -> false;
        };
    }

    private static Readiness ofCore(String kind, Map<String, Object> object) {
        return switch (kind) {
            case "Pod" -> pod(object);
            case "PersistentVolumeClaim" -> claim(object);
            case "Service" -> service(object);
            case "Namespace" ->
                Fields.text(object, "status", "phase").equals("Terminating")
                        ? failed("it is being deleted")
                        : ready("active");
            case "ReplicationController" -> replicas(object);
            default -> ready("present");
        };
    }

    private static Readiness ofApps(String kind, Map<String, Object> object, boolean observed) {
        if (!observed && !kind.equals("ControllerRevision")) {
            return inProgress("its controller has not seen it yet");
        }
        return switch (kind) {
            case "Deployment" -> deployment(object);
            case "StatefulSet" -> statefulSet(object);
            case "DaemonSet" -> daemonSet(object);
            case "ReplicaSet" -> replicas(object);
            default -> ready("present");
        };
    }

    private static Readiness deployment(Map<String, Object> object) {
        Optional<Map<String, Object>> progressing = condition(object, "Progressing");
        if (progressing.isPresent() && Fields.text(progressing.get(), "reason").equals("ProgressDeadlineExceeded")) {
            return failed("ProgressDeadlineExceeded: " + text(progressing.get()));
        }
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long replicas = status(object, "replicas");
        long updated = status(object, "updatedReplicas");
        long available = status(object, "availableReplicas");
        Readiness readiness;
        if (updated < wanted) {
            readiness = inProgress(updated + " of " + wanted + " replicas are updated");
        } else if (replicas > updated) {
            readiness = inProgress((replicas - updated) + " old replicas are still there");
        } else if (available < wanted) {
            readiness = inProgress(available + " of " + wanted + " replicas are available");
        } else {
            return ready(wanted + (wanted == 1 ? " replica is available" : " replicas are available"));
        }
        return Fields.isTrue(object, "spec", "paused")
                ? failed("it is paused (spec.paused), so its rollout cannot go on: " + readiness.message())
                : readiness;
    }

    private static Readiness statefulSet(Map<String, Object> object) {
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long ready = status(object, "readyReplicas");
        long updated = status(object, "updatedReplicas");
        if (Fields.text(object, "spec", "updateStrategy", "type").equals("OnDelete")) {
            // Who chose that updates pods by deleting them, when they like.
            return ready < wanted
                    ? notReady(ready, wanted)
                    : ready(wanted + " pods are ready, updated on deletion only");
        }
        long partition = Fields.number(object, 0, "spec", "updateStrategy", "rollingUpdate", "partition");
        long toUpdate = Math.max(0, wanted - partition);
        if (ready < wanted) {
            return updated < toUpdate
                    ? inProgress(updated + " of " + toUpdate + " pods are updated, " + ready + " of " + wanted
                            + " are ready")
                    : notReady(ready, wanted);
        } else if (updated < toUpdate) {
            return inProgress(updated + " of " + toUpdate + " pods are updated");
        } else if (status(object, "replicas") > wanted) {
            return inProgress((status(object, "replicas") - wanted) + " pods too many are still there");
        } else if (partition == 0
                && !Fields.text(object, "status", "currentRevision")
                        .equals(Fields.text(object, "status", "updateRevision"))) {
            return inProgress("the last pods are being moved to the new revision");
        }
        return ready(wanted + (wanted == 1 ? " pod is ready" : " pods are ready"));
    }

    private static Readiness daemonSet(Map<String, Object> object) {
        long wanted = status(object, "desiredNumberScheduled");
        long updated = status(object, "updatedNumberScheduled");
        long available = status(object, "numberAvailable");
        boolean onDelete = Fields.text(object, "spec", "updateStrategy", "type").equals("OnDelete");
        if (!onDelete && updated < wanted) {
            return inProgress(updated + " of " + wanted + " pods are updated");
        } else if (available < wanted) {
            return inProgress(available + " of " + wanted + " pods are available");
        }
        return ready(wanted == 0 ? "no node wants a pod of it" : wanted + " pods are available");
    }

    private static Readiness replicas(Map<String, Object> object) {
        long wanted = Fields.number(object, 1, "spec", "replicas");
        long available = status(object, "availableReplicas");
        if (available < wanted) {
            return inProgress(available + " of " + wanted + " replicas are available");
        } else if (status(object, "replicas") > wanted) {
            return inProgress((status(object, "replicas") - wanted) + " replicas too many are still there");
        }
        return ready(wanted + (wanted == 1 ? " replica is available" : " replicas are available"));
    }

    private static Readiness job(Map<String, Object> object) {
        Optional<Map<String, Object>> failure = condition(object, "Failed").filter(Readiness::isTrue);
        if (failure.isEmpty()) {
            failure = condition(object, "FailureTarget").filter(Readiness::isTrue);
        }
        if (failure.isPresent()) {
            return failed("the Job failed: " + Fields.text(failure.get(), "reason") + ": " + text(failure.get()));
        }
        if (condition(object, "Complete").filter(Readiness::isTrue).isPresent()) {
            return ready("complete");
        }
        if (Fields.isTrue(object, "spec", "suspend")) {
            return failed("it is suspended (spec.suspend), so it cannot complete");
        }
        long completions = Fields.number(object, 1, "spec", "completions");
        return inProgress(status(object, "succeeded") + " of " + completions + " completions, "
                + status(object, "active") + " pods are active, " + status(object, "failed") + " failed");
    }

    private static Readiness pod(Map<String, Object> object) {
        String phase = Fields.text(object, "status", "phase");
        if (phase.equals("Succeeded")) {
            return ready("completed");
        } else if (phase.equals("Failed")) {
            String reason = Fields.text(object, "status", "reason") + " " + Fields.text(object, "status", "message");
            return failed(
                    "the Pod failed" + (reason.isBlank() ? "" : ": " + Text.shorten(reason.trim(), LONGEST_MESSAGE)));
        }
        return needs(object, "Ready");
    }

    private static Readiness claim(Map<String, Object> object) {
        String phase = Fields.text(object, "status", "phase");
        if (phase.equals("Bound")) {
            return ready("bound");
        }
        // WaitForFirstConsumer: such a claim is bound when a pod uses it, and then that pod's rollout tells.
        return phase.equals("Lost")
                ? failed("its volume is lost")
                : inProgress("it is not bound yet (phase " + (phase.isEmpty() ? "unknown" : phase) + ")");
    }

    private static Readiness service(Map<String, Object> object) {
        boolean waits = Fields.text(object, "spec", "type").equals("LoadBalancer")
                && Fields.maps(object, "status", "loadBalancer", "ingress").isEmpty();
        return waits ? inProgress("no address was given to its load balancer yet") : ready("present");
    }

    private static Readiness definition(Map<String, Object> object) {
        Optional<Map<String, Object>> names = condition(object, "NamesAccepted");
        if (names.isPresent() && Fields.text(names.get(), "status").equals("False")) {
            return failed("its names are not accepted: " + text(names.get()));
        }
        Optional<Map<String, Object>> established = condition(object, "Established");
        if (established.isPresent() && isTrue(established.get())) {
            return ready("established");
        }
        return inProgress("it is not established yet"
                + established.map(c -> ": " + text(c)).orElse(""));
    }

    private static Readiness disruptionBudget(Map<String, Object> object, boolean observed) {
        return observed ? ready("observed") : inProgress("its controller has not seen it yet");
    }

    /**
     * Kinds that nobody here knows. A condition says more than its absence: {@code Reconciling} and {@code Stalled} are
     * kstatus' own, {@code Ready} and {@code Available} are what most controllers set.
     */
    private static Readiness generic(Map<String, Object> object) {
        Optional<Map<String, Object>> stalled = condition(object, "Stalled").filter(Readiness::isTrue);
        if (stalled.isPresent()) {
            return failed(text(stalled.get()));
        }
        Optional<Map<String, Object>> reconciling =
                condition(object, "Reconciling").filter(Readiness::isTrue);
        if (reconciling.isPresent()) {
            return inProgress(text(reconciling.get()));
        }
        for (String type : new String[] {"Ready", "Available"}) {
            Optional<Map<String, Object>> condition = condition(object, type);
            if (condition.isPresent() && !isTrue(condition.get())) {
                return inProgress("not " + type + ": " + text(condition.get()));
            }
        }
        return ready("present");
    }

    private static Readiness needs(Map<String, Object> object, String type) {
        Optional<Map<String, Object>> condition = condition(object, type);
        if (condition.isPresent() && isTrue(condition.get())) {
            return ready(type);
        }
        return inProgress("not " + type + condition.map(c -> ": " + text(c)).orElse(" yet"));
    }

    private static Readiness notReady(long ready, long wanted) {
        return inProgress(ready + " of " + wanted + " pods are ready");
    }

    static Optional<Map<String, Object>> condition(Map<String, Object> object, String type) {
        return Fields.maps(object, "status", "conditions").stream()
                .filter(condition -> Fields.text(condition, "type").equals(type))
                .findFirst();
    }

    private static boolean isTrue(Map<String, Object> condition) {
        return Fields.text(condition, "status").equals("True");
    }

    private static String text(Map<String, Object> condition) {
        String message = Fields.text(condition, "message");
        return Text.shorten(message.isBlank() ? Fields.text(condition, "reason") : message, LONGEST_MESSAGE);
    }

    private static long status(@CheckForNull Object object, String field) {
        return Fields.number(object, 0, "status", field);
    }

    private static Readiness ready(String message) {
        return new Readiness(READY, message);
    }

    private static Readiness inProgress(String message) {
        return new Readiness(IN_PROGRESS, message);
    }

    private static Readiness failed(String message) {
        return new Readiness(FAILED, message);
    }
}
