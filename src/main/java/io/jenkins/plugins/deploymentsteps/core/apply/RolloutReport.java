package io.jenkins.plugins.deploymentsteps.core.apply;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadinessRules;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Tells how a rollout goes: a line when something changed, never so many that they flood a log, and at a failure what a
 * person would look up next (container, exit code, events, last log lines).
 */
final class RolloutReport {
    /** The most lines of one look; the rest is counted. */
    private static final int MOST_LINES = 20;

    /** How long a message that changes all the time (1 of 300, 2 of 300, …) is held back. */
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(3);

    private static final int MOST_OBJECTS_EXPLAINED = 5;
    private static final int MOST_OBJECTS_NAMED = 50;
    private static final int MOST_EVENTS = 3;
    private static final int MOST_LOG_LINES = 10;
    private static final int LONGEST_LINE = 500;

    private final Cluster cluster;
    private final DeploymentLog log;
    private final Map<ObjectRef, Told> told = new LinkedHashMap<>();

    private final LongSupplier nanos;

    /** The last line about an object; its state is null where another process wrote it. */
    private record Told(@CheckForNull State state, int digest, long nanos) {}

    /** Goes on after what the log said before, on a clock of nanoseconds. */
    RolloutReport(Cluster cluster, DeploymentLog log, ToldRollouts before, LongSupplier nanos) {
        this.cluster = cluster;
        this.log = log;
        this.nanos = nanos;
        before.digests().forEach((ref, digest) -> told.put(ref, new Told(null, digest, nanos.getAsLong())));
    }

    /** Returns what the log has said by now. */
    ToldRollouts told() {
        Map<ObjectRef, Integer> digests = new LinkedHashMap<>();
        told.forEach((ref, line) -> digests.put(ref, line.digest()));
        return new ToldRollouts(digests);
    }

    /** Prints what changed since the last look. */
    void tellChanges(RolloutResult result) {
        long now = nanos.getAsLong();
        int lines = 0;
        int kept = 0;
        for (ObjectRollout rollout : result.objects()) {
            if (!isNews(rollout, now)) {
                continue;
            }
            told.put(rollout.ref(), new Told(rollout.state(), ToldRollouts.digest(rollout), now));
            if (++lines <= MOST_LINES) {
                log.info(rollout.ref()
                        + (rollout.state() == READY ? " is ready: " : ": ")
                        + Text.shorten(rollout.message(), LONGEST_LINE));
            } else {
                kept++;
            }
        }
        if (kept > 0) {
            log.info("… and " + kept + " more; " + result.summary());
        }
    }

    private boolean isNews(ObjectRollout rollout, long now) {
        // A failure is explained as a whole right after.
        if (ReadinessRules.isByExistence(rollout.ref()) || rollout.state() == FAILED) {
            return false;
        }
        Told last = told.get(rollout.ref());
        if (last == null) {
            // Of a service or namespace that is there at once nobody wants to read; of what runs, everybody.
            return rollout.state() != READY || Wave.of(rollout.ref()) == Wave.WORKLOADS;
        }
        return last.digest() != ToldRollouts.digest(rollout)
                && (last.state() != rollout.state() || now - last.nanos() >= BETWEEN_LINES.toNanos());
    }

    /** Prints which images run, where there is something to say about it. */
    void tellImages(LiveImages images) {
        images.digests().forEach((image, digests) -> {
            if (digests.size() > 1) {
                log.warn("Pods run different images as " + Text.shorten(image, LONGEST_LINE) + ": "
                        + String.join(", ", digests) + ". The tag was moved while they were pulled.");
            }
        });
        images.unproved()
                .forEach(image -> log.info("Not every node said that it runs " + Text.shorten(image, LONGEST_LINE)
                        + " by that digest, so that is not proved: it may have the same content under another one."));
    }

