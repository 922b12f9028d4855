package io.jenkins.plugins.deploymentsteps.core.apply;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadinessRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Waits until objects are truly rolled out, and fails as soon as one cannot be.
 *
 * <p>What counts as ready is in {@link ReadinessRules}. What counts as failed, beside that, is a controller's complaint
 * that lasts for half a minute, and more broken pods of the workload's current revision than the rollout can do without.
 * Broken is a pod that
 *
 * <ul>
 *   <li>cannot get its image for a reason that trying again does not mend (no such image, no right to it), at once;
 *   <li>cannot get its image or its configuration for another reason, after 10 s, since what is missing may be on its way;
 *   <li>is in CrashLoopBackOff after at least three restarts, of which one was seen by this wait: a container that crashes
 *       once or twice while what it needs comes up recovers, and one whose configuration was just mended gets a chance.
 * </ul>
 *
 * <p>A Job is left to its own {@code backoffLimit} where its containers crash. Over a restart of
 * the controller the targets, the deadline and what the log said are kept; a new instance begins to observe anew.
 */
public final class WaitForRollout {
    private static final Duration SOONEST_LOOK = Duration.ofSeconds(1);
    private static final Duration LATEST_LOOK = Duration.ofSeconds(5);

    /** Who is told of changes looks by themselves only in case that one gets lost. */
    private static final Duration LATEST_LOOK_OF_WATCHED = Duration.ofSeconds(30);

    private final Cluster cluster;
    private final DeploymentLog log;
    private final CurrentPods currentPods;
    private final RolloutObserver observer;
    private final RolloutReport report;
    private final Map<ObjectRef, ObjectRollout> known = new HashMap<>();
    private Duration retryAfter = SOONEST_LOOK;

    private BooleanSupplier isWatched = () -> false;

    /** What kept the last look from seeing anything; empty if nothing did. */
    private String trouble = "";

    /**
     * One for each wait: it prints a line only when something changed since its last look.
     *
     * @param cluster where the objects are
     * @param log is told what changes
     * @param told what the log said of this wait before the controller restarted
     */
    public WaitForRollout(Cluster cluster, DeploymentLog log, ToldRollouts told) {
        this(cluster, log, told, System::nanoTime);
    }

    /** On another monotonic clock of nanoseconds. */
    WaitForRollout(Cluster cluster, DeploymentLog log, ToldRollouts told, LongSupplier nanos) {
        this.cluster = cluster;
        this.log = log;
        this.currentPods = new CurrentPods(cluster);
        this.observer = new RolloutObserver(cluster, currentPods, nanos);
        this.report = new RolloutReport(cluster, log, told, nanos);
    }

    /** Looks less often by itself while changes are told of. */
    public void watchedWhile(BooleanSupplier isLive) {
        isWatched = isLive;
    }

    /** Returns what the log has said by now, for the one that goes on after a restart. */
    public ToldRollouts told() {
        return report.told();
    }

