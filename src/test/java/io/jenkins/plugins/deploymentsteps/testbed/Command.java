package io.jenkins.plugins.deploymentsteps.testbed;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Runs a client's command line as a person would. */
record Command(List<String> line, Map<String, String> environment, Path directory, String input) {

    static Command of(List<String> line) {
        return new Command(line, Map.of(), null, "");
    }

    Command withEnvironment(Map<String, String> variables) {
        return new Command(line, variables, directory, input);
    }

    Command in(Path workingDirectory) {
        return new Command(line, environment, workingDirectory, input);
    }

    Command withInput(String text) {
        return new Command(line, environment, directory, text);
    }

    /** Returns the standard output; a non-zero exit code is an {@link AssertionError} with the standard error. */
    String run() {
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().putAll(environment);
        if (directory != null) {
            builder.directory(directory.toFile());
        }
        try {
            Process process = builder.start();
            CompletableFuture<String> errors =
                    CompletableFuture.supplyAsync(() -> read(process.getErrorStream()::readAllBytes));
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> send(process));
            String output = read(process.getInputStream()::readAllBytes);
            int code = process.waitFor();
            sent.join();
            if (code != 0) {
                throw new AssertionError(
                        String.join(" ", line) + " ended with " + code + ":\n" + errors.join() + output);
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + String.join(" ", line), e);
        }
    }

    private void send(Process process) {
        try (OutputStream stream = process.getOutputStream()) {
            stream.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            // A command that ends without reading its input says why by its exit code.
        }
    }

    private interface Source {
        byte[] read() throws IOException;
    }

    private static String read(Source source) {
        try {
            return new String(source.read(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
