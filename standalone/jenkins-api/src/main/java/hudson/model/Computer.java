package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/** A node while it is connected. */
public abstract class Computer {
    /** Outside Jenkins there is none. */
    private Computer() {}

    /** {@return the node; null when it was removed meanwhile} */
    @CheckForNull
    public Node getNode() {
        return null;
    }
}
