package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.util.function.BooleanSupplier;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.JenkinsSessionRule;

/** A step that waits goes on after a restart of Jenkins, and can be aborted then. */
public class RestartInJenkinsTest {
    @Rule
    public final JenkinsSessionRule sessions = new JenkinsSessionRule();

    private LiveArgo argo;

    @Before
    public void start() throws Exception {
        argo = new LiveArgo();
    }

    @After
    public void close() {
        argo.close();
    }

    private void startWaiting(JenkinsRule r) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(
                        CredentialsScope.GLOBAL, "argo", "", Secret.fromString("a-token-of-argo")));
        SystemCredentialsProvider.getInstance().save();
        WorkflowJob job = r.createProject(WorkflowJob.class, "shop");
        job.setDefinition(new CpsFlowDefinition(
                "def live = argoSync application: 'shop', server: '" + argo.url()
                        + "', skipTlsVerify: true, credentialsId: 'argo', revision: '" + LiveArgo.COMMIT + "'\n"
                        + "echo \"live: ${live.revision}\"",
                true));
        WorkflowRun run = job.scheduleBuild2(0).waitForStart();
        await(() -> argo.syncs.size() == 1 && argo.reads.get() > 2);
        r.waitForMessage("[argoSync]", run);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; i < 600 && !condition.getAsBoolean(); i++) {
            Thread.sleep(50);
        }
        assertThat("in time", condition.getAsBoolean(), is(true));
    }

    @Test
    @Covers("R-39")
    public void goesOnAfterARestartAndStartsNoSecondSync() throws Throwable {
        sessions.then(this::startWaiting);
        int before = argo.reads.get();
        sessions.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("shop", WorkflowJob.class).getLastBuild();
            await(() -> argo.reads.get() > before);
            argo.health = "Healthy";
            r.assertBuildStatus(Result.SUCCESS, r.waitForCompletion(run));
            r.assertLogContains("live: " + LiveArgo.COMMIT, run);
            assertThat(argo.syncs.size(), is(1));
            assertThat(run.getAction(DeploymentAction.class).getReports().get(0).getOutcome(), is(Outcome.SUCCEEDED));
        });
    }

    @Test
    @Covers({"R-37", "R-39"})
    public void isAbortedAfterARestart() throws Throwable {
        sessions.then(this::startWaiting);
        int before = argo.reads.get();
        sessions.then(r -> {
            WorkflowRun run =
                    r.jenkins.getItemByFullName("shop", WorkflowJob.class).getLastBuild();
            await(() -> argo.reads.get() > before);
            long begin = System.nanoTime();
            run.getExecutor().interrupt();
            r.assertBuildStatus(Result.ABORTED, r.waitForCompletion(run));
            assertThat((System.nanoTime() - begin) / 1_000_000_000L, lessThan(5L));
            r.assertLogContains("[argoSync] WARNING: Aborted.", run);
            int after = argo.reads.get();
            Thread.sleep(2_000);
            assertThat("nothing is asked any more", argo.reads.get(), is(after));
        });
    }
}
