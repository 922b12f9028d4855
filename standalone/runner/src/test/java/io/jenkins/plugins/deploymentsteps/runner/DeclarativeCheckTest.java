package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Result;
import org.junit.Rule;
import org.junit.Test;

/** What Declarative refuses before anything runs. */
public class DeclarativeCheckTest {
    @Rule
    public final Builds builds = new Builds();

    private void refused(String problem, String... steps) throws Exception {
        Builds.Ended ended = builds.run(
                "pipeline {",
                "agent any",
                "stages { stage('S') { steps {",
                String.join("\n", steps),
                "echo 'ran'",
                "} } } }");
        assertThat(ended.log(), containsString(problem));
        assertThat(ended.log(), not(containsString("\nran\n")));
        assertThat(ended.result(), is(Result.FAILURE));
    }

    @Test
    public void groovyOutsideScriptIsRefused() throws Exception {
        refused("WorkflowScript: 4: Expected a step @ line 4, column 1.", "def x = echo('y')");
        refused("WorkflowScript: 4: Expected a step @ line 4, column 1.", "if (true) { echo 'y' }");
        refused("Method calls on objects not allowed outside \"script\" blocks.", "env.getProperty('x')");
        refused("WorkflowScript: 5: Expected a step", "dir('x') {", "x = 1", "}");
    }

    @Test
    public void argumentsAreCheckedByNameAndType() throws Exception {
        refused("Invalid parameter \"cuont\", did you mean \"count\"?", "probe target: 'x', cuont: 1");
        refused("Missing required parameter: \"target\"", "probe count: 1");
        refused("Missing required parameter: \"target\"", "probe()");
        refused(
                "Expecting \"int\" for parameter \"count\" but got \"1\" of type class java.lang.String instead",
                "probe target: 'x', count: '1'");
        refused(
                "Expecting \"class java.lang.String\" but got \"1\" of type class java.lang.Integer instead",
                "probe 1");
        refused("Arguments to \"probe\" must be explicitly named.", "probe 'x', 'y'");
    }

    @Test
    public void structureIsChecked() throws Exception {
        assertThat(builds.run("pipeline { agent any }").log(), containsString("Missing required section \"stages\""));
        assertThat(
                builds.run("pipeline { stages { stage('S') { steps { echo 'x' } } } }")
                        .log(),
                containsString("Missing required section \"agent\""));
        assertThat(
                builds.run("pipeline { agent any; stages { stage('S') { echo 'x' } } }")
                        .log(),
                containsString("Unknown stage section \"echo\""));
        assertThat(
                builds.run("pipeline { agent any; staged { } }").log(), containsString("Undefined section \"staged\""));
        assertThat(
                builds.run("pipeline { agent any; stages { stage('S') { agent any } } }")
                        .log(),
                containsString("Expected one of \"steps\", \"stages\", or \"parallel\" for stage \"S\""));
        assertThat(
                builds.run("pipeline { agent any; stages { stage('S') { steps { echo 'x' } } }; post { never { } } }")
                        .log(),
                containsString("Invalid condition \"never\""));
        assertThat(
                builds.run(
                                "pipeline { agent any; triggers { cron('x') }; stages { stage('S') { steps { echo 'x' } } } }")
                        .log(),
                containsString("The runner does not know the section \"triggers\""));
    }
}
