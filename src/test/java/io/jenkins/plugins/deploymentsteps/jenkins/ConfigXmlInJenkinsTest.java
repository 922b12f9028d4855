package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.steps.ConfigXmlSuite;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import jenkins.model.Jenkins;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** With all that Jenkins adds to XStream; and a whole job. */
public class ConfigXmlInJenkinsTest extends ConfigXmlSuite {
    @ClassRule
    public static final JenkinsRule j = new JenkinsRule();

    @Override
    protected Object read(String xml) {
        return Jenkins.XSTREAM2.fromXML(xml);
    }

    @Test
    public void aJobThatSomebodyBrokeLoadsAndItsBuildSaysWhatIsMissing() throws Exception {
        String type = "io.jenkins.plugins.deploymentsteps.steps.";
        String xml = "<project><builders><" + type + "DeployBuilder><method class='" + type
                + "PushMethod'><apply><gone>x</gone></apply></method></" + type + "DeployBuilder></builders></project>";
        FreeStyleProject job = (FreeStyleProject) j.jenkins.createProjectFromXML(
                "broken", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        assertThat(job.getBuildersList().size(), is(1));
        FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains("ERROR: manifests: missing.", build);
        j.assertLogNotContains("\tat ", build);
    }
}
