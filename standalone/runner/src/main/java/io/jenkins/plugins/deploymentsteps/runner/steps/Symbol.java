package io.jenkins.plugins.deploymentsteps.runner.steps;

import java.util.Map;
import java.util.stream.Collectors;

/**
 * A describable that a Jenkinsfile wrote by its symbol, to be made when the step is known that takes it.
 *
 * @param name the symbol, such as {@code gitopsImage}
 * @param arguments by name; a single unnamed one is under {@link #UNNAMED}
 */
public record Symbol(String name, Map<String, Object> arguments) {
    /** Stands for the name of the only mandatory argument. */
    static final String UNNAMED = "<anonymous>";

    @Override
    public String toString() {
        return arguments.entrySet().stream()
                .map(each -> each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining(",", "@" + name + "(", ")"));
    }
}
