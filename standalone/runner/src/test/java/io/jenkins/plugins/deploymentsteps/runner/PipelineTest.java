package io.jenkins.plugins.deploymentsteps.runner;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;

import hudson.model.Result;
import org.junit.Rule;
import org.junit.Test;

/** Scripted and Declarative Pipelines, their built-in steps and their log. */
public class PipelineTest {
    @Rule
    public final Builds builds = new Builds();

    @Test
    public void logOfDeclarativePipelineLooksAsInJenkins() throws Exception {
        Builds.Ended ended =
                builds.run("pipeline {", "  agent any", "  stages { stage('Deploy') { steps { echo 'hello' } } }", "}");
        assertThat(ended.result(), is(Result.SUCCESS));
        assertThat(
                ended.log(),
                is(String.join(
                        "\n",
                        "Started by the command line",
                        "[Pipeline] Start of Pipeline",
                        "[Pipeline] node",
                        "Running on this machine in " + builds.workspace(),
                        "[Pipeline] {",
                        "[Pipeline] stage",
                        "[Pipeline] { (Deploy)",
                        "[Pipeline] echo",
                        "hello",
                        "[Pipeline] }",
                        "[Pipeline] // stage",
                        "[Pipeline] }",
                        "[Pipeline] // node",
                        "[Pipeline] End of Pipeline",
                        "Finished: SUCCESS",
                        "")));
    }

