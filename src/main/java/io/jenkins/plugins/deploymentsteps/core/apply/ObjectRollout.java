package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;

/**
 * How far the rollout of one object is.
 *
 * @param ref which object
 * @param state how far
 * @param message what it waits for or why it failed, such as {@code 1 of 3 replicas are available}; one line
 * @param isTimeout whether it failed because its own time is up
 */
public record ObjectRollout(ObjectRef ref, State state, String message, boolean isTimeout) {
    /** An object whose state does not come from its own time being up. */
    public ObjectRollout(ObjectRef ref, State state, String message) {
        this(ref, state, message, false);
    }

    @Override
    public String toString() {
        return ref + ": " + message;
    }
}
