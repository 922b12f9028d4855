package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;

/** Writes to a build's log: each line behind the step's name, without secrets and control characters. */
final class ListenerLog implements DeploymentLog {
    /** More of one line helps nobody and bloats the log. */
    private static final int LONGEST_LINE = 4_000;

    private final TaskListener listener;
    private final String prefix;
    private final Redactor redactor;

    /** @param name how lines begin: of the step, and where there are several clusters of the cluster */
    ListenerLog(TaskListener listener, String name, Redactor redactor) {
        this.listener = listener;
        this.prefix = "[" + name + "] ";
        this.redactor = redactor;
    }

    @Override
    public void info(String line) {
        print(line);
    }

    @Override
    public void warn(String line) {
        print("WARNING: " + line);
    }

    private void print(String text) {
        // Redacted first: a secret that spans lines or holds control characters would not be found afterwards.
        redactor.redact(text).lines().forEach(line -> listener.getLogger()
                .println(prefix + Text.shorten(line, LONGEST_LINE)));
    }
}
