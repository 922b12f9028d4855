package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Job;
import hudson.model.Queue;
import hudson.model.TopLevelItem;
import jenkins.model.Jenkins;

/** The job that a Jenkinsfile stands for; it has one build. */
final class LocalJob extends Job<LocalJob, LocalRun> implements TopLevelItem, Queue.Task {
    @CheckForNull
    private LocalRun run;

    LocalJob(String name, int buildNumber) {
        super(Jenkins.get(), name);
        nextBuildNumber = buildNumber;
    }

    void started(LocalRun build) {
        run = build;
    }

    @Override
    @CheckForNull
    public LocalRun getLastBuild() {
        return run;
    }

    @Override
    @CheckForNull
    public LocalRun getBuildByNumber(int n) {
        return run != null && run.getNumber() == n ? run : null;
    }
}
