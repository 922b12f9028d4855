package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * A step that Jenkins' own plugins bring, as far as a deployment stage uses it.
 *
 * @param name as a Jenkinsfile calls it
 * @param signature what it takes
 * @param action what it does
 */
record BuiltInStep(String name, Signature signature, Action action) {
    /** What a step does. */
    @FunctionalInterface
    interface Action {
        /** Runs to its end. */
        @CheckForNull
        Object run(Call call) throws Exception;
    }

    /** A step without body. */
    static BuiltInStep of(String name, Action action, Signature.Parameter... parameters) {
        return new BuiltInStep(name, Signature.of(List.of(parameters), false), action);
    }

    /** A step with a body. */
    static BuiltInStep block(String name, Action action, Signature.Parameter... parameters) {
        return new BuiltInStep(name, Signature.of(List.of(parameters), true), action);
    }

    /** A mandatory parameter. */
    static Signature.Parameter required(String name, Class<?> type) {
        return new Signature.Parameter(name, type, true);
    }

    /** An optional parameter. */
    static Signature.Parameter optional(String name, Class<?> type) {
        return new Signature.Parameter(name, type, false);
    }
}
