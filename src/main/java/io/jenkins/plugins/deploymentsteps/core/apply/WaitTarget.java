package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;

/**
 * An object whose rollout is awaited, with what pins it to the apply that made it.
 *
 * @param ref which object
 * @param uid its identity when it was applied; another one means that it was replaced meanwhile; null if not known
 * @param generation the least {@code status.observedGeneration} that tells of our apply
 */
public record WaitTarget(ObjectRef ref, @CheckForNull String uid, long generation) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;
}
