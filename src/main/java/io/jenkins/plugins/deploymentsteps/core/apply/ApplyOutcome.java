package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import java.util.Map;

/** What the server answered to the apply of one object. */
public sealed interface ApplyOutcome {
    /**
     * The server took it.
     *
     * @param object as it is now stored (or would be, in a dry run)
     * @param action created, configured or unchanged
     * @param notes what else people should know: fields that were left to others, or taken over from them
     */
    record Applied(Map<String, Object> object, AppliedObject.Action action, List<String> notes)
            implements ApplyOutcome {
        /** Copies the list. */
        public Applied {
            notes = List.copyOf(notes);
        }

        /** The server took it as it is. */
        public Applied(Map<String, Object> object, AppliedObject.Action action) {
            this(object, action, List.of());
        }
    }

    /**
     * The server refused it.
     *
     * @param reason kind and message for the user, naming field and manager where it was a conflict
     * @param immutableFields which fields of the object that is there can never be changed, if that is the reason
     */
    record Refused(DeploymentException reason, List<String> immutableFields) implements ApplyOutcome {
        /** Copies the list. */
        public Refused {
            immutableFields = List.copyOf(immutableFields);
        }

        /** The server refused it for another reason than immutable fields. */
        public Refused(DeploymentException reason) {
            this(reason, List.of());
        }
    }
}