    /**
     * Looks once. A server that cannot be reached now does not end the wait; the deadline does.
     *
     * @param targets what is awaited
     * @param deadline when the wait gives up
     * @return done when every target is ready
     * @throws DeploymentException (not ready, timeout) with the {@link RolloutResult} as partial result, naming each
     *     object that is not ready and why; or because the cluster cannot be used
     * @throws InterruptedException if the thread is interrupted
     */
    public Progress<RolloutResult> look(List<WaitTarget> targets, Deadline deadline)
            throws DeploymentException, InterruptedException {
        LiveImages images = new LiveImages(currentPods);
        observer.beginLook();
        try {
            List<WaitTarget> pending = targets.stream()
                    .filter(target -> !isKnownReady(target.ref()))
                    .toList();
            Map<ObjectRef, Map<String, Object>> objects = observe(pending);
            if (pending.size() < targets.size() && areKnownReady(targets)) {
                // What was ready in an earlier look is not asked again until all are: then it must still hold.
                objects = observe(targets);
            }
            if (areKnownReady(targets)) {
                for (Map.Entry<ObjectRef, Map<String, Object>> each : objects.entrySet()) {
                    images.look(each.getKey(), each.getValue());
                }
            }
        } catch (DeploymentException e) {
            if (e.kind() != Kind.UNAVAILABLE || deadline.hasPassed()) {
                throw e.withPartialResult(result(targets));
            }
            if (!trouble.equals(e.getMessage())) {
                trouble = e.getMessage();
                log.warn("Cannot look at the rollout now, trying again: " + trouble);
            }
            return new Progress.Running<>(LATEST_LOOK);
        }
        trouble = "";
        RolloutResult result = result(targets).withDigests(images.digests());
        report.tellChanges(result);
        List<ObjectRollout> failed = result.in(FAILED);
        if (!failed.isEmpty()) {
            boolean onlyTimeouts = failed.stream().allMatch(ObjectRollout::isTimeout);
            throw report.failure(onlyTimeouts ? Kind.TIMEOUT : Kind.NOT_READY, result, observer.troubles());
        } else if (result.in(IN_PROGRESS).isEmpty()) {
            return new Progress.Done<>(proved(result, images));
        } else if (deadline.hasPassed()) {
            throw report.failure(Kind.TIMEOUT, result, observer.troubles());
        }
        Duration next = isWatched.getAsBoolean() ? LATEST_LOOK_OF_WATCHED : retryAfter;
        Duration later = retryAfter.multipliedBy(3).dividedBy(2);
        retryAfter = later.compareTo(LATEST_LOOK) < 0 ? later : LATEST_LOOK;
        return new Progress.Running<>(soonest(soonest(next, observer.nextVerdict()), deadline.remaining())
                .plusMillis(1));
    }

    private static Duration soonest(Duration one, @CheckForNull Duration other) {
        return other == null || one.compareTo(other) < 0 ? one : other;
    }

    private RolloutResult proved(RolloutResult result, LiveImages images) throws DeploymentException {
        Optional<DeploymentException> otherImages = images.failure(cluster.url());
        if (otherImages.isPresent()) {
            throw otherImages.get().withPartialResult(result);
        }
        report.tellImages(images);
        log.info("Rollout complete: " + result.summary());
        return result;
    }

    private boolean areKnownReady(List<WaitTarget> targets) {
        return targets.stream().allMatch(target -> isKnownReady(target.ref()));
    }

    private boolean isKnownReady(ObjectRef ref) {
        ObjectRollout rollout = known.get(ref);
        return rollout != null && rollout.state() == READY;
    }

    private Map<ObjectRef, Map<String, Object>> observe(List<WaitTarget> targets)
            throws DeploymentException, InterruptedException {
        Map<ObjectRef, Map<String, Object>> found = new LinkedHashMap<>();
        List<WaitTarget> asked = new ArrayList<>();
        for (WaitTarget target : targets) {
            if (ReadinessRules.isByExistence(target.ref()) && target.options().isUsual()) {
                known.put(target.ref(), new ObjectRollout(target.ref(), READY, "present"));
            } else {
                asked.add(target);
            }
        }
        if (asked.isEmpty()) {
            return found;
        }
        List<Optional<Map<String, Object>>> objects =
                cluster.read(asked.stream().map(WaitTarget::ref).toList());
        for (int i = 0; i < asked.size(); i++) {
            ObjectRollout rollout = observer.observe(asked.get(i), objects.get(i));
            known.put(rollout.ref(), rollout);
            if (objects.get(i).isPresent()) {
                found.put(rollout.ref(), objects.get(i).get());
            }
        }
        return found;
    }

    private RolloutResult result(List<WaitTarget> targets) {
        return new RolloutResult(
                cluster.url(),
                targets.stream()
                        .map(target -> known.getOrDefault(
                                target.ref(), new ObjectRollout(target.ref(), IN_PROGRESS, "it was not looked at yet")))
                        .toList());
    }
}
