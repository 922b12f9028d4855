package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import hudson.ExtensionList;
import hudson.model.Descriptor;
import java.io.IOException;
import java.util.Collections;
import java.util.Map;
import java.util.Set;

/** Describes a step of a Pipeline. */
public abstract class StepDescriptor extends Descriptor<Step> {
    /** {@return the types that {@link StepContext#get} must have for the step} */
    public abstract Set<? extends Class<?>> getRequiredContext();

    /** {@return the types that the step gives its block} */
    public Set<? extends Class<?>> getProvidedContext() {
        return Collections.emptySet();
    }

    /** {@return the name in a Pipeline} */
    public abstract String getFunctionName();

    /** {@return whether the step takes a block} */
    public boolean takesImplicitBlockArgument() {
        return false;
    }

    /** {@return whether the Snippet Generator lists the step among the advanced ones} */
    public boolean isAdvanced() {
        return false;
    }

    /**
     * Checks that a context has what the step needs.
     *
     * @throws MissingContextVariableException when it has not
     */
    public final void checkContextAvailability(StepContext c)
            throws MissingContextVariableException, IOException, InterruptedException {
        for (Class<?> each : getRequiredContext()) {
            if (c.get(each) == null) {
                throw new MissingContextVariableException(each, this);
            }
        }
    }

    /** {@return the descriptors of all steps} */
    public static ExtensionList<StepDescriptor> all() {
        return ExtensionList.lookup(StepDescriptor.class);
    }

    /** {@return the descriptor of the step of a name, or null} */
    public static @Nullable StepDescriptor byFunctionName(String name) {
        for (StepDescriptor each : all()) {
            if (each.getFunctionName().equals(name)) {
                return each;
            }
        }
        return null;
    }

    /** {@return what views show behind the step's name, or null; only a lone text, number or boolean by default} */
    @CheckForNull
    public String argumentsToString(@NonNull Map<String, Object> namedArgs) {
        if (namedArgs.size() != 1) {
            return null;
        }
        Object only = namedArgs.values().iterator().next();
        boolean plain = only instanceof CharSequence || only instanceof Number || only instanceof Boolean;
        return plain ? only.toString() : null;
    }
}
