package io.jenkins.plugins.deploymentsteps.runner.engine;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the user asked for.
 *
 * @param jobName the job's name
 * @param buildNumber 1 or more
 * @param workspace the directory that every {@code node} works in; absolute
 * @param buildDirectory gets the log and what Jenkins would store
 * @param parameters by name, as given
 * @param branch what {@code BRANCH_NAME} and {@code when { branch … }} see; empty for none
 * @param restarts whether waiting steps go through a simulated restart of the controller
 * @param debug whether stack traces are printed in full
 */
public record BuildSettings(
        String jobName,
        int buildNumber,
        Path workspace,
        Path buildDirectory,
        Map<String, String> parameters,
        String branch,
        boolean restarts,
        boolean debug) {}
