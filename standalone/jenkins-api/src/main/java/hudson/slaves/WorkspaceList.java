package hudson.slaves;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;

/** The workspaces of a machine. */
public final class WorkspaceList {
    /** Holds none. */
    public WorkspaceList() {}

    /** {@return the directory beside a workspace for what must not be in it; null for a workspace that has no parent} */
    @CheckForNull
    public static FilePath tempDir(FilePath ws) {
        return ws.getParent() == null ? null : ws.sibling(ws.getName() + "@tmp");
    }
}
