package io.jenkins.plugins.deploymentsteps.core.manifest;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which the kinds of a set are applied. Within a wave the order is free.
 *
 * <p>The order is that of Helm's {@code InstallOrder} (helm, {@code pkg/release/util/kind_sorter.go}), folded into as few
 * waves as it needs, with two differences, both as in cli-utils ({@code pkg/ordering/sort.go}): what the API server
 * must know before others can be stored (CustomResourceDefinitions) comes early, and what can refuse the rest of the
 * set (admission) comes last.
 */
public enum Wave {
    /** Namespaces: everything else lives in them. */
    NAMESPACES("namespaces"),
    /** Definitions of kinds; the next wave begins when the server serves them. */
    DEFINITIONS("custom resource definitions"),
    /** What others are checked against when they are created: accounts, roles, classes, quotas. */
    FOUNDATIONS("accounts, roles, classes and quotas"),
    /** What workloads read, mount and are reached by. */
    CONFIGURATION("configuration, storage and services"),
    /** What runs containers. */
    WORKLOADS("workloads"),
    /** Everything else, custom resources among it. */
    OTHERS("other objects"),
    /** What may refuse objects; its own service has been applied by then. */
    ADMISSION("admission control");

    private static final String CORE = "";

    private final String label;

    Wave(String label) {
        this.label = label;
    }

    /** Returns what people call it. */
    public String label() {
        return label;
    }

    /** Returns the wave of an object. */
    public static Wave of(ObjectRef ref) {
        return switch (ref.group()) {
            case CORE -> ofCore(ref.kind());
            case "apiextensions.k8s.io" -> DEFINITIONS;
            case "admissionregistration.k8s.io" -> ADMISSION;
            case "rbac.authorization.k8s.io" -> ref.kind().endsWith("Binding") ? CONFIGURATION : FOUNDATIONS;
            case "scheduling.k8s.io", "node.k8s.io" -> FOUNDATIONS;
            case "storage.k8s.io" ->
                ref.kind().endsWith("Class") || ref.kind().equals("CSIDriver") ? FOUNDATIONS : OTHERS;
            case "networking.k8s.io" ->
                switch (ref.kind()) {
                    case "NetworkPolicy", "IngressClass" -> FOUNDATIONS;
                    default -> OTHERS;
                };
            case "policy" -> CONFIGURATION;
            case "apps" -> ref.kind().equals("ControllerRevision") ? OTHERS : WORKLOADS;
            case "batch" -> WORKLOADS;
            default -> OTHERS;
        };
    }

    private static Wave ofCore(String kind) {
        return switch (kind) {
            case "Namespace" -> NAMESPACES;
            case "ServiceAccount", "ResourceQuota", "LimitRange" -> FOUNDATIONS;
            case "ConfigMap", "Secret", "Service", "Endpoints", "PersistentVolume", "PersistentVolumeClaim" ->
                CONFIGURATION;
            case "Pod", "ReplicationController" -> WORKLOADS;
            default -> OTHERS;
        };
    }

    /** Returns the objects by wave, the first wave first, each in the order given; without empty waves. */
    public static Map<Wave, List<Manifest>> order(List<Manifest> objects) {
        Map<Wave, List<Manifest>> waves = new EnumMap<>(Wave.class);
        for (Manifest object : objects) {
            waves.computeIfAbsent(of(object.ref()), wave -> new ArrayList<>()).add(object);
        }
        return waves;
    }
}
