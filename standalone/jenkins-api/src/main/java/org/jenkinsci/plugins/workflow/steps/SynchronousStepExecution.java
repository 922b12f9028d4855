package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;

/**
 * A run that does all its work in the Pipeline's own thread, so it must be quick.
 *
 * @param <T> what the step returns
 */
public abstract class SynchronousStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    /** Runs in a context. */
    protected SynchronousStepExecution(@NonNull StepContext context) {
        super(context);
    }

    /** {@return what the step returns, the work done} */
    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        getContext().onSuccess(run());
        return true;
    }

    @Override
    public void stop(Throwable cause) throws Exception {}
}
