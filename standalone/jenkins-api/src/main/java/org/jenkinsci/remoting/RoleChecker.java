package org.jenkinsci.remoting;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;

/** Knows the roles of this machine. */
public abstract class RoleChecker {
    /**
     * Refuses work that needs a role which this machine has not.
     *
     * @throws SecurityException to refuse
     */
    public abstract void check(@NonNull RoleSensitive subject, @NonNull Collection<Role> expected)
            throws SecurityException;

    /** Refuses work that needs a role which this machine has not. */
    public void check(@NonNull RoleSensitive subject, @NonNull Role expected) throws SecurityException {
        check(subject, Collections.singleton(expected));
    }

    /** Refuses work that needs a role which this machine has not. */
    public void check(@NonNull RoleSensitive subject, Role... expected) throws SecurityException {
        check(subject, Arrays.asList(expected));
    }
}
