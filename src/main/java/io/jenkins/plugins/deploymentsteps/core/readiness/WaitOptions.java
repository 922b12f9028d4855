package io.jenkins.plugins.deploymentsteps.core.readiness;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Durations;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How to wait for one object, beside what is usual for its kind. Texts, so that they are kept as they were given; they are
 * checked before anything is applied.
 *
 * @param waitFor when it is ready, as {@code kubectl wait --for} has it; null for the rule of its kind
 * @param failWhen when it has failed, likewise; null for the rule of its kind
 * @param timeout how long to wait for it at most; null for as long as for all
 * @param requiredRollout how much of a workload is enough; null for all of it
 */
public record WaitOptions(
        @CheckForNull String waitFor,
        @CheckForNull String failWhen,
        @CheckForNull String timeout,
        @CheckForNull String requiredRollout)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Nothing beside what is usual. */
    public static final WaitOptions NONE = new WaitOptions(null, null, null, null);

    private static final String PREFIX = "deployment-steps.jenkins.io/";
    private static final String WAIT_FOR = PREFIX + "wait-for";
    private static final String FAIL_WHEN = PREFIX + "fail-when";
    private static final String TIMEOUT = PREFIX + "timeout";
    private static final String REQUIRED_ROLLOUT = PREFIX + "required-rollout";

    /** Reads the options in an object's annotations; {@link #check} has found that they can be read. */
    public static WaitOptions of(Map<String, Object> object) {
        Map<String, Object> annotations = Fields.map(object, "metadata", "annotations");
        WaitOptions options = new WaitOptions(
                text(annotations, WAIT_FOR),
                text(annotations, FAIL_WHEN),
                text(annotations, TIMEOUT),
                text(annotations, REQUIRED_ROLLOUT));
        return options.equals(NONE) ? NONE : options;
    }

    @CheckForNull
    private static String text(Map<String, Object> annotations, String name) {
        return annotations.get(name) instanceof String text ? text.trim() : null;
    }

    /**
     * Checks the options in an object's annotations.
     *
     * @throws DeploymentException (invalid input) naming the annotation and what is wrong with it
     */
    public static void check(ObjectRef ref, Map<String, Object> object) throws DeploymentException {
        WaitOptions options = of(object);
        try {
            String name = WAIT_FOR;
            try {
                parsed(options.waitFor);
                name = FAIL_WHEN;
                WaitExpression failure = parsed(options.failWhen);
                if (failure != null && (failure.isForNothing() || failure.isForDeletion())) {
                    throw new DeploymentException(
                            Kind.INVALID_INPUT, "'" + failure + "' is no failure. Give a condition or a JSONPath");
                }
            } catch (DeploymentException e) {
                throw new DeploymentException(Kind.INVALID_INPUT, "annotation " + name + ": " + e.getMessage() + ".");
            }
            if (options.timeout != null) {
                Durations.parse("annotation " + TIMEOUT, options.timeout);
            }
            checkRequiredRollout(ref, options.requiredRollout);
        } catch (DeploymentException e) {
            throw new DeploymentException(Kind.INVALID_INPUT, e.getMessage());
        }
    }

    private static void checkRequiredRollout(ObjectRef ref, @CheckForNull String text) throws DeploymentException {
        if (text == null) {
            return;
        } else if (RequiredRollout.parse(text).isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "annotation " + REQUIRED_ROLLOUT + ": '" + Text.shorten(text, 40)
                            + "' is none of full, none, maxUnavailable, or a share such as 80%.");
        } else if (!ref.group().equals("apps")
                || !List.of("Deployment", "StatefulSet", "DaemonSet").contains(ref.kind())) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "annotation " + REQUIRED_ROLLOUT + ": only a Deployment, StatefulSet or DaemonSet is rolled out in"
                            + " parts.");
        }
    }

    @CheckForNull
    private static WaitExpression parsed(@CheckForNull String text) throws DeploymentException {
        return text == null ? null : WaitExpression.parse(text);
    }

    /** Returns the expression of a text that has been checked. */
    private static Optional<WaitExpression> expression(@CheckForNull String text) {
        try {
            return Optional.ofNullable(parsed(text));
        } catch (DeploymentException e) {
            throw new IllegalStateException("'" + text + "' was checked before it was applied", e);
        }
    }

    /** Returns these options, with a rule for when it is ready or has failed where they have none of their own. */
    public WaitOptions or(ReadyRule rule) {
        return waitFor == null && failWhen == null
                ? new WaitOptions(rule.waitFor(), rule.failWhen(), timeout, requiredRollout)
                : this;
    }

    /** Returns whether the object counts as ready once it is gone. */
    public boolean isForDeletion() {
        return expression(waitFor).filter(WaitExpression::isForDeletion).isPresent();
    }

    /** Returns whether it is ready as soon as it is stored. */
    boolean isForNothing() {
        return expression(waitFor).filter(WaitExpression::isForNothing).isPresent();
    }

    /** Returns whether its kind's rule alone decides. */
    public boolean isUsual() {
        return waitFor == null && failWhen == null;
    }

    /** Returns what the rules given with it say; empty where it is up to the rule of its kind. */
    Optional<Readiness> readiness(Map<String, Object> object, long generation) {
        Optional<WaitExpression> failure = expression(failWhen);
        if (failure.isPresent() && failure.get().holds(object, generation)) {
            return Optional.of(Readiness.failed(
                    failure.get().found(object, generation) + ", a failure by its rule " + failure.get()));
        }
        return expression(waitFor).map(wanted -> {
            String found = wanted.found(object, generation);
            return wanted.holds(object, generation)
                    ? Readiness.ready(found)
                    : Readiness.inProgress(found + "; awaited is " + wanted);
        });
    }

    /** Returns how long to wait for it at most. */
    public Optional<Duration> limit() {
        try {
            return timeout == null ? Optional.empty() : Optional.of(Durations.parse(TIMEOUT, timeout));
        } catch (DeploymentException e) {
            throw new IllegalStateException("'" + timeout + "' was checked before it was applied", e);
        }
    }

    /** Returns how much of a workload is enough. */
    RequiredRollout enough() {
        return requiredRollout == null
                ? RequiredRollout.FULL
                : RequiredRollout.parse(requiredRollout).orElse(RequiredRollout.FULL);
    }
}
