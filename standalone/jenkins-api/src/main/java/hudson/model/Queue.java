package hudson.model;

import org.kohsuke.stapler.export.ExportedBean;

/** The work that waits for an executor. */
@ExportedBean
public class Queue {
    private Queue() {}

    /** Something that runs on an executor. */
    public interface Task extends ModelObject {}
}
