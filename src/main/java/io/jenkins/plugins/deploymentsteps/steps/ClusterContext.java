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

/** The build, to what a step does on one of several clusters: the same, but for its name in the log and its own looks. */
final class ClusterContext implements BuildContext {
    private final BuildContext build;
    private final String cluster;
    private final Runnable wakeUp;

    /**
     * Stands for a build.
     *
     * @param wakeUp brings the next look at that cluster forward
     */
    ClusterContext(BuildContext build, String cluster, Runnable wakeUp) {
        this.build = build;
        this.cluster = cluster;
        this.wakeUp = wakeUp;
    }

    @Override
    public Run<?, ?> run() {
        return build.run();
    }

    @Override
    public TaskListener listener() {
        return build.listener();
    }

    @Override
    public String logName(String step) {
        return build.logName(step) + " " + cluster;
    }

    @Override
    public FilePath workspace() throws DeploymentException, IOException, InterruptedException {
        return build.workspace();
    }

    @Override
    public Launcher launcher() throws DeploymentException, IOException, InterruptedException {
        return build.launcher();
    }

    @Override
    public EnvVars environment() {
        return build.environment();
    }

    @Override
    public Connections connections() {
        return build.connections();
    }

    @Override
    public DeploymentLocks locks() {
        return build.locks();
    }

    @Override
    public Instant now() {
        return build.now();
    }

    @Override
    public BuildContext again() throws IOException, InterruptedException {
        return new ClusterContext(build.again(), cluster, wakeUp);
    }

    @Override
    public void save() throws InterruptedException {
        build.save();
    }

    @Override
    public void wakeUp() {
        wakeUp.run();
    }
}
