package io.jenkins.plugins.deploymentsteps.core;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.time.Duration;

/**
 * A deployment could not be done for a reason that the user can act on.
 *
 * <p>The message is written for that user: what was being done, on which file, object or target, what went wrong and
 * what to do. It holds no secret. Anything unforeseen is an unchecked exception instead and keeps its stack trace.
 */
public class DeploymentException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What sort of failure it is, for whoever decides between failing, retrying and marking as unstable. */
    public enum Kind {
        /** A file, argument or configuration value is wrong; trying again cannot help. */
        INVALID_INPUT,
        /** Something named does not exist: an object, a branch, an application. */
        NOT_FOUND,
        /** The server does not know who we are (HTTP 401, SSH authentication). */
        UNAUTHORIZED,
        /** The server knows who we are and refuses (HTTP 403, protected branch, admission webhook). */
        FORBIDDEN,
        /** Somebody else owns or changed what we wanted to change. */
        CONFLICT,
        /** The deployment itself failed: a rollout, a hook or a sync that cannot become healthy. */
        NOT_READY,
        /** The deadline passed. */
        TIMEOUT,
        /** A newer deployment takes its place. */
        SUPERSEDED,
        /** The server could not be reached or answered with a passing fault. */
        UNAVAILABLE
    }

    private final Kind kind;

    /** What had been done when it failed; transient, because results hold types that are not serialisable. */
    @CheckForNull
    private final transient DeploymentResult partialResult;

    @CheckForNull
    private final Duration retryAfter;

    /**
     * Fails with a message for the user.
     *
     * @param kind what sort of failure it is
     * @param message what was being done, on what, what went wrong and what to do; without secrets
     */
    public DeploymentException(Kind kind, String message) {
        this(kind, message, null, null, null);
    }

    /**
     * Fails because of another exception.
     *
     * @param kind what sort of failure it is
     * @param message what was being done, on what, what went wrong and what to do; without secrets
     * @param cause for the administrator's log only; may be null
     */
    public DeploymentException(Kind kind, String message, @CheckForNull Throwable cause) {
        this(kind, message, cause, null, null);
    }

    private DeploymentException(
            Kind kind,
            String message,
            @CheckForNull Throwable cause,
            @CheckForNull DeploymentResult partialResult,
            @CheckForNull Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.partialResult = partialResult;
        this.retryAfter = retryAfter;
    }

    /**
     * The same failure, carrying what had been done until then.
     *
     * @param result what happened to each object, file or application before the failure
     * @return a new exception with this one's kind, message, cause and stack trace
     */
    public DeploymentException withPartialResult(DeploymentResult result) {
        DeploymentException copy = new DeploymentException(kind, getMessage(), getCause(), result, retryAfter);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /**
     * The same failure of a server that says when to ask again.
     *
     * @param time in how much time; null if it does not say
     * @return a new exception with this one's kind, message, cause, partial result and stack trace
     */
    public DeploymentException withRetryAfter(@CheckForNull Duration time) {
        DeploymentException copy = new DeploymentException(kind, getMessage(), getCause(), partialResult, time);
        copy.setStackTrace(getStackTrace());
        return copy;
    }

    /** Returns in how much time the server wants to be asked again, or null where it did not say. */
    @CheckForNull
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Returns what sort of failure it is. */
    public Kind kind() {
        return kind;
    }

    /** Returns what had been done before the failure, or null where nothing was or after deserialisation. */
    @CheckForNull
    public DeploymentResult partialResult() {
        return partialResult;
    }
}
