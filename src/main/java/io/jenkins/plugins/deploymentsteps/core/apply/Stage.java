package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.time.Duration;

/** A part of an apply that is done in looks, after the one before it and before the next one. */
interface Stage {
    /**
     * Does what is due.
     *
     * @param deadline when it gives up
     * @return when to look again; null at its end
     */
    @CheckForNull
    Duration look(Deadline deadline) throws DeploymentException, InterruptedException;

    /** Ends what it has open. */
    default void close() {}
}
