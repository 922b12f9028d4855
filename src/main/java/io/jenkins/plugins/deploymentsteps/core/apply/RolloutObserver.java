package io.jenkins.plugins.deploymentsteps.core.apply;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadinessRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** Judges objects by themselves and by their pods, and remembers since when a trouble lasts. */
final class RolloutObserver {
    /** A container that was started so often and is in back-off again will not come up by itself. */
    private static final int RESTARTS_OF_A_CRASH_LOOP = 3;

    /** After that time what is missing is taken as not coming. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    /** Controllers go on trying: what they complain of may be applied together with the object that they serve. */
    private static final Duration GRACE_OF_A_COMPLAINT = Duration.ofSeconds(30);

    /** How long a controller may take to say anything about an object of a kind that nobody here knows. */
    private static final Duration GRACE_OF_A_STATUS = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final CurrentPods currentPods;
    private final LongSupplier nanos;
    private final Map<String, Sighting> sightings = new HashMap<>();
    private final Map<ObjectRef, List<PodTrouble>> troubles = new HashMap<>();

    /** The sightings of troubles that are given some time, by the object whose pods had them at the last look. */
    private final Map<ObjectRef, Set<String>> lasting = new HashMap<>();

    private Duration nextVerdict;

    /** When a trouble was first seen, on the monotonic clock, and how many restarts there had been. */
    private record Sighting(long nanos, long restarts) {}

    /** Observes on a monotonic clock of nanoseconds. */
    RolloutObserver(Cluster cluster, CurrentPods currentPods, LongSupplier nanos) {
        this.cluster = cluster;
        this.currentPods = currentPods;
        this.nanos = nanos;
    }

    /** Returns the troubles of the pods of each object that is not ready, as last seen. */
    Map<ObjectRef, List<PodTrouble>> troubles() {
        return troubles;
    }

    /** Begins a look. */
    void beginLook() {
        nextVerdict = null;
    }

    /** Returns when time alone will change what this look has seen; null if it will not. */
    @CheckForNull
    Duration nextVerdict() {
        return nextVerdict;
    }

    ObjectRollout observe(WaitTarget target, Optional<Map<String, Object>> found)
            throws DeploymentException, InterruptedException {
        Set<String> before = lasting.remove(target.ref());
        ObjectRollout rollout = judge(target, found);
        if (before != null) {
            // What has passed and comes again gets its grace anew.
            before.removeAll(lasting.getOrDefault(target.ref(), Set.of()));
            sightings.keySet().removeAll(before);
        }
        Deadline deadline = target.deadline();
        if (rollout.state() != IN_PROGRESS || deadline == null) {
            return rollout;
        } else if (deadline.hasPassed()) {
            return new ObjectRollout(
                    target.ref(),
                    FAILED,
                    "not ready within its own timeout of " + target.options().timeout() + ": " + rollout.message(),
                    true);
        }
        verdictIn(deadline.remaining());
        return rollout;
    }

    private ObjectRollout judge(WaitTarget target, Optional<Map<String, Object>> found)
            throws DeploymentException, InterruptedException {
        ObjectRef ref = target.ref();
        troubles.remove(ref);
        if (found.isEmpty()) {
            return gone(target);
        }
        Map<String, Object> object = found.get();
        String appliedUid = target.uid();
        if (appliedUid != null && !appliedUid.equals(Fields.text(object, "metadata", "uid"))) {
            return target.options().isForDeletion()
                    ? new ObjectRollout(ref, READY, "it was deleted, and there is another one with its name now")
                    : new ObjectRollout(
                            ref,
                            FAILED,
                            "somebody deleted it and created another one with its name since it was applied");
        }
        Readiness readiness = ReadinessRules.of(ref, object, target.generation(), target.options());
        if (readiness.state() == READY) {
            boolean maySpeak = ReadinessRules.isWithoutStatus(ref, object)
                    && target.options().isUsual()
                    && !lasts("status of " + target.uid() + ref, GRACE_OF_A_STATUS);
            return maySpeak
                    ? new ObjectRollout(ref, IN_PROGRESS, "no controller has given it a status yet")
                    : new ObjectRollout(ref, READY, readiness.message());
        } else if (readiness.state() == IN_PROGRESS && waitsForFirstConsumer(ref, object)) {
            return new ObjectRollout(ref, READY, "it is bound when the first pod uses it");
        } else if (isLastingComplaint(target, readiness)) {
            return new ObjectRollout(ref, FAILED, readiness.message());
        }
        return withPods(target, object, readiness);
    }

