package hudson.model;

/** A machine that builds run on. */
public abstract class Node {
    /** Outside Jenkins there is none. */
    private Node() {}
}
