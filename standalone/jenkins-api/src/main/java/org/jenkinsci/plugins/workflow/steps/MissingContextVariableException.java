package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;

/** A step lacks something around it, such as {@code node}. */
public class MissingContextVariableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final @NonNull Class<?> type;

    /** Says which type a step lacks. */
    public MissingContextVariableException(@NonNull Class<?> type, @CheckForNull StepDescriptor d) {
        super("Required context " + type + " is missing" + (d == null ? "" : " for step " + d.getFunctionName()));
        this.type = type;
    }

    /** {@return the lacking type} */
    public Class<?> getType() {
        return type;
    }
}
