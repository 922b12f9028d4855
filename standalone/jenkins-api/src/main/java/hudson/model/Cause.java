package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Why a build was started. */
@ExportedBean
public abstract class Cause {
    /** {@return why, in one line for people} */
    @Exported(visibility = 3)
    public abstract String getShortDescription();

    /** Somebody started it. */
    public static class UserIdCause extends Cause {
        @CheckForNull
        private final String userId;

        /** Says who; null for somebody unknown. */
        public UserIdCause(@CheckForNull String userId) {
            this.userId = userId;
        }

        /** {@return who, null if unknown} */
        @CheckForNull
        @Exported(visibility = 3)
        public String getUserId() {
            return userId;
        }

        /** {@return the name for people} */
        @Exported(visibility = 3)
        public String getUserName() {
            return userId == null ? "anonymous" : userId;
        }

        @Override
        public String getShortDescription() {
            return "Started by user " + getUserName();
        }
    }
}
