package io.jenkins.plugins.deploymentsteps.rendering;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.List;

/** Renders a project of kluctl, without a connection to any cluster. */
public final class Kluctl {
    private Kluctl() {}

    /**
     * Returns the command.
     *
     * @param directory of the project, relative to the workspace
     * @param target of the project; null for a project without targets
     * @param arguments {@code name=value} each, which the project declares
     */
    public static ToolCommand render(String directory, @CheckForNull String target, List<String> arguments)
            throws DeploymentException {
        List<String> line = new ArrayList<>(List.of(
                "render",
                "--project-dir",
                Kustomize.local(directory),
                "--offline-kubernetes",
                "--print-all",
                "--no-color",
                "--no-update-check"));
        if (target != null) {
            line.addAll(List.of("--target", ToolCommand.plain("target", target)));
        }
        checkArguments("args", arguments);
        for (String each : arguments) {
            line.addAll(List.of("--arg", each));
        }
        return new ToolCommand(Tool.KLUCTL, line);
    }

    /** Accepts arguments of a project. */
    public static void checkArguments(String argument, List<String> arguments) throws DeploymentException {
        for (String each : arguments) {
            if (each.indexOf('=') < 1) {
                throw ToolCommand.invalid(
                        argument, "'" + Text.shorten(each, 100) + "' is not name=value, as kluctl --arg takes it.");
            }
            if (each.contains("=@")) {
                throw ToolCommand.invalid(
                        argument,
                        "'" + Text.shorten(each, 100)
                                + "' would read a file. Write the value itself, or have the project"
                                + " load the file.");
            }
            ToolCommand.plain(argument, each);
        }
    }

    /** Accepts the name of a target. */
    public static void checkTarget(String argument, String name) throws DeploymentException {
        ToolCommand.plain(argument, name);
    }
}
