package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.io.Serializable;

/** One run of a step; written to disk while it waits, and read back after a restart. */
public abstract class StepExecution implements Serializable {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial")
    private final StepContext context;

    /** Runs in a context. */
    protected StepExecution(@NonNull StepContext context) {
        this.context = context;
    }

    /** {@return the context} */
    public @NonNull StepContext getContext() {
        return context;
    }

    /** {@return whether the step is done; if not, it tells the context later} */
    public abstract boolean start() throws Exception;

    /** Ends the step early; it tells the context the cause. */
    public void stop(@NonNull Throwable cause) throws Exception {
        context.onFailure(cause);
    }

    /** Goes on after a restart. */
    public void onResume() {}

    /** {@return what it does now, in a few words, or null} */
    public @CheckForNull String getStatus() {
        return null;
    }

    /** {@return whether a restart must wait for it} */
    public boolean blocksRestart() {
        return false;
    }
}
