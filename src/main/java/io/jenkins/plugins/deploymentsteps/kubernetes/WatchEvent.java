package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One line of a watch, of which only the metadata is asked for.
 *
 * @param type {@code ADDED}, {@code MODIFIED}, {@code DELETED}, {@code BOOKMARK} or {@code ERROR}
 * @param version the collection's version with it; empty if it has none
 * @param keys who may want to know of it: the object's name, and the workloads that a pod belongs to
 */
record WatchEvent(String type, String version, List<String> keys) {
    private static final String[] TEMPLATE_HASHES = {"pod-template-hash", "rollouts-pod-template-hash"};
    private static final String[] OWNERS_OF_REPLICA_SETS = {"Deployment", "Rollout"};

    static WatchEvent of(Map<String, Object> line) {
        Map<String, Object> metadata = Fields.map(line, "object", "metadata");
        List<String> keys = new ArrayList<>();
        keys.add(Fields.text(metadata, "name"));
        for (Map<String, Object> owner : Fields.maps(metadata, "ownerReferences")) {
            String kind = Fields.text(owner, "kind");
            String name = Fields.text(owner, "name");
            keys.add(podsOf(kind, name));
            if (kind.equals("ReplicaSet")) {
                addOwnersOfReplicaSet(name, Fields.map(metadata, "labels"), keys);
            }
        }
        return new WatchEvent(Fields.text(line, "type"), Fields.text(metadata, "resourceVersion"), keys);
    }

    /** A ReplicaSet is called after the Deployment or Rollout that made it, and the hash of its template. */
    private static void addOwnersOfReplicaSet(String replicaSet, Map<String, Object> labels, List<String> keys) {
        for (int i = 0; i < TEMPLATE_HASHES.length; i++) {
            String ending = "-" + Fields.text(labels, TEMPLATE_HASHES[i]);
            if (ending.length() > 1 && replicaSet.endsWith(ending)) {
                keys.add(podsOf(
                        OWNERS_OF_REPLICA_SETS[i], replicaSet.substring(0, replicaSet.length() - ending.length())));
            }
        }
    }

    /** Returns the key of the pods of a workload. */
    static String podsOf(String kind, String name) {
        return kind + "/" + name;
    }
}
