package io.jenkins.plugins.deploymentsteps.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Command line tools that we are measured beside. */
final class Tool {
    private Tool() {}

    /**
     * Runs a command to its end.
     *
     * @param directory where it runs
     * @param command program and arguments
     * @return what it printed
     * @throws IOException if it cannot be started or fails; the message holds its output
     */
    static String run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IOException(String.join(" ", command.subList(0, Math.min(3, command.size())))
                    + " … ended with status " + status + ": " + output);
        }
        return output;
    }
}
