package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import java.util.ArrayList;
import java.util.List;

/** A log that keeps its lines. */
final class Lines implements DeploymentLog {
    final List<String> lines = new ArrayList<>();

    @Override
    public void info(String line) {
        lines.add(line);
    }

    @Override
    public void warn(String line) {
        lines.add("WARNING " + line);
    }
}
