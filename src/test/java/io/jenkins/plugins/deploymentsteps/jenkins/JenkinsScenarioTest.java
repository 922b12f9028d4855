package io.jenkins.plugins.deploymentsteps.jenkins;

import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioSuite;
import org.junit.ClassRule;
import org.jvnet.hudson.test.JenkinsRule;

/** The scenarios in a real Jenkins. */
public class JenkinsScenarioTest extends ScenarioSuite {
    @ClassRule
    public static final JenkinsRule jenkins = new JenkinsRule();

    static {
        // one Jenkins for all scenarios, each of which has its own timeouts
        jenkins.timeout = 0;
    }

    @Override
    protected ScenarioRunner runner() {
        return new JenkinsRunner(jenkins);
    }
}
