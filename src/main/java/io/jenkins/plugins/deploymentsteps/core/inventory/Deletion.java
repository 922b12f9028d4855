package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;

/**
 * An object to delete.
 *
 * @param ref which
 * @param uid the identity that it must have
 * @param propagation what becomes of what it owns (a Deployment's pods)
 */
public record Deletion(ObjectRef ref, String uid, Propagation propagation) {
    /** An object that stays until what it owns is gone, or not. */
    public Deletion(ObjectRef ref, String uid, boolean dependentsFirst) {
        this(ref, uid, dependentsFirst ? Propagation.FOREGROUND : Propagation.BACKGROUND);
    }

    /** What becomes of what an object owns. */
    public enum Propagation {
        /** It goes after the object. */
        BACKGROUND,
        /** It goes before the object. */
        FOREGROUND,
        /** It stays. */
        ORPHAN
    }

    /** What the server answered. */
    public sealed interface Outcome {
        /** It is being deleted, or is gone by now. */
        record Accepted() implements Outcome {}

        /** It was not there. */
        record Gone() implements Outcome {}

        /** There is one of that name, with another UID. */
        record Replaced() implements Outcome {}

        /**
         * The server refused.
         *
         * @param reason kind and message for the user
         */
        record Refused(DeploymentException reason) implements Outcome {}
    }
}
