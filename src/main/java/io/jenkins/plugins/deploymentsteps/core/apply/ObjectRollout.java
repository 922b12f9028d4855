package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;

/**
 * How far the rollout of one object is.
 *
 * @param ref which object
 * @param state how far
 * @param message what it waits for or why it failed, such as {@code 1 of 3 replicas are available}; one line
 */
public record ObjectRollout(ObjectRef ref, State state, String message) {
    /** How far a rollout is. */
    public enum State {
        /** It is as its manifest asks. */
        READY,
        /** It may still become ready. */
        IN_PROGRESS,
        /** It cannot become ready without somebody doing something, or it is gone. */
        FAILED
    }

    @Override
    public String toString() {
        return ref + ": " + message;
    }
}
