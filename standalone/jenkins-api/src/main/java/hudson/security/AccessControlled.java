package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import org.springframework.security.access.AccessDeniedException;

/** Something that not everyone may do everything with. */
public interface AccessControlled {
    /** {@return who may do what} */
    @NonNull
    ACL getACL();

    /**
     * Refuses whoever acts in this thread, unless permitted.
     *
     * @throws AccessDeniedException to refuse
     */
    default void checkPermission(@NonNull Permission permission) throws AccessDeniedException {
        getACL().checkPermission(permission);
    }

    /** {@return whether whoever acts in this thread has the permission} */
    default boolean hasPermission(@NonNull Permission permission) {
        return getACL().hasPermission(permission);
    }
}
