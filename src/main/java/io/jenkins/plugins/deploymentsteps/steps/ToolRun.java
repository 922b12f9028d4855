package io.jenkins.plugins.deploymentsteps.steps;

import hudson.FilePath;
import hudson.Launcher;
import hudson.Proc;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import io.jenkins.plugins.deploymentsteps.rendering.ToolCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;

/**
 * Runs a tool where the workspace is, to its end: not longer than the step may take, and with all the processes that it
 * started. What it prints is the result; what it complains of is told.
 */
final class ToolRun {
    private static final Logger LOGGER = Logger.getLogger(ToolRun.class.getName());

    /** As much as all manifests may have together. */
    private static final int MOST_OUTPUT = 10_000_000;

    private static final int MOST_ERRORS = 64 * 1024;
    private static final int LINES_TOLD = 30;
    private static final String MARK = "DEPLOYMENT_STEPS_TOOL";
    private static final int NOT_FOUND = 127;
    private static final int NOT_EXECUTABLE = 126;

    private final Operation operation;
    private final BuildContext build;

    ToolRun(Operation operation, BuildContext build) {
        this.operation = operation;
        this.build = build;
    }

    /** The program is not on the agent. */
    static final class Missing extends DeploymentException {
        private static final long serialVersionUID = 1L;

        Missing(String message) {
            super(Kind.NOT_FOUND, message);
        }
    }

    /**
     * Runs a command in the workspace.
     *
     * @return what it printed
     * @throws Missing if there is no such program
     * @throws DeploymentException (invalid input) if it fails or prints too much; (timeout) if it takes too long
     * @throws IOException if the agent cannot be reached
     * @throws InterruptedException if the thread is interrupted; the tool is ended then
     */
    byte[] run(ToolCommand command) throws DeploymentException, IOException, InterruptedException {
        FilePath workspace = build.workspace();
        Launcher launcher = build.launcher();
        String mark = UUID.randomUUID().toString();
        Map<String, String> environment = ToolEnvironment.of(build.environment(), launcher.isUnix());
        environment.put(MARK, mark);
        BoundedOutput output = new BoundedOutput(MOST_OUTPUT);
        BoundedOutput errors = new BoundedOutput(MOST_ERRORS);
        operation.log(build).info("$ " + command);
        List<String> line = line(launcher, command);
        // What needs no file of the workspace may be the first to come there.
        workspace.mkdirs();
        Proc process;
        try {
            process = launcher.launch()
                    .cmds(line)
                    .envs(environment)
                    .pwd(workspace)
                    .stdout(output)
                    .stderr(errors)
                    .quiet(true)
                    .start();
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("Cannot run program")) {
                throw missing(command.tool());
            }
            throw e;
        }
        int code = join(process, launcher, mark, output);
        return result(command, code, output, errors);
    }

    /** The environment's own PATH counts, as it is in a shell; Java alone would search that of the agent's process. */
    private List<String> line(Launcher launcher, ToolCommand command)
            throws DeploymentException, IOException, InterruptedException {
        List<String> line = new ArrayList<>();
        if (launcher.isUnix()) {
            line.add("env");
        }
        String configured = AgentTool.program(command.tool(), build);
        line.add(configured == null ? command.tool().program() : configured);
        line.addAll(command.arguments());
        return line;
    }

    private int join(Proc process, Launcher launcher, String mark, BoundedOutput output)
            throws IOException, InterruptedException {
        Future<?> watch = Timer.get()
                .scheduleWithFixedDelay(
                        () -> {
                            if (output.isFull() || operation.deadline().hasPassed()) {
                                Background.THREADS.execute(() -> kill(process, launcher, mark));
                            }
                        },
                        200,
                        500,
                        TimeUnit.MILLISECONDS);
        try {
            return process.join();
        } catch (InterruptedException e) {
            // Not by this thread: an interrupted one cannot ask the agent for anything.
            Background.THREADS.execute(() -> kill(process, launcher, mark));
            throw e;
        } finally {
            watch.cancel(false);
        }
    }

    private static void kill(Proc process, Launcher launcher, String mark) {
        try {
            process.kill();
            launcher.kill(Map.of(MARK, mark));
        } catch (IOException | RuntimeException e) {
            LOGGER.log(Level.FINE, "A tool could not be ended", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] result(ToolCommand command, int code, BoundedOutput output, BoundedOutput errors)
            throws DeploymentException {
        String program = command.tool().program();
        if (output.isFull()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    program + " printed more than " + MOST_OUTPUT / 1_000_000
                            + " MB, which is more than manifests may have.");
        }
        if (code != 0 && operation.deadline().hasPassed()) {
            throw new DeploymentException(
                    Kind.TIMEOUT,
                    "timeout: " + program
                            + " was still running when the time was over, and was ended. It had been started" + " as: "
                            + command + told(errors));
        }
        if (code == NOT_FOUND || code == NOT_EXECUTABLE) {
            throw missing(command.tool());
        }
        if (code != 0) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    program + " failed with exit code " + code + ". It had been started as: " + command + told(errors));
        }
        errors.text().lines().filter(line -> !line.isBlank()).limit(LINES_TOLD).forEach(line -> operation
                .log(build)
                .info(program + ": " + line));
        return output.bytes();
    }

    /** The last lines, because the reason comes at the end. */
    private static String told(BoundedOutput errors) {
        List<String> lines =
                errors.text().lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            return "\nIt did not say why.";
        }
        StringBuilder told = new StringBuilder("\nIt said:");
        lines.subList(Math.max(0, lines.size() - LINES_TOLD), lines.size())
                .forEach(line -> told.append("\n  ").append(Text.shorten(line, 500)));
        return told.toString();
    }

    private Missing missing(Tool tool) {
        String node = build.environment().getOrDefault("NODE_NAME", "");
        return new Missing("There is no program '" + tool.program() + "' on the agent"
                + (node.isEmpty() ? "" : " '" + Text.shorten(node, 100) + "'")
                + ", neither as a tool of Jenkins (Manage Jenkins, Tools) nor on the PATH of the build. Install it on the"
                + " agent (" + tool.guide() + "), configure it as a tool, or run the step in a container that has it.");
    }
}
