package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.complaint;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.failed;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.inProgress;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.ready;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Kinds that a controller of their own serves: those whose controllers are in wide use by what they promise, all others
 * by the conventions that kstatus reads ({@code pkg/kstatus/status/generic.go} in cli-utils).
 */
final class CustomKinds {
    /** Kinds of Flux that no controller reconciles, so that they never have a status. */
    private static final Set<String> STATIC_FLUX_KINDS = Set.of("Alert", "Provider");

    private CustomKinds() {}

    static Readiness of(String group, String kind, Map<String, Object> object, long generation) {
        if (group.endsWith(".toolkit.fluxcd.io")) {
            return flux(kind, object, generation);
        }
        return switch (group) {
            case "argoproj.io" ->
                switch (kind) {
                    case "Rollout" -> ArgoKinds.rollout(object, generation);
                    case "Application" -> ArgoKinds.application(object);
                    default -> generic(object, generation);
                };
            case "serving.knative.dev" -> knative(object, generation);
            case "bitnami.com" -> kind.equals("SealedSecret") ? sealedSecret(object) : generic(object, generation);
            case "external-secrets.io" ->
                kind.equals("ExternalSecret")
                        ? externalSecret(object, generation)
                        : mustBeTrue(object, generation, "Ready");
            case "cert-manager.io" -> certManager(kind, object, generation);
            case "gateway.networking.k8s.io" -> GatewayKinds.of(kind, object, generation);
            default -> generic(object, generation);
        };
    }

    /**
     * Kinds that nobody here knows. A condition says more than its absence: {@code Reconciling} and {@code Stalled} are
     * kstatus' own, {@code Ready} and {@code Available} are what most controllers set.
     */
    static Readiness generic(Map<String, Object> object, long generation) {
        Optional<Readiness> conventional = conventional(object);
        if (conventional.isPresent()) {
            return conventional.get();
        }
        for (String type : new String[] {"Ready", "Available"}) {
            Optional<Condition> condition = Condition.of(object, type);
            if (condition.isPresent() && condition.get().isOlderThan(generation)) {
                return isOld(type, generation);
            } else if (condition.isPresent() && !condition.get().isTrue()) {
                return inProgress("not " + type + ": " + condition.get().text());
            }
        }
        return ready("present");
    }

    private static Optional<Readiness> conventional(Map<String, Object> object) {
        Optional<Condition> stalled = Condition.of(object, "Stalled").filter(Condition::isTrue);
        if (stalled.isPresent()) {
            return Optional.of(failed("it is stalled: " + stalled.get().reasonAndText()));
        }
        return Condition.of(object, "Reconciling")
                .filter(Condition::isTrue)
                .map(reconciling -> inProgress(reconciling.text()));
    }

    /** A condition that its controller always sets; what it says against it may pass. */
    static Readiness mustBeTrue(Map<String, Object> object, long generation, String type) {
        Optional<Condition> found = Condition.of(object, type);
        if (found.isEmpty()) {
            return inProgress("its controller has not said whether it is " + type + " yet");
        }
        Condition condition = found.get();
        if (condition.isOlderThan(generation)) {
            return isOld(type, generation);
        } else if (condition.isTrue()) {
            return ready(type);
        }
        String message = "not " + type + ": " + condition.reasonAndText();
        return condition.isFalse() ? complaint(message) : inProgress(message);
    }

    static Readiness isOld(String type, long generation) {
        return inProgress("its condition " + type + " does not tell of generation " + generation + " yet");
    }

    /** Every kind that Flux reconciles follows kstatus; it stalls where trying again cannot help. */
    private static Readiness flux(String kind, Map<String, Object> object, long generation) {
        boolean isOci = Fields.text(object, "spec", "type").equals("oci") && kind.equals("HelmRepository");
        if (isOci || STATIC_FLUX_KINDS.contains(kind)) {
            return ready("present");
        } else if (Fields.isTrue(object, "spec", "suspend")) {
            return ready("suspended (spec.suspend), so its controller leaves it as it is");
        } else if (!hasBeenObserved(object)) {
            return inProgress("its controller has not seen it yet");
        }
        Optional<Readiness> conventional = conventional(object);
        if (conventional.isPresent()) {
            return conventional.get();
        }
        Readiness readiness = mustBeTrue(object, generation, "Ready");
        // Flux says False while it waits for dependencies and artifacts, and Stalled when it gives up.
        return readiness.isComplaint() ? inProgress(readiness.message()) : readiness;
    }

    /** Knative says Unknown while it works and False when it cannot (Knative API conventions, error signalling). */
    private static Readiness knative(Map<String, Object> object, long generation) {
        if (!hasBeenObserved(object)) {
            return inProgress("its controller has not seen it yet");
        }
        Readiness readiness = mustBeTrue(object, generation, "Ready");
        return readiness.isComplaint() ? failed(readiness.message()) : readiness;
    }

    private static Readiness sealedSecret(Map<String, Object> object) {
        Optional<Condition> synced = Condition.of(object, "Synced");
        if (synced.isEmpty()) {
            return inProgress("it has not been unsealed yet");
        } else if (synced.get().isTrue()) {
            return ready("unsealed");
        }
        String message = "it cannot be unsealed: " + synced.get().text();
        return synced.get().isFalse() ? failed(message) : inProgress(message);
    }

    /** {@code syncedResourceVersion} begins with the generation that was synced. */
    private static Readiness externalSecret(Map<String, Object> object, long generation) {
        Readiness readiness = mustBeTrue(object, generation, "Ready");
        String synced = Fields.text(object, "status", "syncedResourceVersion");
        boolean isOld = !synced.isEmpty() && generation > 0 && !synced.startsWith(generation + "-");
        return isOld && readiness.state() == Readiness.State.READY
                ? inProgress("generation " + generation + " has not been synced yet")
                : readiness;
    }

    private static Readiness certManager(String kind, Map<String, Object> object, long generation) {
        Readiness readiness = mustBeTrue(object, generation, "Ready");
        if (readiness.state() == Readiness.State.READY) {
            return kind.equals("Certificate") ? issuing(object, readiness) : readiness;
        }
        Optional<Condition> ready = Condition.of(object, "Ready");
        return switch (kind) {
            case "CertificateRequest" ->
                ready.isPresent()
                                && Set.of("Failed", "Denied")
                                        .contains(ready.get().reason())
                        ? failed(readiness.message())
                        : inProgress(readiness.message());
            case "Certificate" ->
                issuing(
                        object,
                        // It is not Ready for as long as it takes to be issued.
                        inProgress(readiness.message()));
            default -> readiness;
        };
    }

    /** What a Certificate's issuance adds to what its condition Ready says. */
    private static Readiness issuing(Map<String, Object> object, Readiness otherwise) {
        Optional<Condition> issuing = Condition.of(object, "Issuing");
        if (issuing.isPresent() && issuing.get().isTrue()) {
            return inProgress("it is being issued: " + issuing.get().text());
        } else if (otherwise.state() != Readiness.State.READY
                && issuing.isPresent()
                && issuing.get().isFalse()
                && !issuing.get().reason().equals("Issued")) {
            return complaint("it could not be issued: " + issuing.get().reasonAndText());
        }
        return otherwise;
    }

    private static boolean hasBeenObserved(Map<String, Object> object) {
        return Fields.at(object, "status", "observedGeneration") != null;
    }
}
