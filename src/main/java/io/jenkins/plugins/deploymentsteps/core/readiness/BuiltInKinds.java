package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.failed;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.Map;
import java.util.Optional;

/**
 * Kubernetes' own kinds other than those of {@code apps}, by the rules of kstatus ({@code pkg/kstatus/status/core.go} in
 * cli-utils).
 *
 * <p>Stricter than kstatus in what somebody who deploys waits for: a Job until it is complete, a load balancer until it
 * has an address; and a lost PersistentVolumeClaim or a bare Pod that has failed is a failure. Less strict with a Pod that
 * cannot be scheduled, since a cluster may be growing.
 */
final class BuiltInKinds {
    private static final int LONGEST_MESSAGE = 500;

    private BuiltInKinds() {}

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

    static Readiness ofCore(String kind, Map<String, Object> object) {
        return switch (kind) {
            case "Pod" -> pod(object);
            case "PersistentVolumeClaim" -> claim(object);
            case "Service" -> service(object);
            case "Namespace" ->
                Fields.text(object, "status", "phase").equals("Terminating")
                        ? failed("it is being deleted")
                        : ready("active");
            case "ReplicationController" -> Workloads.replicas(object);
            default -> ready("present");
        };
    }

    static Readiness job(Map<String, Object> object) {
        Optional<Condition> failure = Condition.of(object, "Failed").filter(Condition::isTrue);
        if (failure.isEmpty()) {
            failure = Condition.of(object, "FailureTarget").filter(Condition::isTrue);
        }
        if (failure.isPresent()) {
            return failed("the Job failed: " + failure.get().reason() + ": "
                    + failure.get().text());
        }
        if (Condition.of(object, "Complete").filter(Condition::isTrue).isPresent()) {
            return ready("complete");
        }
        if (Fields.isTrue(object, "spec", "suspend")) {
            return failed("it is suspended (spec.suspend), so it cannot complete");
        }
        long completions = Fields.number(object, 1, "spec", "completions");
        return inProgress(Fields.number(object, 0, "status", "succeeded") + " of " + completions + " completions, "
                + Fields.number(object, 0, "status", "active") + " pods are active, "
                + Fields.number(object, 0, "status", "failed") + " failed");
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

    static Readiness definition(Map<String, Object> object) {
        Optional<Condition> names = Condition.of(object, "NamesAccepted");
        if (names.isPresent() && names.get().isFalse()) {
            return failed("its names are not accepted: " + names.get().text());
        }
        Optional<Condition> established = Condition.of(object, "Established");
        if (established.isPresent() && established.get().isTrue()) {
            return ready("established");
        } else if (established.isPresent()
                && established.get().isFalse()
                && !established.get().reason().equals("Installing")) {
            return failed("it cannot be established: " + established.get().reasonAndText());
        }
        return inProgress("it is not established yet"
                + established.map(c -> ": " + c.text()).orElse(""));
    }

    static Readiness disruptionBudget(Map<String, Object> object) {
        return Fields.at(object, "status", "observedGeneration") == null
                ? inProgress("its controller has not seen it yet")
                : ready("observed");
    }

    static Readiness needs(Map<String, Object> object, String type) {
        Optional<Condition> condition = Condition.of(object, type);
        if (condition.isPresent() && condition.get().isTrue()) {
            return ready(type);
        }
        return inProgress("not " + type + condition.map(c -> ": " + c.text()).orElse(" yet"));
    }
}
