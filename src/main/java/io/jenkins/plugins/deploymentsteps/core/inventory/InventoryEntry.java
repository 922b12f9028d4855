package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;

/**
 * A member of a set.
 *
 * @param ref which object, in the version it was last applied in
 * @param uid its identity when it was last applied; null where it is not known that it was
 */
public record InventoryEntry(ObjectRef ref, @CheckForNull String uid) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;
}
