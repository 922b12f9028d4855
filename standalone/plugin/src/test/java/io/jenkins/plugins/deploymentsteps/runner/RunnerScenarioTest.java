package io.jenkins.plugins.deploymentsteps.runner;

import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioSuite;

/** The scenarios on the runner. */
public class RunnerScenarioTest extends ScenarioSuite {
    @Override
    protected ScenarioRunner runner() throws Exception {
        return new LocalRunner(folder.newFolder("controller").toPath());
    }
}
