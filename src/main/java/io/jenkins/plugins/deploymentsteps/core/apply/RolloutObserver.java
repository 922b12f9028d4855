package io.jenkins.plugins.deploymentsteps.core.apply;

import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.apply.ObjectRollout.State.READY;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/** Judges objects by themselves and by their pods, and remembers since when a trouble lasts. */
final class RolloutObserver {
    /** A container that was started so often and is in back-off again will not come up by itself. */
    private static final int RESTARTS_OF_A_CRASH_LOOP = 3;

    /** After that time what is missing is taken as not coming. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final CurrentPods currentPods;
    private final LongSupplier nanos;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final Map<ObjectRef, List<PodTrouble>> troubles = new HashMap<>();

    /** When a trouble was first seen, on the monotonic clock, and how many restarts there had been. */
    private record Sighting(long nanos, long restarts) {}

    /** Observes on a monotonic clock of nanoseconds. */
    RolloutObserver(Cluster cluster, LongSupplier nanos) {
        this.cluster = cluster;
        this.currentPods = new CurrentPods(cluster);
        this.nanos = nanos;
    }

    /** Returns the troubles of the pods of each object that is not ready, as last seen. */
    Map<ObjectRef, List<PodTrouble>> troubles() {
        return troubles;
    }

    ObjectRollout observe(WaitTarget target, Optional<Map<String, Object>> found)
            throws DeploymentException, InterruptedException {
        ObjectRef ref = target.ref();
        troubles.remove(ref);
        if (found.isEmpty()) {
            return gone(target);
        }
        Map<String, Object> object = found.get();
        String appliedUid = target.uid();
        if (appliedUid != null && !appliedUid.equals(Fields.text(object, "metadata", "uid"))) {
            return new ObjectRollout(
                    ref, FAILED, "somebody deleted it and created another one with its name since it was applied");
        }
        Readiness readiness = Readiness.of(ref, object, target.generation());
        if (readiness.state() == IN_PROGRESS && waitsForFirstConsumer(ref, object)) {
            return new ObjectRollout(ref, READY, "it is bound when the first pod uses it");
        }
        if (readiness.state() == READY) {
            return new ObjectRollout(ref, READY, readiness.message());
        }
        return withPods(ref, object, readiness);
    }

    /** A finished Job may be gone before anybody looks: the event of its completion outlives it. */
    private ObjectRollout gone(WaitTarget target) throws InterruptedException {
        ObjectRef ref = target.ref();
        if (ref.group().equals("batch") && ref.kind().equals("Job") && target.uid() != null) {
            boolean completed = cluster.events(ref, target.uid()).stream()
                    .anyMatch(event -> Fields.text(event, "reason").equals("Completed"));
            if (completed) {
                return new ObjectRollout(ref, READY, "complete, and deleted since");
            }
        }
        return new ObjectRollout(ref, FAILED, "it was deleted since it was applied");
    }

    private boolean waitsForFirstConsumer(ObjectRef ref, Map<String, Object> object) throws InterruptedException {
        return ref.group().isEmpty()
                && ref.kind().equals("PersistentVolumeClaim")
                && cluster.events(ref, Fields.text(object, "metadata", "uid")).stream()
                        .anyMatch(event -> Fields.text(event, "reason").equals("WaitForFirstConsumer"));
    }

    private ObjectRollout withPods(ObjectRef ref, Map<String, Object> object, Readiness readiness)
            throws DeploymentException, InterruptedException {
        List<PodTrouble> found = new ArrayList<>();
        for (Map<String, Object> pod : podsOf(ref, object)) {
            found.addAll(PodTrouble.of(pod));
        }
        troubles.put(ref, found);
        PodTrouble worst = null;
        for (PodTrouble trouble : found) {
            boolean lasting = isLasting(trouble, ref.kind().equals("Job"));
            if (lasting) {
                return new ObjectRollout(ref, FAILED, trouble.toString());
            }
            worst = worse(worst, trouble);
        }
        String message = readiness.message() + (worst == null ? "" : "; " + worst);
        return new ObjectRollout(ref, readiness.state(), message);
    }

    private List<Map<String, Object>> podsOf(ObjectRef ref, Map<String, Object> object)
            throws DeploymentException, InterruptedException {
        try {
            return currentPods.of(ref, object);
        } catch (DeploymentException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                // Who may not list pods waits by the workload's own status alone.
                return List.of();
            }
            throw e;
        }
    }

    private static PodTrouble worse(@CheckForNull PodTrouble one, PodTrouble other) {
        return one == null || other.gravity().compareTo(one.gravity()) > 0 ? other : one;
    }

    private boolean isLasting(PodTrouble trouble, boolean isJob) {
        Sighting first =
                sightings.computeIfAbsent(trouble.key(), key -> new Sighting(nanos.getAsLong(), trouble.restarts()));
        return switch (trouble.gravity()) {
            case PASSING -> false;
            case STAYS -> true;
            case STAYS_UNLESS_SOON -> nanos.getAsLong() - first.nanos() >= GRACE.toNanos();
            case CRASHES ->
                !isJob && trouble.restarts() >= RESTARTS_OF_A_CRASH_LOOP && trouble.restarts() > first.restarts();
        };
    }
}
