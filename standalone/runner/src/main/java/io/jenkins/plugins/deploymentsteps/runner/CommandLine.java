package io.jenkins.plugins.deploymentsteps.runner;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.runner.engine.BuildSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The arguments of the command.
 *
 * @param settings what to build
 * @param jenkinsfile the file to run
 * @param credentials the file with credentials, or null
 */
record CommandLine(
        BuildSettings settings,
        Path jenkinsfile,
        @CheckForNull Path credentials) {
    static final String USAGE = """
            Usage: runner [OPTION]... JENKINSFILE
            Runs a Jenkinsfile on this machine, with the steps of the plugin. Exits 0 if the build succeeds, 1 if
            not, 2 if it is called wrongly.

              --workspace DIR     the workspace of every node block (default: the Jenkinsfile's directory)
              --credentials FILE  credentials, in the form of Jenkins' configuration as code
              --build-dir DIR     gets the log and what Jenkins would store of the build (default: a temporary directory)
              --job NAME          the job's name (default: the Jenkinsfile's directory)
              --build-number N    the build's number (default: 1)
              --branch NAME       what 'when { branch … }' sees
              -P NAME=VALUE       a build parameter; may be repeated
              --no-restarts       let waiting steps wait; by default each goes through a simulated restart of the controller
              --debug             print stack traces in full
            """;

    /** Says what is wrong with the arguments. */
    static final class UsageException extends Exception {
        private static final long serialVersionUID = 1L;

        UsageException(String message) {
            super(message);
        }
    }

    /**
     * Reads the arguments.
     *
     * @throws IOException if a build without a directory cannot be given a temporary one
     */
    static CommandLine parse(String[] arguments) throws UsageException, IOException {
        Map<String, String> options = new LinkedHashMap<>();
        Map<String, String> parameters = new LinkedHashMap<>();
        Path jenkinsfile = null;
        Iterator<String> left = Arrays.asList(arguments).iterator();
        while (left.hasNext()) {
            String argument = left.next();
            switch (argument) {
                case "-P" -> parameter(value(argument, left), parameters);
                case "--workspace", "--credentials", "--build-dir", "--job", "--build-number", "--branch" ->
                    options.put(argument, value(argument, left));
                case "--no-restarts", "--debug" -> options.put(argument, "");
                default -> {
                    if (argument.startsWith("-") || jenkinsfile != null) {
                        throw new UsageException("unexpected argument: " + argument);
                    }
                    jenkinsfile = Path.of(argument).toAbsolutePath();
                }
            }
        }
        if (jenkinsfile == null) {
            throw new UsageException("no Jenkinsfile given");
        }
        Path home = jenkinsfile.resolveSibling("");
        BuildSettings settings = new BuildSettings(
                options.getOrDefault("--job", String.valueOf(home.getFileName())),
                number(options.getOrDefault("--build-number", "1")),
                path(options.getOrDefault("--workspace", home.toString())),
                buildDirectory(options.get("--build-dir")),
                parameters,
                options.getOrDefault("--branch", ""),
                !options.containsKey("--no-restarts"),
                options.containsKey("--debug"));
        String credentials = options.get("--credentials");
        return new CommandLine(settings, jenkinsfile, credentials == null ? null : path(credentials));
    }

    private static Path buildDirectory(@CheckForNull String given) throws IOException {
        return given == null ? Files.createTempDirectory("build") : path(given);
    }

    private static Path path(String text) {
        return Path.of(text).toAbsolutePath().normalize();
    }

    private static int number(String text) throws UsageException {
        try {
            int number = Integer.parseInt(text);
            if (number > 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new UsageException("--build-number takes a number from 1, not " + text);
    }

    private static void parameter(String text, Map<String, String> parameters) throws UsageException {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new UsageException("-P takes NAME=VALUE, not " + text);
        }
        parameters.put(text.substring(0, equals), text.substring(equals + 1));
    }

    private static String value(String option, Iterator<String> left) throws UsageException {
        if (!left.hasNext()) {
            throw new UsageException(option + " takes a value");
        }
        return left.next();
    }
}
