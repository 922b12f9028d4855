package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Job;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;

/** One run of a Jenkinsfile. */
public final class Build implements AutoCloseable {
    private final BuildSettings settings;
    private final BuildLog log;
    private final FlowNodes nodes;
    private final LocalRun run;
    private final Head.Heads heads = new Head.Heads();
    private final Scope scope = new Scope(null);
    private final Frame root;
    private final Map<String, Object> parameters;

    /** What {@code env.NAME = …} set; it holds for the whole build. */
    private final Map<String, String> globalEnvironment = new ConcurrentHashMap<>();

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "Timeouts");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Prepares a build.
     *
     * @param settings what the user asked for
     * @param terminal where the log is shown too
     */
    public Build(BuildSettings settings, OutputStream terminal) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.buildDirectory());
        this.log = new BuildLog(settings.buildDirectory().resolve("log"), terminal);
        this.nodes = new FlowNodes(settings.buildDirectory().resolve("workflow"));
        this.parameters = new LinkedHashMap<>(settings.parameters());
        this.run = new LocalRun(
                new LocalJob(settings.jobName(), settings.buildNumber()), settings.buildDirectory(), parameters);
        this.root = new Frame(scope, 1, null, null, Map.of(), Map.of(), new LogListener(log, SecretMask.NONE));
    }

    /** The Jenkinsfile's code. */
    @FunctionalInterface
    public interface Script {
        /** Runs it to its end on the calling thread. */
        void run() throws Exception;
    }

    /**
     * Runs a script as this build.
     *
     * @return the build's result, with which the log ends
     */
    public Result run(Script script) throws IOException {
        PrintStream out = root.log().getLogger();
        out.println("Started by the command line");
        out.println("[Pipeline] Start of Pipeline");
        Result outcome = Result.SUCCESS;
        try {
            Head.run(heads, root, () -> {
                script.run();
                return null;
            });
        } catch (Throwable t) {
            // Whatever a Jenkinsfile throws, an Error too, ends its build and not the runner.
            outcome = t instanceof FlowInterruptedException interrupted ? interrupted.getResult() : Result.FAILURE;
            out.println("[Pipeline] End of Pipeline");
            report(t, root.log());
            return finish(outcome);
        }
        out.println("[Pipeline] End of Pipeline");
        return finish(outcome);
    }

    private Result finish(Result outcome) throws IOException {
        run.end(outcome);
        Result result = Objects.requireNonNullElse(run.getResult(), outcome);
        root.log().getLogger().println("Finished: " + result);
        return result;
    }

    /** Prints what a step or script failed with: a user's error in one line, anything else with the script's lines. */
    public void report(Throwable failure, TaskListener listener) {
        PrintStream out = listener.getLogger();
        if (failure instanceof AbortException) {
            listener.error(failure.getMessage());
        } else if (failure instanceof FlowInterruptedException interrupted) {
            interrupted.getCauses().forEach(cause -> cause.print(listener));
            if (interrupted.getCause() instanceof AbortException cause) {
                out.println(cause.getMessage());
            }
            for (Throwable suppressed : interrupted.getSuppressed()) {
                report(suppressed, listener);
            }
        } else {
            out.println(failure);
            Arrays.stream(failure.getStackTrace())
                    .filter(settings.debug() ? frame -> true : Build::isOfScript)
                    .forEach(frame -> out.println("\tat " + frame));
        }
    }

    private static boolean isOfScript(StackTraceElement frame) {
        return "WorkflowScript".equals(frame.getFileName());
    }

    /** Aborts the build as a user who presses the red cross does. It ends some time later, {@code post} included. */
    public void abort(CauseOfInterruption cause) {
        heads.interrupt(scope, new FlowInterruptedException(Result.ABORTED, true, cause));
    }

    /** Interrupts whatever runs within a part of the build. */
    public void interrupt(Scope part, Throwable cause) {
        heads.interrupt(part, cause);
    }

    /** Records that a step is called, and says so in the log. */
    public int startStep(Frame frame, String step, Map<String, ?> arguments) throws IOException {
        announce(step);
        return nodes.start(frame.block(), step, arguments, frame.listener());
    }

    /** Records that a step failed. */
    public void failed(int node, Throwable failure) throws IOException {
        nodes.failed(node, failure);
    }

    /**
     * Runs the body of a block step.
     *
     * @param node of the step
     * @param label what the log shows beside the brace; null for nothing
     * @param inner what surrounds the body
     */
    public <T> T block(Head head, int node, @CheckForNull String label, Frame inner, Callable<T> body)
            throws Exception {
        announce(label == null ? "{" : "{ (" + label + ")");
        try {
            return head.in(inner.withBlock(node), body);
        } finally {
            announce("}");
        }
    }

    /** Says in the log that a block step has ended. */
    public void endBlock(String step) {
        announce("// " + step);
    }

    /** Prints a line that Pipeline itself says. */
    public void announce(String what) {
        root.log().getLogger().println("[Pipeline] " + what);
    }

    /**
     * Returns what a step may ask its context for, or null where that is not there.
     *
     * @param key such as {@code FilePath.class}
     */
    @CheckForNull
    public <T> T context(Frame frame, Class<T> key) throws IOException, InterruptedException {
        Object value = null;
        if (key == TaskListener.class) {
            value = frame.log();
        } else if (key == Run.class) {
            value = run;
        } else if (key == Job.class) {
            value = run.getParent();
        } else if (key == EnvVars.class) {
            value = environment(frame);
        } else if (key == FilePath.class) {
            value = frame.directory();
        } else if (key == Launcher.class && frame.directory() != null) {
            value = new Launcher.LocalLauncher(frame.log());
        }
        return key.cast(value);
    }

    /** Returns the environment variables that a step sees. */
    public EnvVars environment(Frame frame) throws IOException, InterruptedException {
        EnvVars environment = run.getEnvironment(frame.log());
        environment.put("BUILD_ID", run.getId());
        FilePath workspace = frame.workspace();
        if (workspace != null) {
            environment.put("WORKSPACE", workspace.getRemote());
            environment.put("NODE_NAME", "built-in");
        }
        environment.overrideAll(globalEnvironment);
        environment.overrideAll(frame.environment());
        return environment;
    }

    /** Sets an environment variable for the rest of the build, as {@code env.NAME = …} does. */
    public void setEnvironment(String name, String value) {
        globalEnvironment.put(name, value);
    }

    /**
     * Declares a parameter, as the {@code parameters} section does.
     *
     * @return its value: what the command line says, else the default
     */
    public Object declareParameter(String name, Object defaultValue) {
        Object given = settings.parameters().get(name);
        Object value = given == null
                ? defaultValue
                : defaultValue instanceof Boolean ? (Object) Boolean.valueOf(given.toString()) : given;
        parameters.put(name, value);
        return value;
    }

    /** Returns the names given on the command line that the Jenkinsfile does not declare. */
    public List<String> undeclaredParameters(List<String> declared) {
        List<String> undeclared = new ArrayList<>(settings.parameters().keySet());
        undeclared.removeAll(declared);
        return undeclared;
    }

    /** Returns the parameters with their values. */
    public Map<String, Object> parameters() {
        return parameters;
    }

    /** Returns the build as plugins see it. */
    public Run<?, ?> run() {
        return run;
    }

    /** Returns what the user asked for. */
    public BuildSettings settings() {
        return settings;
    }

    /** Returns the thread that starts what is due. */
    public ScheduledExecutorService clock() {
        return clock;
    }

    @Override
    public void close() throws IOException {
        clock.shutdownNow();
        log.close();
    }
}
