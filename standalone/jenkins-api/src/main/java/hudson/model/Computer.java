package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import org.kohsuke.stapler.export.ExportedBean;

/** A node while it is connected. */
@ExportedBean
public abstract class Computer {
    /** Outside Jenkins there is none. */
    private Computer() {}

    /** {@return the node; null when it was removed meanwhile} */
    @CheckForNull
    public Node getNode() {
        return null;
    }
}
