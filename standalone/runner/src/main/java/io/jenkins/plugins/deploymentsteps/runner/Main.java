package io.jenkins.plugins.deploymentsteps.runner;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.credentials.CredentialsFile;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.language.Jenkinsfile;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.FileHandler;
import java.util.logging.Handler;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jenkins.model.CauseOfInterruption;

/** The command that runs a Jenkinsfile. */
public final class Main {
    private static final int SUCCESS = 0;
    private static final int FAILURE = 1;
    private static final int USAGE = 2;

    /** How long an interrupted build may take to end. */
    private static final long ABORT_SECONDS = 30;

    private Main() {}

    /** Runs the command and exits. */
    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments, System.out, System.err));
    }

    /**
     * Runs the command.
     *
     * @return the exit code
     */
    static int run(String[] arguments, OutputStream out, PrintStream err) throws IOException {
        if (Arrays.asList(arguments).contains("--help")) {
            out.write(CommandLine.USAGE.getBytes(StandardCharsets.UTF_8));
            out.flush();
            return SUCCESS;
        }
        try {
            CommandLine commandLine = CommandLine.parse(arguments);
            return run(commandLine, out) == Result.SUCCESS ? SUCCESS : FAILURE;
        } catch (CommandLine.UsageException e) {
            err.println("runner: " + e.getMessage());
            err.print(CommandLine.USAGE);
            return USAGE;
        } catch (NoSuchFileException e) {
            err.println("runner: no such file: " + e.getFile());
            return USAGE;
        } catch (IOException e) {
            err.println("runner: " + e.getMessage());
            return USAGE;
        }
    }

    private static Result run(CommandLine commandLine, OutputStream out) throws IOException {
        String text = Files.readString(commandLine.jenkinsfile());
        logTo(commandLine.settings().buildDirectory());
        Controller controller =
                Controller.start(commandLine.settings().buildDirectory().toFile());
        Path credentials = commandLine.credentials();
        if (credentials != null) {
            CredentialsFile.load(credentials, System.getenv(), controller);
        }
        try (Build build = new Build(commandLine.settings(), out)) {
            CountDownLatch ended = new CountDownLatch(1);
            Thread onInterrupt = new Thread(() -> abort(build, ended), "Interrupted by a signal");
            Runtime.getRuntime().addShutdownHook(onInterrupt);
            try {
                StepLibrary steps = new StepLibrary(build);
                return build.run(() -> new Jenkinsfile(text).run(build, steps));
            } finally {
                ended.countDown();
                removeHook(onInterrupt);
            }
        }
    }

    /** Sends what would go to the controller's log, which users do not see, to a file. */
    private static void logTo(Path buildDirectory) throws IOException {
        Files.createDirectories(buildDirectory);
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        FileHandler file =
                new FileHandler(buildDirectory.resolve("controller.log").toString());
        file.setFormatter(new SimpleFormatter());
        root.addHandler(file);
    }

    /** Aborts a build and waits for its {@code post} sections, while the JVM is told to end. */
    private static void abort(Build build, CountDownLatch ended) {
        build.abort(new Interrupted());
        try {
            ended.await(ABORT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // the hook is running: it waits for this very moment
        }
    }

    /** Why a build was aborted from the keyboard. */
    private static final class Interrupted extends CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "Aborted from the command line";
        }
    }
}
