package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The pods of a workload's current revision: those of an older one say nothing about the rollout that is awaited. */
final class CurrentPods {
    private static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

    private final Cluster cluster;

    CurrentPods(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Returns the pods, none for a kind that has none. */
    List<Map<String, Object>> of(ObjectRef ref, Map<String, Object> object)
            throws DeploymentException, InterruptedException {
        String uid = Fields.text(object, "metadata", "uid");
        return switch (ref.group() + "/" + ref.kind()) {
            case "/Pod" -> List.of(object);
            case "apps/Deployment" -> ofDeployment(ref, object, uid);
            case "apps/StatefulSet" -> ofStatefulSet(ref, object, uid);
            case "apps/DaemonSet" -> ofDaemonSet(ref, object, uid);
            case "argoproj.io/Rollout" -> ofRollout(ref, object);
            case "apps/ReplicaSet", "batch/Job" -> pods(ref, object, uid, pod -> true);
            default -> List.of();
        };
    }

    /** Returns the pods, or none where we may not list them: then the workload's own status alone must do. */
    List<Map<String, Object>> ofOrNone(ObjectRef ref, Map<String, Object> object)
            throws DeploymentException, InterruptedException {
        try {
            return of(ref, object);
        } catch (DeploymentException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    /** Argo Rollouts labels pods with the hash of their template, and says which one is current. */
    private List<Map<String, Object>> ofRollout(ObjectRef ref, Map<String, Object> object)
            throws DeploymentException, InterruptedException {
        String hash = Fields.text(object, "status", "currentPodHash");
        String selector = selector(object);
        if (hash.isEmpty() || selector.isEmpty()) {
            return List.of();
        }
        return cluster.list("v1", "Pod", namespace(ref), selector).stream()
                .filter(pod -> label(pod, "rollouts-pod-template-hash").equals(hash))
                .toList();
    }

    private List<Map<String, Object>> ofDeployment(ObjectRef ref, Map<String, Object> object, String uid)
            throws DeploymentException, InterruptedException {
        List<Map<String, Object>> replicaSets = cluster.list("apps/v1", "ReplicaSet", namespace(ref), selector(object));
        String current = replicaSets.stream()
                .filter(replicaSet -> isOwnedBy(replicaSet, uid))
                .max(Comparator.comparingLong(CurrentPods::revision))
                .map(replicaSet -> Fields.text(replicaSet, "metadata", "uid"))
                .orElse("");
        return current.isEmpty() ? List.of() : pods(ref, object, current, pod -> true);
    }

    private static long revision(Map<String, Object> replicaSet) {
        try {
            return Long.parseLong(Fields.text(replicaSet, "metadata", "annotations", REVISION));
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private List<Map<String, Object>> ofStatefulSet(ObjectRef ref, Map<String, Object> object, String uid)
            throws DeploymentException, InterruptedException {
        String revision = Fields.text(object, "status", "updateRevision");
        boolean onDelete = Fields.text(object, "spec", "updateStrategy", "type").equals("OnDelete");
        return pods(
                ref,
                object,
                uid,
                pod -> onDelete || label(pod, "controller-revision-hash").equals(revision));
    }

    private List<Map<String, Object>> ofDaemonSet(ObjectRef ref, Map<String, Object> object, String uid)
            throws DeploymentException, InterruptedException {
        String generation = Fields.text(object, "metadata", "annotations", TEMPLATE_GENERATION);
        return pods(
                ref,
                object,
                uid,
                pod -> generation.isEmpty()
                        || label(pod, "pod-template-generation").equals(generation));
    }

    private List<Map<String, Object>> pods(
            ObjectRef ref, Map<String, Object> object, String owner, Predicate<Map<String, Object>> isCurrent)
            throws DeploymentException, InterruptedException {
        return cluster.list("v1", "Pod", namespace(ref), selector(object)).stream()
                .filter(pod -> isOwnedBy(pod, owner))
                .filter(isCurrent)
                .toList();
    }

    private static String namespace(ObjectRef ref) {
        return String.valueOf(ref.namespace());
    }

    private static String label(Map<String, Object> pod, String name) {
        return Fields.text(pod, "metadata", "labels", name);
    }

    private static boolean isOwnedBy(Map<String, Object> object, String uid) {
        return Fields.maps(object, "metadata", "ownerReferences").stream()
                .anyMatch(owner -> Fields.text(owner, "uid").equals(uid));
    }

    /** Writes a workload's label selector as the API's query parameter wants it. */
    static String selector(Map<String, Object> object) {
        List<String> terms = new ArrayList<>();
        Fields.map(object, "spec", "selector", "matchLabels").forEach((key, value) -> terms.add(key + "=" + value));
        for (Map<String, Object> expression : Fields.maps(object, "spec", "selector", "matchExpressions")) {
            String key = Fields.text(expression, "key");
            String values = Fields.at(expression, "values") instanceof List<?> list
                    ? list.stream().map(String::valueOf).collect(Collectors.joining(",", "(", ")"))
                    : "()";
            switch (Fields.text(expression, "operator")) {
                case "In" -> terms.add(key + " in " + values);
                case "NotIn" -> terms.add(key + " notin " + values);
                case "Exists" -> terms.add(key);
                case "DoesNotExist" -> terms.add("!" + key);
                default -> {
                    // An operator of a later API: without its term the list is longer, and owners sort it out.
                }
            }
        }
        return String.join(",", terms);
    }
}
