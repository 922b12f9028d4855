package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a step may return so that a Pipeline in Jenkins' Groovy sandbox can use and store it. */
final class SandboxValues {
    private static final Set<Class<?>> SCALARS =
            Set.of(String.class, Boolean.class, Integer.class, Long.class, Double.class);

    private SandboxValues() {}

    /**
     * Checks a returned value.
     *
     * @throws IllegalStateException naming the first part of it that is no text, number, boolean, list or map
     */
    static void check(String step, @CheckForNull Object value) {
        check(step, "the returned value", value);
    }

    private static void check(String step, String where, @CheckForNull Object value) {
        if (value == null || SCALARS.contains(value.getClass())) {
            return;
        }
        boolean plain =
                value instanceof Serializable && value.getClass().getName().startsWith("java.util.");
        if (plain && value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                check(step, where + "[" + i + "]", list.get(i));
            }
        } else if (plain && value instanceof Map<?, ?> map) {
            map.forEach((key, each) -> {
                check(step, "a key of " + where, key);
                check(step, where + "." + key, each);
            });
        } else {
            throw new IllegalStateException(
                    "Step " + step + ": " + where + " is a " + value.getClass().getName()
                            + ", which a sandboxed Pipeline may not use or store."
                            + " Return texts, numbers, booleans, lists and maps only.");
        }
    }
}
