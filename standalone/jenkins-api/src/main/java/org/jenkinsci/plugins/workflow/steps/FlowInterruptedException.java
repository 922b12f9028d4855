package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.Result;
import java.util.List;
import java.util.stream.Collectors;
import jenkins.model.CauseOfInterruption;

/** A person or a timeout ended a step. */
public final class FlowInterruptedException extends InterruptedException {
    private static final long serialVersionUID = 630482382622970136L;

    private final @NonNull Result result;

    @SuppressWarnings("serial")
    private final @NonNull List<CauseOfInterruption> causes;

    private boolean actualInterruption;

    /** Ends with a result and reasons. */
    public FlowInterruptedException(
            @NonNull Result result, boolean actualInterruption, @NonNull CauseOfInterruption... causes) {
        this.result = result;
        this.actualInterruption = actualInterruption;
        this.causes = List.of(causes);
    }

    /** {@return the result of the build} */
    public @NonNull Result getResult() {
        return result;
    }

    /** {@return the reasons} */
    public @NonNull List<CauseOfInterruption> getCauses() {
        return causes;
    }

    /** {@return whether the whole build is to end} */
    public boolean isActualInterruption() {
        return actualInterruption;
    }

    /** Says whether the whole build is to end. */
    public void setActualInterruption(boolean actualInterruption) {
        this.actualInterruption = actualInterruption;
    }

    @Override
    public String getMessage() {
        return causes.stream().map(CauseOfInterruption::getShortDescription).collect(Collectors.joining(", "));
    }
}
