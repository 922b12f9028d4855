package hudson.security;

import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.function.BiFunction;
import jenkins.model.Jenkins;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextImpl;

/** Who may do what. */
public abstract class ACL {
    /** The name of the system. */
    public static final String SYSTEM_USERNAME = "SYSTEM";

    /** The system: may do everything. */
    public static final Authentication SYSTEM2 = new UsernamePasswordAuthenticationToken(SYSTEM_USERNAME, "SYSTEM");

    /**
     * Refuses whoever acts in this thread, unless permitted.
     *
     * @throws AccessDeniedException3 to refuse
     */
    public final void checkPermission(@NonNull Permission p) {
        if (!hasPermission(p)) {
            throw new AccessDeniedException3(Jenkins.getAuthentication2(), p);
        }
    }

    /** {@return whether whoever acts in this thread has the permission} */
    public final boolean hasPermission(@NonNull Permission p) {
        Authentication acting = Jenkins.getAuthentication2();
        return acting.equals(SYSTEM2) || hasPermission2(acting, p);
    }

    /** {@return whether someone has the permission} */
    public boolean hasPermission2(@NonNull Authentication a, @NonNull Permission permission) {
        return a.equals(SYSTEM2);
    }

    /** {@return the rule of a function} */
    public static ACL lambda2(final BiFunction<Authentication, Permission, Boolean> impl) {
        return new ACL() {
            @Override
            public boolean hasPermission2(Authentication a, Permission permission) {
                return impl.apply(a, permission);
            }
        };
    }

    /** {@return what ends the acting of someone in this thread, once closed} */
    @NonNull
    public static ACLContext as2(@NonNull Authentication auth) {
        SecurityContext before = SecurityContextHolder.getContext();
        SecurityContextHolder.setContext(new SecurityContextImpl(auth));
        return new ACLContext(before);
    }
}
