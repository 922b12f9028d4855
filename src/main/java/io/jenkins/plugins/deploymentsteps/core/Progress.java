package io.jenkins.plugins.deploymentsteps.core;

import java.time.Duration;

/**
 * One look at something that takes its time. Failure is a {@link DeploymentException} instead.
 *
 * <p>Looks are independent of each other, so that nobody has to hold a thread between two of them and a controller may
 * restart in between.
 *
 * @param <R> what is there at the end
 */
public sealed interface Progress<R> {
    /**
     * Not there yet.
     *
     * @param retryAfter when to look again if nothing tells of a change before; positive
     */
    record Running<R>(Duration retryAfter) implements Progress<R> {}

    /**
     * The end was reached.
     *
     * @param result what happened
     */
    record Done<R>(R result) implements Progress<R> {}
}
