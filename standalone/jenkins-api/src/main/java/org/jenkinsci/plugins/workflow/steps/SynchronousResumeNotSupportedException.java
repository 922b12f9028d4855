package org.jenkinsci.plugins.workflow.steps;

/** A step did not survive a restart. */
public class SynchronousResumeNotSupportedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Says which step. */
    public SynchronousResumeNotSupportedException(StepContext context) {
        super("The Pipeline step cannot be resumed after a controller restart.");
    }
}
