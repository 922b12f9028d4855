package io.jenkins.plugins.deploymentsteps.core.readiness;

/**
 * What an object says about itself.
 *
 * @param state how far it is
 * @param message what it waits for, or why it failed, such as {@code 1 of 3 replicas are available}; one line
 * @param isComplaint whether, in progress, it says that it failed while its controller goes on trying: such a complaint
 *     may pass (what is missing is applied together with it) or stay
 */
public record Readiness(State state, String message, boolean isComplaint) {
    /** How far an object is. */
    public enum State {
        /** It is as its manifest asks. */
        READY,
        /** It may still become ready. */
        IN_PROGRESS,
        /** It cannot become ready without somebody doing something, or it is gone. */
        FAILED
    }

    static Readiness ready(String message) {
        return new Readiness(State.READY, message, false);
    }

    static Readiness inProgress(String message) {
        return new Readiness(State.IN_PROGRESS, message, false);
    }

    static Readiness complaint(String message) {
        return new Readiness(State.IN_PROGRESS, message, true);
    }

    static Readiness failed(String message) {
        return new Readiness(State.FAILED, message, false);
    }
}
