package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Condition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Why a pod does not become ready, as its status says. The reasons are those that the kubelet gives a waiting container
 * ({@code pkg/kubelet/images/types.go}, {@code pkg/kubelet/kuberuntime/kuberuntime_container.go},
 * {@code pkg/kubelet/container/sync_result.go}).
 *
 * @param pod which pod
 * @param uid the pod's identity
 * @param container which of its containers; null where it is the pod as a whole
 * @param reason such as {@code CrashLoopBackOff}
 * @param message what more is said about it
 * @param restarts how often the container was started again
 * @param gravity what it means for a wait
 */
record PodTrouble(
        ObjectRef pod,
        String uid,
        @CheckForNull String container,
        String reason,
        String message,
        long restarts,
        Gravity gravity) {
    /** What a trouble means for somebody who waits. */
    enum Gravity {
        /** It is no news while it lasts, but the answer when the time is up: a container runs and is not ready. */
        UNREADY,
        /** It passes by itself, as a rule. */
        PASSING,
        /** It passes if what is missing comes within moments; else it stays. */
        STAYS_UNLESS_SOON,
        /** It is a container that ends again and again: the number of restarts decides. */
        CRASHES,
        /** It stays. */
        STAYS
    }

    private static final Set<String> IMAGE_REASONS =
            Set.of("ImagePullBackOff", "ErrImagePull", "RegistryUnavailable", "SignatureValidationFailed");
    private static final Set<String> HOPELESS_REASONS = Set.of("InvalidImageName", "ErrImageNeverPull");
    private static final Set<String> START_REASONS = Set.of(
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "PreCreateHookError",
            "PostStartHookError");

    /** What registries answer when trying again does not help. */
    private static final List<String> HOPELESS_PULLS = List.of(
            "not found",
            "manifest unknown",
            "name unknown",
            "does not exist",
            "unauthorized",
            "denied",
            "forbidden",
            "authentication required",
            "no match for platform",
            "no matching manifest");

    private static final String ENDED = "Terminated";
    private static final int LONGEST_MESSAGE = 300;

    /** Returns the troubles of a pod, of its init containers first. */
    static List<PodTrouble> of(Map<String, Object> pod) {
        ObjectRef ref = new ObjectRef(
                "v1", "Pod", Fields.text(pod, "metadata", "namespace"), Fields.text(pod, "metadata", "name"));
        String uid = Fields.text(pod, "metadata", "uid");
        List<PodTrouble> troubles = new ArrayList<>();
        if (Fields.at(pod, "metadata", "deletionTimestamp") != null) {
            return troubles;
        }
        Condition.of(pod, "PodScheduled")
                .filter(Condition::isFalse)
                .ifPresent(condition -> troubles.add(new PodTrouble(
                        ref, uid, null, condition.reason(), shortened(condition.message()), 0, Gravity.PASSING)));
        Fields.maps(pod, "status", "initContainerStatuses")
                .forEach(status -> ofContainer(ref, uid, status, true).ifPresent(troubles::add));
        Fields.maps(pod, "status", "containerStatuses")
                .forEach(status -> ofContainer(ref, uid, status, false).ifPresent(troubles::add));
        return troubles;
    }

    private static Optional<PodTrouble> ofContainer(
            ObjectRef pod, String uid, Map<String, Object> status, boolean init) {
        String container = Fields.text(status, "name");
        long restarts = Fields.number(status, 0, "restartCount");
        Map<String, Object> waiting = Fields.map(status, "state", "waiting");
        if (!waiting.isEmpty()) {
            String reason = Fields.text(waiting, "reason");
            String message = Fields.text(waiting, "message");
            Gravity gravity = gravity(reason, message);
            String end = end(Fields.map(status, "lastState", "terminated"));
            String full = Stream.of(end, message)
                    .filter(part -> !part.isBlank())
                    .reduce((a, b) -> a + "; " + b)
                    .orElse("");
            return Optional.of(new PodTrouble(pod, uid, container, reason, shortened(full), restarts, gravity));
        }
        Map<String, Object> terminated = Fields.map(status, "state", "terminated");
        if (Fields.number(terminated, 0, "exitCode") != 0) {
            return Optional.of(new PodTrouble(pod, uid, container, ENDED, end(terminated), restarts, Gravity.PASSING));
        }
        boolean runs = !Fields.map(status, "state", "running").isEmpty();
        if (runs && !init && !Fields.isTrue(status, "ready")) {
            return Optional.of(
                    new PodTrouble(pod, uid, container, "runs, and is not ready", "", restarts, Gravity.UNREADY));
        }
        return Optional.empty();
    }

    private static Gravity gravity(String reason, String message) {
        if (HOPELESS_REASONS.contains(reason)) {
            return Gravity.STAYS;
        } else if (IMAGE_REASONS.contains(reason)) {
            String lower = message.toLowerCase(Locale.ROOT);
            return HOPELESS_PULLS.stream().anyMatch(lower::contains) ? Gravity.STAYS : Gravity.STAYS_UNLESS_SOON;
        } else if (START_REASONS.contains(reason)) {
            return Gravity.STAYS_UNLESS_SOON;
        }
        return reason.equals("CrashLoopBackOff") ? Gravity.CRASHES : Gravity.PASSING;
    }

    private static String end(Map<String, Object> terminated) {
        if (terminated.isEmpty()) {
            return "";
        }
        String message = Fields.text(terminated, "message");
        return "exit code " + Fields.number(terminated, 0, "exitCode") + " (" + Fields.text(terminated, "reason") + ")"
                + (message.isBlank() ? "" : ": " + shortened(message.strip()));
    }

    private static String shortened(String message) {
        return Text.shorten(message, LONGEST_MESSAGE);
    }

    /** Whether the container's last run is over, and it waits for the next. */
    boolean isBetweenRuns() {
        return !reason.equals(ENDED) && gravity != Gravity.UNREADY;
    }

    /** Whether the container has run at all, so that it may have written something. */
    boolean hasRun() {
        return restarts > 0 || gravity == Gravity.CRASHES || !isBetweenRuns();
    }

    /** What tells this trouble apart from others, over several looks; to pull in vain and to back off from it is one. */
    String key() {
        return uid + "/" + container + "/" + (IMAGE_REASONS.contains(reason) ? "pull" : reason);
    }

    @Override
    public String toString() {
        return pod + (container == null ? "" : ", container " + container) + ": " + reason
                + (restarts > 0 ? " after " + restarts + (restarts == 1 ? " restart" : " restarts") : "")
                + (message.isBlank() ? "" : ": " + message);
    }
}
