package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Variables;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads the texts that sources are given. Every error names the argument. */
final class SourceFields {
    private SourceFields() {}

    /** Accepts a path of the workspace that is handed to a program. */
    static void path(String argument, String text) throws DeploymentException {
        FormFields.relativePath(argument, text);
        if (text.startsWith("-") || text.contains("$") || text.chars().anyMatch(Character::isISOControl)) {
            throw Arguments.invalid(
                    argument,
                    "'" + Text.shorten(text, 100) + "' cannot be handed to a program: it begins with a hyphen, or has a"
                            + " '$' or a control character.");
        }
    }

    /** Accepts a list of paths of the workspace that are handed to a program. */
    static void paths(String argument, String text) throws DeploymentException {
        for (String each : Text.items(text)) {
            path(argument, each);
        }
    }

    /** Splits a list that is separated by newlines only, because a comma belongs to an item. */
    static List<String> lines(@CheckForNull String text) {
        return text == null
                ? List.of()
                : Arrays.stream(text.split("\\R"))
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
    }

    /** Reads {@code NAME=value} lines. */
    static Map<String, String> variables(String argument, @CheckForNull String text) throws DeploymentException {
        return text == null ? Map.of() : Variables.parse(argument, text).values();
    }
}
