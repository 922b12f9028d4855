package hudson.model;

/** The work that waits for an executor. */
public class Queue {
    private Queue() {}

    /** Something that runs on an executor. */
    public interface Task extends ModelObject {}
}
