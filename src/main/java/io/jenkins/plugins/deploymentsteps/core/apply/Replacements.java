package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deletes objects that are made anew, each only if it is the one that was seen, and waits until they are gone. To begin
 * again, as after a restart of the controller, does no harm.
 */
final class Replacements {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final Cluster cluster;
    private final DeploymentLog log;

    /** What is not gone yet, with its UID. */
    private final Map<ObjectRef, String> going = new LinkedHashMap<>();

    Replacements(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Asks, by a dry run, whether objects may be deleted.
     *
     * @return a refusal for each that may not
     */
    static List<Refusal> check(Cluster cluster, List<Manifest> objects)
            throws DeploymentException, InterruptedException {
        return delete(cluster, objects, uids(cluster, objects), true);
    }

    /**
     * Has the objects deleted.
     *
     * @param reasons why, for the log
     * @return a refusal for each that may not be deleted
     */
    List<Refusal> begin(List<Manifest> objects, Map<ObjectRef, String> reasons)
            throws DeploymentException, InterruptedException {
        Map<ObjectRef, String> uids = uids(cluster, objects);
        objects.forEach(object -> log.info("Deleting " + object.ref() + " to make it anew: "
                + reasons.getOrDefault(object.ref(), "it is from an earlier deployment")));
        List<Refusal> refusals = delete(cluster, objects, uids, false);
        going.putAll(uids);
        refusals.forEach(refusal -> going.remove(refusal.object().ref()));
        return refusals;
    }

    private static Map<ObjectRef, String> uids(Cluster cluster, List<Manifest> objects)
            throws DeploymentException, InterruptedException {
        List<ObjectRef> refs = objects.stream().map(Manifest::ref).toList();
        List<Optional<Map<String, Object>>> found = cluster.readMetadata(refs);
        Map<ObjectRef, String> uids = new LinkedHashMap<>();
        for (int i = 0; i < refs.size(); i++) {
            if (found.get(i).isPresent()) {
                uids.put(refs.get(i), Fields.text(found.get(i).get(), "metadata", "uid"));
            }
        }
        return uids;
    }

    private static List<Refusal> delete(
            Cluster cluster, List<Manifest> objects, Map<ObjectRef, String> uids, boolean dryRun)
            throws InterruptedException {
        List<Manifest> there = objects.stream()
                .filter(object -> uids.containsKey(object.ref()))
                .toList();
        List<Deletion> deletions = there.stream()
                .map(object ->
                        new Deletion(object.ref(), uids.get(object.ref()), OnImmutable.propagation(object.ref())))
                .toList();
        List<Deletion.Outcome> outcomes = deletions.isEmpty() ? List.of() : cluster.delete(deletions, dryRun);
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Deletion.Outcome.Refused refused) {
                refusals.add(new Refusal(
                        there.get(i),
                        new DeploymentException(
                                refused.reason().kind(),
                                "it is to be replaced and cannot be deleted: "
                                        + refused.reason().getMessage(),
                                refused.reason())));
            }
        }
        return refusals;
    }

    /**
     * Looks whether they are gone.
     *
     * @return when to look again; null once all are gone
     * @throws DeploymentException (timeout) naming what is not gone and what holds it
     */
    @CheckForNull
    Duration look(Deadline deadline) throws DeploymentException, InterruptedException {
        List<ObjectRef> refs = List.copyOf(going.keySet());
        List<Optional<Map<String, Object>>> found = refs.isEmpty() ? List.of() : cluster.readMetadata(refs);
        List<String> holding = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            ObjectRef ref = refs.get(i);
            boolean isSame = found.get(i)
                    .map(object -> Fields.text(object, "metadata", "uid").equals(going.get(ref)))
                    .orElse(false);
            if (isSame) {
                Object finalizers = Fields.at(found.get(i).orElseThrow(), "metadata", "finalizers");
                holding.add(ref + (finalizers == null ? "" : " waits for its finalizers: " + finalizers));
            } else {
                going.remove(ref);
            }
        }
        if (holding.isEmpty()) {
            return null;
        } else if (deadline.hasPassed()) {
            throw new DeploymentException(
                    Kind.TIMEOUT,
                    "The time is up, and what is to be made anew is not gone from " + cluster.url() + ":\n- "
                            + String.join("\n- ", holding));
        }
        Duration left = deadline.remaining().plusMillis(1);
        return left.compareTo(LOOK_AGAIN) < 0 ? left : LOOK_AGAIN;
    }
}
