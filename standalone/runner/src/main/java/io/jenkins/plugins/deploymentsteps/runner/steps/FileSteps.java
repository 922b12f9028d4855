package io.jenkins.plugins.deploymentsteps.runner.steps;

import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.block;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.of;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.optional;
import static io.jenkins.plugins.deploymentsteps.runner.steps.BuiltInStep.required;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.FilePath;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Steps that work on files and start processes; they need a {@code node} around them. */
final class FileSteps {
    private FileSteps() {}

    static List<BuiltInStep> all() {
        return List.of(
                block("dir", FileSteps::dir, required("path", String.class)),
                of("deleteDir", FileSteps::deleteDir),
                of("pwd", FileSteps::pwd, optional("tmp", boolean.class)),
                of("fileExists", FileSteps::fileExists, required("file", String.class)),
                of("readFile", FileSteps::readFile, required("file", String.class), optional("encoding", String.class)),
                of(
                        "writeFile",
                        FileSteps::writeFile,
                        required("file", String.class),
                        required("text", String.class),
                        optional("encoding", String.class)),
                of("isUnix", call -> File.pathSeparatorChar == ':'),
                of("checkout", FileSteps::checkout, required("scm", Object.class)),
                of(
                        "sh",
                        FileSteps::sh,
                        required("script", String.class),
                        optional("encoding", String.class),
                        optional("label", String.class),
                        optional("returnStatus", boolean.class),
                        optional("returnStdout", boolean.class)));
    }

    @CheckForNull
    private static Object dir(Call call) throws Exception {
        FilePath directory = call.directory().child(call.text("path"));
        call.frame().log().getLogger().println("Running in " + directory.getRemote());
        return call.body(null, call.frame().inDirectory(directory));
    }

    @CheckForNull
    private static Object deleteDir(Call call) throws Exception {
        call.directory().deleteRecursive();
        return null;
    }

    private static Object pwd(Call call) throws Exception {
        FilePath directory = call.directory();
        return call.flag("tmp", false) ? directory.getRemote() + "@tmp" : directory.getRemote();
    }

    private static Object fileExists(Call call) throws Exception {
        return call.directory().child(call.text("file")).exists();
    }

    private static Object readFile(Call call) throws Exception {
        utf8(call);
        try (InputStream in = call.directory().child(call.text("file")).read()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @CheckForNull
    private static Object writeFile(Call call) throws Exception {
        utf8(call);
        call.directory().child(call.text("file")).write(call.text("text"), "UTF-8");
        return null;
    }

    private static void utf8(Call call) {
        if (!call.text("encoding", "UTF-8").equalsIgnoreCase("UTF-8")) {
            throw new IllegalArgumentException("Step " + call.step() + ": the runner reads and writes UTF-8 only.");
        }
    }

    @CheckForNull
    private static Object checkout(Call call) throws Exception {
        call.frame()
                .log()
                .getLogger()
                .println("The runner works on the files in " + call.directory().getRemote() + " as they are.");
        return null;
    }

    /** Runs a shell script as Jenkins does: {@code sh -xe}, unless its first line names another interpreter. */
    @CheckForNull
    private static Object sh(Call call) throws Exception {
        String text = call.text("script");
        boolean returnStdout = call.flag("returnStdout", false);
        File directory = new File(call.directory().getRemote());
        Files.createDirectories(directory.toPath());
        Path script = Files.createTempFile("script", ".sh");
        try {
            Files.writeString(script, text);
            ProcessBuilder builder = text.startsWith("#!")
                    ? new ProcessBuilder(script.toString())
                    : new ProcessBuilder("sh", "-xe", script.toString());
            Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
            builder.directory(directory);
            builder.environment().putAll(call.build().environment(call.frame()));
            builder.redirectErrorStream(!returnStdout);
            builder.redirectInput(new File("/dev/null"));
            Output output = run(call, builder, returnStdout);
            if (call.flag("returnStatus", false)) {
                return output.status();
            }
            if (output.status() != 0) {
                throw new AbortException("script returned exit code " + output.status());
            }
            return returnStdout ? output.text() : null;
        } finally {
            Files.deleteIfExists(script);
        }
    }

    private record Output(int status, String text) {}

    private static Output run(Call call, ProcessBuilder builder, boolean keep) throws Exception {
        Process process = builder.start();
        PrintStream log = call.frame().log().getLogger();
        CompletableFuture<String> kept = keep
                ? reading(() -> new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                : null;
        CompletableFuture<String> shown = reading(() -> {
            try (InputStream in = keep ? process.getErrorStream() : process.getInputStream()) {
                in.transferTo(log);
                return "";
            }
        });
        CompletableFuture<Output> outcome = new CompletableFuture<>();
        Map.Entry<Process, CompletableFuture<Output>> running = Map.entry(process, outcome);
        process.onExit()
                .thenCombine(shown, (ended, nothing) -> ended)
                .thenCombine(
                        keep ? kept : CompletableFuture.completedFuture(""),
                        (ended, text) -> new Output(ended.exitValue(), text))
                .whenComplete((output, failure) -> {
                    if (failure == null) {
                        outcome.complete(output);
                    } else {
                        outcome.completeExceptionally(failure);
                    }
                });
        return call.head().await(outcome, cause -> stop(running, log, cause));
    }

    private static void stop(Map.Entry<Process, CompletableFuture<Output>> running, PrintStream log, Throwable cause) {
        log.println("Sending interrupt signal to process");
        // First of all: a shell whose child was ended may itself end as if all were well.
        running.getValue().completeExceptionally(cause);
        Process process = running.getKey();
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }

    @FunctionalInterface
    private interface Reading {
        String read() throws IOException;
    }

    private static CompletableFuture<String> reading(Reading reading) {
        CompletableFuture<String> read = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        read.complete(reading.read());
                    } catch (IOException e) {
                        read.completeExceptionally(e);
                    }
                },
                "Output of sh");
        thread.setDaemon(true);
        thread.start();
        return read;
    }
}
