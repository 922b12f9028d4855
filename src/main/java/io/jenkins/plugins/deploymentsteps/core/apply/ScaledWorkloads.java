package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Leaves the number of replicas to an autoscaler, where one of the set or of the cluster scales a workload that is there.
 *
 * <p>Once the autoscaler has scaled it, the number is the autoscaler's, and is left out. Until then the number that is
 * there is sent: to leave out what we own would reset it to 1.
 */
final class ScaledWorkloads {
    private static final Set<String> KINDS =
            Set.of("Deployment", "StatefulSet", "ReplicaSet", "ReplicationController", "Rollout");
    private static final String AUTOSCALING = "autoscaling/v2";

    private final Cluster cluster;
    private final DeploymentLog log;

    ScaledWorkloads(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /** Returns the objects with the number of replicas that they have, where that is an autoscaler's matter. */
    List<Manifest> keepReplicas(List<Manifest> objects) throws DeploymentException, InterruptedException {
        List<Manifest> workloads = objects.stream()
                .filter(object -> object.ref().namespace() != null
                        && KINDS.contains(object.ref().kind()))
                .toList();
        if (workloads.isEmpty()) {
            return objects;
        }
        Map<ObjectRef.Identity, String> scalers = scalers(objects, workloads);
        List<Manifest> scaled = workloads.stream()
                .filter(object -> scalers.containsKey(object.ref().identity()))
                .toList();
        if (scaled.isEmpty()) {
            return objects;
        }
        List<Optional<Map<String, Object>>> live =
                cluster.read(scaled.stream().map(Manifest::ref).toList());
        Map<ObjectRef, Manifest> kept = new HashMap<>();
        for (int i = 0; i < scaled.size(); i++) {
            if (live.get(i).isPresent()) {
                Manifest object = scaled.get(i);
                String scaler = scalers.get(object.ref().identity());
                kept.put(object.ref(), keep(object, live.get(i).get(), scaler));
            }
        }
        return objects.stream()
                .map(object -> kept.getOrDefault(object.ref(), object))
                .toList();
    }

    private Manifest keep(Manifest object, Map<String, Object> live, String scaler) {
        Object wanted = Fields.at(object.content(), "spec", "replicas");
        Object there = Fields.at(live, "spec", "replicas");
        Map<String, Object> spec = new LinkedHashMap<>(Fields.map(object.content(), "spec"));
        if (isOwnedByScaler(live) || there == null) {
            spec.remove("replicas");
        } else {
            spec.put("replicas", there);
        }
        if (wanted != null && there != null && !Objects.equals(wanted, there)) {
            log.info(object.ref() + ": spec.replicas stays " + there + ", as " + scaler
                    + " scales it; the manifest says " + wanted);
        }
        Map<String, Object> content = new LinkedHashMap<>(object.content());
        content.put("spec", spec);
        return object.withContent(content);
    }

    private static boolean isOwnedByScaler(Map<String, Object> live) {
        return Fields.maps(live, "metadata", "managedFields").stream()
                .filter(entry -> Fields.text(entry, "subresource").equals("scale"))
                .anyMatch(entry -> Fields.at(entry, "fieldsV1", "f:spec", "f:replicas") != null);
    }

    /** Returns what scales what. */
    private Map<ObjectRef.Identity, String> scalers(List<Manifest> objects, List<Manifest> workloads)
            throws DeploymentException, InterruptedException {
        Map<ObjectRef.Identity, String> scalers = new HashMap<>();
        for (Manifest object : objects) {
            if (isScaler(object.ref())) {
                note(object.content(), object.ref(), scalers);
            }
        }
        Set<String> namespaces = new TreeSet<>();
        workloads.forEach(workload -> namespaces.add(workload.ref().namespace()));
        for (String namespace : namespaces) {
            for (Map<String, Object> found : list(namespace)) {
                ObjectRef ref = new ObjectRef(
                        AUTOSCALING, "HorizontalPodAutoscaler", namespace, Fields.text(found, "metadata", "name"));
                note(found, ref, scalers);
            }
        }
        return scalers;
    }

    private static boolean isScaler(ObjectRef ref) {
        return ref.group().equals("autoscaling") && ref.kind().equals("HorizontalPodAutoscaler")
                || ref.group().equals("keda.sh") && ref.kind().equals("ScaledObject");
    }

    private static void note(Map<String, Object> object, ObjectRef scaler, Map<ObjectRef.Identity, String> scalers) {
        Map<String, Object> target = Fields.map(object, "spec", "scaleTargetRef");
        String apiVersion = Fields.text(target, "apiVersion");
        String kind = Fields.text(target, "kind");
        // KEDA's default.
        ObjectRef ref = new ObjectRef(
                apiVersion.isEmpty() ? "apps/v1" : apiVersion,
                kind.isEmpty() ? "Deployment" : kind,
                scaler.namespace(),
                Fields.text(target, "name"));
        scalers.putIfAbsent(ref.identity(), scaler.toString());
    }

    private List<Map<String, Object>> list(String namespace) throws DeploymentException, InterruptedException {
        try {
            return cluster.list(AUTOSCALING, "HorizontalPodAutoscaler", namespace, "");
        } catch (DeploymentException e) {
            if (e.kind() == Kind.UNAUTHORIZED || e.kind() == Kind.UNAVAILABLE) {
                throw e;
            }
            // Who may not list them is told of a conflict by the server, where there is one.
            return new ArrayList<>();
        }
    }
}
