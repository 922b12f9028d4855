package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import groovy.lang.Closure;
import hudson.FilePath;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Frame;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import java.util.List;
import java.util.Map;

/**
 * One call of a built-in step.
 *
 * @param step the step's name
 * @param build the running build
 * @param head the calling thread
 * @param node the call's flow node
 * @param arguments by name
 * @param closure the block, or null
 */
record Call(
        String step,
        Build build,
        Head head,
        int node,
        Map<String, Object> arguments,
        @CheckForNull Closure<?> closure) {
    Frame frame() {
        return head.frame();
    }

    @CheckForNull
    Object argument(String name) {
        return arguments.get(name);
    }

    /** Returns a text, or the default where it is not given. */
    String text(String name, String defaultValue) {
        Object value = arguments.get(name);
        if (value == null) {
            return defaultValue;
        }
        if (value instanceof String text) {
            return text;
        }
        throw wrongType(name, String.class, value);
    }

    /** Returns a mandatory text. */
    String text(String name) {
        if (arguments.get(name) == null) {
            throw new IllegalArgumentException("Step " + step + ": argument " + name + " is missing");
        }
        return text(name, "");
    }

    boolean flag(String name, boolean defaultValue) {
        Object value = arguments.get(name);
        if (value == null) {
            return defaultValue;
        }
        return value instanceof Boolean flag ? flag : Boolean.parseBoolean(value.toString());
    }

    long number(String name) {
        Object value = arguments.get(name);
        if (value instanceof Number number) {
            return number.longValue();
        }
        try {
            return Long.parseLong(String.valueOf(value));
        } catch (NumberFormatException e) {
            throw wrongType(name, Integer.class, value);
        }
    }

    List<?> list(String name) {
        if (arguments.get(name) instanceof List<?> list) {
            return list;
        }
        throw wrongType(name, List.class, arguments.get(name));
    }

    private ClassCastException wrongType(String name, Class<?> wanted, @CheckForNull Object value) {
        return new ClassCastException("Step " + step + ": argument " + name + " expects " + wanted + " but received "
                + (value == null ? "null" : value.getClass()));
    }

    /** Returns the current directory. */
    FilePath directory() throws Exception {
        FilePath directory = frame().directory();
        if (directory == null) {
            throw StepLibrary.missingContext(FilePath.class);
        }
        return directory;
    }

    /** Runs the body. */
    @CheckForNull
    Object body(@CheckForNull String label, Frame inner) throws Exception {
        try {
            return build.block(head, node, label, inner, () -> (Object) closure.call());
        } finally {
            build.endBlock(step);
        }
    }
}
