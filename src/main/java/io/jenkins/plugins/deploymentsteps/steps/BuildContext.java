package io.jenkins.plugins.deploymentsteps.steps;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import java.io.IOException;

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

    /** Returns what opens clusters and servers. */
    Connections connections();

    /** Returns what lets one deployment at a time change a set. */
    default DeploymentLocks locks() {
        return Background.LOCKS;
    }

    /** Brings the next look forward; called from any thread, returns at once. */
    void wakeUp();
}
