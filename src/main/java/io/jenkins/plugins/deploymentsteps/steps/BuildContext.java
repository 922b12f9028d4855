package io.jenkins.plugins.deploymentsteps.steps;

import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import java.io.IOException;
import java.time.Instant;

/** What an operation gets from the build that it runs in, at one look. */
interface BuildContext {
    /** Returns the build. */
    Run<?, ?> run();

    /** Returns the build's log. */
    TaskListener listener();

    /**
     * Returns the workspace.
     *
     * @throws DeploymentException if the step runs where there is none
     * @throws IOException if its agent cannot be reached
     * @throws InterruptedException if the thread is interrupted
     */
    FilePath workspace() throws DeploymentException, IOException, InterruptedException;

    /**
     * Returns what starts programs where the workspace is.
     *
     * @throws DeploymentException if the step runs where there is no workspace
     * @throws IOException if the agent cannot be reached
     * @throws InterruptedException if the thread is interrupted
     */
    Launcher launcher() throws DeploymentException, IOException, InterruptedException;

    /** Returns the build's environment variables, as a shell step would see them. */
    EnvVars environment();

    /** Returns what opens clusters and servers. */
    Connections connections();

    /** Returns what lets one deployment at a time change a set. */
    default DeploymentLocks locks() {
        return Background.LOCKS;
    }

    /** Returns what time it is. */
    default Instant now() {
        return Instant.now();
    }

    /**
     * Returns the build as it is now, for the look of a part of the operation that has looks of its own.
     *
     * @throws IOException if the step is not part of a build any more
     * @throws InterruptedException if the thread is interrupted
     */
    BuildContext again() throws IOException, InterruptedException;

    /** Returns how lines in the log begin that a step of that name writes. */
    default String logName(String step) {
        return step;
    }

    /** Has the operation's state written before anything relies on it. */
    void save() throws InterruptedException;

    /** Brings the next look forward; called from any thread, returns at once. */
    void wakeUp();
}