    /** Explains and returns the failure of a wait. */
    DeploymentException failure(Kind kind, RolloutResult result, Map<ObjectRef, List<PodTrouble>> troubles)
            throws InterruptedException {
        List<ObjectRollout> unready = new ArrayList<>(result.in(FAILED));
        unready.addAll(result.in(IN_PROGRESS));
        List<ObjectRollout> explained = kind == Kind.TIMEOUT ? unready : result.in(FAILED);
        for (ObjectRollout rollout : explained.subList(0, Math.min(explained.size(), MOST_OBJECTS_EXPLAINED))) {
            explain(rollout, troubles.getOrDefault(rollout.ref(), List.of()));
        }
        String heading = kind == Kind.TIMEOUT && result.in(FAILED).isEmpty()
                ? "The time is up, and " + unready.size() + " of "
                        + Preflight.count(result.objects().size()) + (unready.size() == 1 ? " is" : " are")
                        + " not ready on "
                : result.in(FAILED).size() + " of "
                        + Preflight.count(result.objects().size()) + " cannot become ready on ";
        StringBuilder message = new StringBuilder(heading).append(cluster.url()).append(":");
        unready.stream().limit(MOST_OBJECTS_NAMED).forEach(rollout -> message.append("\n- ")
                .append(rollout.ref())
                .append(rollout.state() == FAILED ? ": " : " (in progress): ")
                .append(Text.shorten(rollout.message(), LONGEST_LINE))
                .append(unreadyPod(troubles.getOrDefault(rollout.ref(), List.of()))));
        if (unready.size() > MOST_OBJECTS_NAMED) {
            message.append("\n- and ")
                    .append(unready.size() - MOST_OBJECTS_NAMED)
                    .append(" more");
        }
        return new DeploymentException(kind, message.toString()).withPartialResult(result);
    }

    /** What no other line has said: a pod that does nothing wrong but for not becoming ready. */
    private static String unreadyPod(List<PodTrouble> troubles) {
        boolean nothingElse = troubles.stream().allMatch(each -> each.gravity() == PodTrouble.Gravity.UNREADY);
        return troubles.isEmpty() || !nothingElse
                ? ""
                : "; " + troubles.get(0)
                        + (troubles.size() == 1 ? "" : ", and " + (troubles.size() - 1) + " more like it");
    }

    private void explain(ObjectRollout rollout, List<PodTrouble> troubles) throws InterruptedException {
        log.warn(rollout.ref() + " " + (rollout.state() == FAILED ? "failed: " : "is not ready: ")
                + Text.shorten(rollout.message(), LONGEST_LINE));
        Set<ObjectRef> pods = new HashSet<>();
        for (PodTrouble trouble : troubles) {
            // Pods of one revision fail alike: two of them are enough to understand it.
            if (pods.size() < 2 && pods.add(trouble.pod())) {
                tellEvents(trouble.pod(), trouble.uid());
                tellLog(trouble);
            }
        }
        if (pods.isEmpty()) {
            tellEvents(rollout.ref(), "");
        }
    }

    private void tellEvents(ObjectRef ref, String uid) throws InterruptedException {
        List<Map<String, Object>> events = cluster.events(ref, uid);
        for (Map<String, Object> event : events.subList(Math.max(0, events.size() - MOST_EVENTS), events.size())) {
            log.warn("  event of " + ref + ": " + Text.shorten(Fields.text(event, "reason"), 100) + ": "
                    + Text.shorten(Fields.text(event, "message"), LONGEST_LINE));
        }
    }

    private void tellLog(PodTrouble trouble) throws InterruptedException {
        String container = trouble.container();
        if (container == null || !trouble.hasRun()) {
            return;
        }
        List<String> lines = cluster.lastLogLines(trouble.pod(), container, trouble.isBetweenRuns(), MOST_LOG_LINES);
        if (!lines.isEmpty()) {
            log.warn("  last log lines of " + trouble.pod() + ", container " + container + ":");
            lines.forEach(line -> log.warn("  | " + Text.shorten(line, LONGEST_LINE)));
        }
    }
}
