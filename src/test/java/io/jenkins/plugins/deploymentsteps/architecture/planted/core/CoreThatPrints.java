package io.jenkins.plugins.deploymentsteps.architecture.planted.core;

import hudson.model.TaskListener;

/** Breaks: the core knows nothing of Jenkins. */
public class CoreThatPrints {
    void print(TaskListener listener) {
        listener.getLogger().println();
    }
}
