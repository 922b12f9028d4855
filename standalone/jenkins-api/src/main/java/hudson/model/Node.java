package hudson.model;

import org.kohsuke.stapler.export.ExportedBean;

/** A machine that builds run on. */
@ExportedBean
public abstract class Node {
    /** Outside Jenkins there is none. */
    private Node() {}
}
