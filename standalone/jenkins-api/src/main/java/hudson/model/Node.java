package hudson.model;

/** A machine that builds run on. */
public abstract class Node {
    /** For the subclasses of a controller. */
    protected Node() {}
}
