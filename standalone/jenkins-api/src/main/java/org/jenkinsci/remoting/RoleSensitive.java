package org.jenkinsci.remoting;

/** Work that says which machines may run it. */
public interface RoleSensitive {
    /**
     * Asks the checker whether this machine has the role that the work needs.
     *
     * @throws SecurityException when it has not
     */
    void checkRoles(RoleChecker checker) throws SecurityException;
}
