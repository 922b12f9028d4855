package hudson.model.queue;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Queue;
import hudson.security.ACL;
import org.springframework.security.core.Authentication;

/** Helpers for work that waits for an executor. */
public class Tasks {
    /** {@return whose rights the work has: the system's} */
    public static @NonNull Authentication getAuthenticationOf2(@NonNull Queue.Task t) {
        return ACL.SYSTEM2;
    }
}
