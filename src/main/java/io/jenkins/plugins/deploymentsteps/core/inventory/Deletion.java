package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;

/**
 * An object to delete.
 *
 * @param ref which
 * @param uid the identity that it must have
 * @param dependentsFirst whether it stays until what it owns (a Deployment's pods) is gone
 */
public record Deletion(ObjectRef ref, String uid, boolean dependentsFirst) {
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
