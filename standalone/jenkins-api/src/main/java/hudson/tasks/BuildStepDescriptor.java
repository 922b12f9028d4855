package hudson.tasks;

import hudson.model.AbstractProject;
import hudson.model.Describable;
import hudson.model.Descriptor;

/**
 * Describes a step of a freestyle job.
 *
 * @param <T> the kind of step
 */
public abstract class BuildStepDescriptor<T extends BuildStep & Describable<T>> extends Descriptor<T> {
    /** Describes a class. */
    protected BuildStepDescriptor(Class<? extends T> clazz) {
        super(clazz);
    }

    /** Describes the class that encloses the descriptor. */
    protected BuildStepDescriptor() {}

    /** {@return whether jobs of a type offer the step} */
    @SuppressWarnings("rawtypes")
    public abstract boolean isApplicable(Class<? extends AbstractProject> jobType);
}