    /** A finished Job may be gone before anybody looks: the event of its completion outlives it. */
    private ObjectRollout gone(WaitTarget target) throws InterruptedException {
        ObjectRef ref = target.ref();
        if (target.options().isForDeletion()) {
            return new ObjectRollout(ref, READY, "it is gone");
        }
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

    private boolean isLastingComplaint(WaitTarget target, Readiness readiness) {
        String key = "complaint of " + target.ref();
        if (!readiness.isComplaint()) {
            sightings.remove(key);
            return false;
        }
        return lasts(key, GRACE_OF_A_COMPLAINT);
    }

    private ObjectRollout withPods(WaitTarget target, Map<String, Object> object, Readiness readiness)
            throws DeploymentException, InterruptedException {
        ObjectRef ref = target.ref();
        List<PodTrouble> found = new ArrayList<>();
        for (Map<String, Object> pod : currentPods.ofOrNone(ref, object)) {
            found.addAll(PodTrouble.of(pod));
        }
        troubles.put(ref, found);
        long mayBeBroken = ReadinessRules.mayBeBroken(ref, object, target.options());
        Set<String> broken = new HashSet<>();
        PodTrouble worst = null;
        for (PodTrouble trouble : found) {
            if (trouble.gravity() == PodTrouble.Gravity.STAYS_UNLESS_SOON) {
                lasting.computeIfAbsent(ref, key -> new HashSet<>()).add(trouble.key());
            }
            if (isLasting(trouble, ref.kind().equals("Job")) && broken.add(trouble.uid())) {
                if (broken.size() > mayBeBroken && readiness.state() != FAILED) {
                    return new ObjectRollout(ref, FAILED, trouble.toString());
                }
            }
            worst = trouble.gravity() == PodTrouble.Gravity.UNREADY ? worst : worse(worst, trouble);
        }
        String message = readiness.message() + (worst == null ? "" : "; " + worst);
        return new ObjectRollout(ref, readiness.state(), message);
    }

    private static PodTrouble worse(@CheckForNull PodTrouble one, PodTrouble other) {
        return one == null || other.gravity().compareTo(one.gravity()) > 0 ? other : one;
    }

    private boolean isLasting(PodTrouble trouble, boolean isJob) {
        String key = trouble.key();
        return switch (trouble.gravity()) {
            case UNREADY, PASSING -> false;
            case STAYS -> true;
            case STAYS_UNLESS_SOON -> lasts(key, GRACE);
            case CRASHES -> {
                Sighting first =
                        sightings.computeIfAbsent(key, k -> new Sighting(nanos.getAsLong(), trouble.restarts()));
                yield !isJob && trouble.restarts() >= RESTARTS_OF_A_CRASH_LOOP && trouble.restarts() > first.restarts();
            }
        };
    }

    /** Whether something that is seen now was there so long ago; if not, time will tell. */
    private boolean lasts(String key, Duration time) {
        Sighting first = sightings.computeIfAbsent(key, k -> new Sighting(nanos.getAsLong(), 0));
        Duration left = time.minusNanos(nanos.getAsLong() - first.nanos());
        if (left.isNegative() || left.isZero()) {
            return true;
        }
        verdictIn(left);
        return false;
    }

    private void verdictIn(Duration time) {
        if (nextVerdict == null || time.compareTo(nextVerdict) < 0) {
            nextVerdict = time;
        }
    }
}
