package io.jenkins.plugins.deploymentsteps.architecture.planted.git;

import hudson.model.TaskListener;

/** Breaks: adapters know nothing of Jenkins. */
public class GitThatPrints {
    void print(TaskListener listener) {
        listener.getLogger().println();
    }
}
