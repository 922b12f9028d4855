package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.Map;

/** What the server answered to the apply of one object. */
public sealed interface ApplyOutcome {
    /**
     * The server took it.
     *
     * @param object as it is now stored (or would be, in a dry run)
     * @param action created, configured or unchanged
     */
    record Applied(Map<String, Object> object, AppliedObject.Action action) implements ApplyOutcome {}

    /**
     * The server refused it.
     *
     * @param reason kind and message for the user, naming field and manager where it was a conflict
     */
    record Refused(DeploymentException reason) implements ApplyOutcome {}
}
