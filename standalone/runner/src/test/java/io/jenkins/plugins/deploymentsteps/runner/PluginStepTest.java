package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import org.junit.Rule;
import org.junit.Test;

/** How a plugin's step is found, bound and driven. */
public class PluginStepTest {
    @Rule
    public final Builds builds = new Builds();

    private void prints(String expected, String call) throws Exception {
        assertThat(builds.run("echo \"${" + call + "}\"").log(), containsString(expected));
    }

    @Test
    public void argumentsAreBoundAsJenkinsBindsThem() throws Exception {
        prints("[target:x, count:1, loud:false, parts:[]]", "probe('x')");
        prints("[target:x, count:1, loud:false, parts:[]]", "probe(target: \"${'x'}\")");
        prints("[target:x, count:5, loud:true, parts:[]]", "probe(target: 'x', count: '5', loud: 'true')");
        prints("[target:null, count:1, loud:false, parts:[]]", "probe(target: null)");
        prints("[target:null, count:2, loud:false, parts:[]]", "probe(count: 2)");
        prints("parts:[wheel 26, wheel 28]]", "probe(target: 'x', parts: [testWheel('26'), testWheel(size: '28')])");
    }

    @Test
    public void wrongArgumentsAreErrorsThatNameThem() throws Exception {
        prints(
                "Unknown parameter(s) found for class type '" + TestSteps.Probe.class.getName() + "': colour",
                "probe(target: 'x', colour: 'red')");
        prints("Probe.target expects class java.lang.String but received class java.lang.Integer", "probe(target: 1)");
        prints(
                "setCount() expects class java.lang.Integer but was unable to coerce",
                "probe(target: 'x', count: 'many')");
        prints("setParts() expects java.util.List", "probe(target: 'x', parts: 'one')");
    }

    @Test
    public void stepOutsideNodeIsToldWhatItMisses() throws Exception {
        assertThat(
                builds.run("record('x')").log(), containsString("Required context class hudson.FilePath is missing"));
        assertThat(builds.run("node { record('x') }").result(), is(Result.SUCCESS));
        assertThat(
                builds.run("pipeline { agent none; stages { stage('S') { steps { record('x') } } } }")
                        .log(),
                containsString("requires a node context while ‘agent none’"));
    }

    @Test
    public void waitingStepIsStoredForgottenAndReadBack() throws Exception {
        Builds.Ended ended = builds.run("def r = countdown(900)", "echo \"resumed ${r.resumed}\"");
        assertThat(ended.log(), containsString("resumed 1"));
        assertThat(builds.run("echo \"resumed ${countdown(10).resumed}\"").log(), containsString("resumed 0"));
    }

    @Test
    public void parallelWaitingStepsAreRestartedTogether() throws Exception {
        Builds.Ended ended = builds.run(
                "def r = parallel(a: { countdown(900) }, b: { countdown(900) })",
                "echo \"resumed ${r.a.resumed > 0 && r.b.resumed > 0}\"");
        assertThat(ended.log(), containsString("resumed true"));
    }

    @Test(timeout = 30_000)
    public void stepThatCannotBeStoredFails() throws Exception {
        assertThat(
                builds.run("forgetful()").log(),
                containsString(
                        "Step forgetful does not survive a restart of the controller: java.io.NotSerializableException"));
    }

    @Test(timeout = 30_000)
    public void waitingStepIsStoppedByTimeout() throws Exception {
        Builds.Ended ended = builds.run("timeout(time: 500, unit: 'MILLISECONDS') { countdown(60000) }");
        assertThat(ended.result(), is(Result.ABORTED));
    }

    @Test
    public void returnValueMustFitTheSandbox() throws Exception {
        assertThat(
                builds.run("node { record('forbidden') }").log(),
                containsString("the returned value.note is a " + TestSteps.Note.class.getName()));
    }

    @Test
    public void buildDirectoryHoldsWhatJenkinsWouldStore() throws Exception {
        Builds.Ended ended = builds.run("node { record('a <note>') }", "echo 'x'");
        assertThat(ended.file("build.xml"), containsString("<text>a &lt;note&gt;</text>"));
        assertThat(ended.file("build.xml"), containsString("<result>SUCCESS</result>"));
        assertThat(ended.file("build.xml"), not(containsString("forgotten")));
        assertThat(ended.file("workflow/3.xml"), containsString("step=\"record\""));
        assertThat(ended.file("workflow/3.xml"), containsString("<entry key=\"text\">"));
    }
}