    @Test
    public void scriptedPipelineRunsItsStepsInOrder() throws Exception {
        Builds.Ended ended = builds.run(
                "def greet(name) { echo \"hello ${name}\" }",
                "node {",
                "  stage('Files') {",
                "    writeFile file: 'a/b.txt', text: 'content'",
                "    dir('a') { echo readFile('b.txt') + fileExists('b.txt') + fileExists('c.txt') }",
                "    sh 'cat a/b.txt'",
                "    echo 'out: ' + sh(script: 'printf x; echo oops >&2', returnStdout: true)",
                "    echo 'status: ' + sh(script: 'exit 3', returnStatus: true)",
                "  }",
                "  greet('you')",
                "}");
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "contenttruefalse", "+ cat a/b.txt", "content", "oops", "out: x", "status: 3", "hello you"));
        assertThat(ended.log(), ended.result(), is(Result.SUCCESS));
    }

    /** In a test there is no terminal. */
    @Test
    public void inputGoesOnWhereNobodyCanBeAsked() throws Exception {
        Builds.Ended ended = builds.run("input \"Apply ${1 + 1}?\"\necho 'applied'");
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "Apply 2?\n", "There is no terminal to ask at; going on as if approved\n", "applied\n"));
        assertThat(ended.log(), ended.result(), is(Result.SUCCESS));
    }

    @Test
    public void failedShellScriptFailsTheBuildInOneLine() throws Exception {
        Builds.Ended ended = builds.run("node { sh 'exit 5' }");
        assertThat(ended.result(), is(Result.FAILURE));
        assertThat(ended.log(), containsString("ERROR: script returned exit code 5\nFinished: FAILURE\n"));
    }

    @Test
    public void environmentIsSeenByStepsAndProcesses() throws Exception {
        Builds.Ended ended = builds.run(
                "pipeline {",
                "  agent any",
                "  environment { A = 'one'; B = \"${A}-two\"; C = \"${env.BUILD_NUMBER}\" }",
                "  stages { stage('S') {",
                "    environment { A = 'inner' }",
                "    steps {",
                "      sh 'echo $A $B $C $JOB_NAME'",
                "      script { env.LATER = 'set'; withEnv(['D=four']) { echo \"${A} ${env.B} ${D} ${LATER}\" } }",
                "    }",
                "  } }",
                "}");
        assertThat(ended.log(), containsString("\ninner one-two 7 job\n"));
        assertThat(ended.log(), containsString("\ninner one-two four set\n"));
    }

    @Test
    public void parametersHaveDefaultsThatTheCommandLineOverrides() throws Exception {
        String[] jenkinsfile = {
            "pipeline {",
            "  agent none",
            "  parameters {",
            "    string(name: 'URL', defaultValue: 'http://default', description: 'x')",
            "    booleanParam(name: 'DRY', defaultValue: true)",
            "    choice(name: 'ENVIRONMENT', choices: ['test', 'production'])",
            "  }",
            "  stages { stage('S') { steps { echo \"${params.URL} ${params.DRY ? 'dry' : 'wet'} ${ENVIRONMENT}\" } } }",
            "}"
        };
        assertThat(builds.run(jenkinsfile).log(), containsString("http://default dry test"));
        builds.with("URL", "http://mine").with("DRY", "false");
        assertThat(builds.run(jenkinsfile).log(), containsString("http://mine wet test"));
        builds.with("TYPO", "1");
        assertThat(
                builds.run(jenkinsfile).log(),
                containsString("declares no parameter TYPO. It declares: URL, DRY, ENVIRONMENT"));
    }

    @Test
    public void stagesAfterFailureAreSkippedAndPostRuns() throws Exception {
        Builds.Ended ended = builds.run(
                "pipeline {",
                "  agent any",
                "  stages {",
                "    stage('A') { steps { error 'broken' }; post { failure { echo 'A failed' }; success { echo 'wrong' } } }",
                "    stage('B') { steps { echo 'wrong' } }",
                "  }",
                "  post { success { echo 'wrong' }; failure { echo 'all failed' }; always { echo 'ever' }; cleanup { echo 'last' } }",
                "}");
        assertThat(ended.result(), is(Result.FAILURE));
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "A failed",
                        "Stage \"B\" skipped due to earlier failure(s)",
                        "{ (Declarative: Post Actions)",
                        "ever",
                        "all failed",
                        "last",
                        "ERROR: broken",
                        "Finished: FAILURE"));
        assertThat(ended.log(), not(containsString("wrong")));
    }

    @Test
    public void whenDecidesWhetherStageRuns() throws Exception {
        Builds.Ended ended = builds.onBranch("release/1")
                .run(
                        "pipeline {",
                        "  agent any",
                        "  stages {",
                        "    stage('A') { when { expression { return 1 > 2 } }; steps { echo 'wrong' } }",
                        "    stage('B') { when { branch 'release/*'; not { branch 'main' } }; steps { echo 'right' } }",
                        "    stage('C') { when { anyOf { branch 'main'; environment name: 'JOB_NAME', value: 'job' } }; steps { echo 'too' } }",
                        "  }",
                        "}");
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "Stage \"A\" skipped due to when conditional", "right", "too", "Finished: SUCCESS"));
        assertThat(ended.log(), not(containsString("wrong")));
    }

    @Test
    public void parallelStagesRunSideBySideAndFailTogether() throws Exception {
        Builds.Ended ended = builds.run(
                "pipeline {",
                "  agent any",
                "  stages { stage('P') { failFast true",
                "    parallel {",
                "      stage('slow') { steps { sleep 600 } }",
                "      stage('bad') { steps { error 'no good' } }",
                "    }",
                "  } }",
                "}");
        assertThat(ended.result(), is(Result.FAILURE));
        assertThat(
                ended.log(),
                allOf(
                        containsString("[Pipeline] { (Branch: slow)"),
                        containsString("Failed in branch bad"),
                        containsString("ERROR: no good")));
    }

    @Test
    public void scriptedParallelReturnsEachBranchesValue() throws Exception {
        Builds.Ended ended = builds.run(
                "def r = parallel(a: { 1 }, b: { sleep time: 10, unit: 'MILLISECONDS'; 2 })", "echo \"${r.a}${r.b}\"");
        assertThat(ended.log(), containsString("\n12\n"));
    }

    @Test
    public void timeoutAbortsItsBodyAndTheBuild() throws Exception {
        Builds.Ended ended = builds.run(
                "node { timeout(time: 100, unit: 'MILLISECONDS') { sh 'sleep 60 & wait' } }", "echo 'wrong'");
        assertThat(ended.result(), is(Result.ABORTED));
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "Cancelling nested steps due to timeout",
                        "Sending interrupt signal to process",
                        "Timeout has been exceeded",
                        "Finished: ABORTED"));
        assertThat(ended.log(), not(containsString("wrong")));
    }

    @Test
    public void retryRunsAgainUntilItSucceedsOrGivesUp() throws Exception {
        Builds.Ended ended = builds.run(
                "int n = 0",
                "retry(3) { n++; echo \"try ${n}\"; if (n < 3) error 'not yet' }",
                "retry(2) { timeout(time: 20, unit: 'MILLISECONDS') { sleep 60 } }");
        assertThat(ended.log(), stringContainsInOrder("try 1", "not yet", "Retrying", "try 2", "Retrying", "try 3"));
        assertThat(ended.log(), stringContainsInOrder("Timeout has been exceeded", "1 try left", "Retrying"));
        assertThat(ended.result(), is(Result.ABORTED));
    }

    @Test
    public void catchErrorSetsTheResultAndGoesOn() throws Exception {
        Builds.Ended ended = builds.run(
                "catchError(buildResult: 'SUCCESS', message: 'expected') { error 'broken' }",
                "echo \"still ${currentBuild.currentResult}\"",
                "warnError('careful') { error 'so so' }",
                "echo \"now ${currentBuild.result}\"");
        assertThat(
                ended.log(),
                stringContainsInOrder(
                        "ERROR: expected",
                        "ERROR: broken",
                        "still SUCCESS",
                        "ERROR: careful",
                        "Setting overall build result to UNSTABLE",
                        "now UNSTABLE",
                        "Finished: UNSTABLE"));
    }

    @Test
    public void abortedBuildRunsItsPostSections() throws Exception {
        Builds.Ended ended = builds.run(
                build -> build.clock()
                        .schedule(() -> build.abort(new ByHand()), 300, java.util.concurrent.TimeUnit.MILLISECONDS),
                "pipeline {",
                "  agent any",
                "  stages { stage('S') { steps { sleep 600 } } }",
                "  post { aborted { echo 'cleaning up' } }",
                "}");
        assertThat(ended.result(), is(Result.ABORTED));
        assertThat(ended.log(), stringContainsInOrder("cleaning up", "by hand", "Finished: ABORTED"));
    }

    /** Why the test aborts. */
    private static final class ByHand extends jenkins.model.CauseOfInterruption {
        private static final long serialVersionUID = 1L;

        @Override
        public String getShortDescription() {
            return "by hand";
        }
    }

    @Test
    public void groovyIsTheOneOfJenkins() throws Exception {
        assertThat(builds.run("var x = 1").result(), is(Result.FAILURE));
        assertThat(builds.run("[1].each(x -> echo('x'))").result(), is(Result.FAILURE));
        assertThat(builds.run("def x = GroovySystem.version; echo x").log(), containsString("2.4.21"));
    }

    @Test
    public void unknownNamesAreErrorsThatNameThem() throws Exception {
        assertThat(builds.run("kubeAply()").log(), containsString("No such DSL method 'kubeAply' found among steps ["));
        assertThat(builds.run("echo nothing").log(), containsString("No such property: nothing"));
        assertThat(
                builds.run("sleep(tiem: 1)").log(),
                containsString("Unknown parameter(s) found for step 'sleep': tiem"));
    }

    @Test
    public void exceptionShowsTheLineOfTheJenkinsfile() throws Exception {
        Builds.Ended ended = builds.run("echo 'a'", "throw new IllegalStateException('odd')");
        assertThat(
                ended.log(),
                containsString("java.lang.IllegalStateException: odd\n\tat WorkflowScript.run(WorkflowScript:2)\n"));
    }
}
