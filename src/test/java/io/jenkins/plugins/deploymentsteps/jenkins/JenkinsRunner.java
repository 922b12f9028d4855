package io.jenkins.plugins.deploymentsteps.jenkins;

import hudson.FilePath;
import hudson.model.ParameterDefinition;
import hudson.model.ParameterValue;
import hudson.model.ParametersAction;
import hudson.model.ParametersDefinitionProperty;
import hudson.model.StringParameterDefinition;
import hudson.model.StringParameterValue;
import io.jenkins.plugins.casc.ConfigurationAsCode;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioCredentials;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jvnet.hudson.test.JenkinsRule;

/** Runs Jenkinsfiles as Pipeline jobs, in the sandbox, with credentials by configuration as code. */
final class JenkinsRunner implements ScenarioRunner {
    private final JenkinsRule jenkins;

    JenkinsRunner(JenkinsRule jenkins) {
        this.jenkins = jenkins;
    }

    @Override
    public Outcome run(
            String name,
            String jenkinsfile,
            Path workspace,
            Map<String, String> parameters,
            ScenarioCredentials credentials)
            throws Exception {
        configure(credentials);
        WorkflowJob job = jenkins.createProject(WorkflowJob.class, name);
        job.setDefinition(new CpsFlowDefinition(jenkinsfile, true));
        job.addProperty(new ParametersDefinitionProperty(parameters.keySet().stream()
                .<ParameterDefinition>map(StringParameterDefinition::new)
                .toList()));
        FilePath place = jenkins.jenkins.getWorkspaceFor(job);
        if (place == null) {
            throw new AssertionError("no workspace for " + job);
        }
        new FilePath(workspace.toFile()).copyRecursiveTo(place);
        List<ParameterValue> values = parameters.entrySet().stream()
                .<ParameterValue>map(each -> new StringParameterValue(each.getKey(), each.getValue()))
                .toList();
        WorkflowRun run = jenkins.waitForCompletion(
                job.scheduleBuild2(0, new ParametersAction(values)).waitForStart());
        return new Outcome(
                String.valueOf(run.getResult()),
                JenkinsRule.getLog(run),
                run.getRootDir().toPath());
    }

    private static void configure(ScenarioCredentials credentials) throws Exception {
        Path file = Files.createTempFile("credentials", ".yaml");
        try {
            Files.writeString(file, credentials.document());
            ConfigurationAsCode.get().configure(file.toString());
        } finally {
            Files.delete(file);
        }
    }
}
