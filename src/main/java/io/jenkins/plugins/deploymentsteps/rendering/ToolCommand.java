package io.jenkins.plugins.deploymentsteps.rendering;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.SecretText;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A command line: the arguments of one program, which no shell reads. No argument is a secret: other users of the agent
 * see the arguments of its processes.
 *
 * @param tool the program
 * @param arguments without the program
 */
public record ToolCommand(Tool tool, List<String> arguments) {
    /** Copies the list. */
    public ToolCommand {
        arguments = List.copyOf(arguments);
    }

    /**
     * Accepts a text that comes from a user as an argument of its own.
     *
     * @param argument of the step, with which messages begin
     * @return the text
     * @throws DeploymentException (invalid input) if the program could take it for an option, if it would not arrive as it
     *     is, or if it looks like a secret, which is not repeated
     */
    static String plain(String argument, String text) throws DeploymentException {
        if (text.startsWith("-")) {
            throw invalid(argument, "'" + Text.shorten(text, 100) + "' begins with a hyphen, as options do.");
        }
        if (text.indexOf('$') >= 0) {
            // Launchers of Jenkins fill variables of the agent's process into arguments.
            throw invalid(
                    argument,
                    "'" + Text.shorten(text, 100)
                            + "' has a '$', for which the agent would fill in variables of its own."
                            + " Put that value into a file, or leave the variable to Groovy.");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw invalid(argument, "a control character or line break cannot be given to a program.");
        }
        if (text.contains("PRIVATE KEY") || text.length() <= 256 && SecretText.isLikely(afterEquals(text))) {
            throw invalid(
                    argument,
                    "this looks like a secret. Everybody on the agent could see it, and it is kept in the build's files:"
                            + " renew it, and let the manifests refer to a Secret.");
        }
        return text;
    }

    private static String afterEquals(String text) {
        return text.substring(text.indexOf('=') + 1);
    }

    static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }

    /** Returns the same with more arguments at its end. */
    public ToolCommand with(List<String> more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(more);
        return new ToolCommand(tool, all);
    }

    /** Returns what a person would type. */
    @Override
    public String toString() {
        return tool.program() + " "
                + arguments.stream().map(ToolCommand::quoted).collect(Collectors.joining(" "));
    }

    private static String quoted(String argument) {
        return argument.matches("[\\w@%+=:,./-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }
}
