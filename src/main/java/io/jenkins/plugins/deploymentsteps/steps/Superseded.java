package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.Result;
import java.io.Serial;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** A newer deployment takes the place of the build's. */
public final class Superseded extends CauseOfInterruption {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String message;

    private Superseded(String message) {
        this.message = message;
    }

    /** Makes what ends the build as not built. */
    static FlowInterruptedException interruption(String message) {
        return new FlowInterruptedException(Result.NOT_BUILT, true, new Superseded(message));
    }

    @Override
    public String getShortDescription() {
        return message;
    }
}
