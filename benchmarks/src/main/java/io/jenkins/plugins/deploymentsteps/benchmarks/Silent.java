package io.jenkins.plugins.deploymentsteps.benchmarks;

import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;

/** A log that nobody reads: the output of the tools beside us goes nowhere, too. */
final class Silent implements DeploymentLog {
    @Override
    public void info(String line) {
        // not printed
    }

    @Override
    public void warn(String line) {
        // not printed
    }
}
