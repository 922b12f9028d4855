package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import java.io.IOException;

/**
 * A build of the freestyle kind.
 *
 * @param <P> the job's class
 * @param <R> the build's own class
 */
public abstract class AbstractBuild<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>> extends Run<P, R> {
    private transient FilePath workspace;

    /** Starts a new build. */
    protected AbstractBuild(P job) throws IOException {
        super(job);
    }

    /** {@return the directory that the build works in, or null} */
    public final @CheckForNull FilePath getWorkspace() {
        return workspace;
    }

    /** Says which directory the build works in. */
    protected void setWorkspace(FilePath ws) {
        workspace = ws;
    }
}
