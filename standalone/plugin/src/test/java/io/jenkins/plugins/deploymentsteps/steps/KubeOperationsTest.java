package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;

import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Rule;
import org.junit.Test;

/** {@code kubeApply} and {@code kubeWait} on a cluster in memory: value, report, restart, abort. */
public class KubeOperationsTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    @Test
    @Covers("S-36")
    public void kubeApplyWaitsAndReturnsWhatItDid() throws Exception {
        SystemsFixture.Execution execution =
                fixture.started(SystemsFixture.apply().operation(UnaryOperator.identity()));
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        assertThat(execution.getStatus(), is("waiting for the rollout"));
        assertThat(fixture.report().getOutcome(), is(Outcome.RUNNING));
        fixture.systems.completeRollout();

        Map<String, Object> value = fixture.value();
        assertThat(
                new ArrayList<>(value.keySet()),
                contains(
                        "deployment",
                        "server",
                        "namespace",
                        "set",
                        "dryRun",
                        "ready",
                        "objects",
                        "images",
                        "digests",
                        "pruned",
                        "kept",
                        "outcome",
                        "seconds",
                        "record"));
        assertThat(value.get("outcome"), is("deployed"));
        assertThat(value.get("record"), is("deployments/" + value.get("deployment") + ".json"));
        assertThat(value.get("server"), is("https://kubernetes.example"));
        assertThat(value.get("namespace"), is("shop"));
        assertThat(value.get("ready"), is(true));
        assertThat(value.get("images"), is(List.of("shop/web:1.1")));
        assertThat(
                ((List<?>) value.get("objects")).get(0).toString(),
                is(
                        "{apiVersion=apps/v1, kind=Deployment, namespace=shop, name=web, action=created, images=[shop/web:1.1]}"));
        assertThat("connections are closed", fixture.systems.open.get(), is(0));
        assertThat("watches are closed", fixture.systems.watchers, hasSize(0));
        assertThat(fixture.report().getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(fixture.report().getTarget(), is("https://kubernetes.example"));
        assertThat(fixture.report().getObjects().get(0).getName(), is("web"));
        for (String line : fixture.build.log().split("\\R")) {
            assertThat(line, startsWith("[kubeApply] "));
        }
    }

    @Test
    public void kubeApplyTakesImagesByName() throws Exception {
        fixture.systems.rolledOut = true;
        KubeApplyStep step = SystemsFixture.apply();
        step.setImages("shop/web:1.2");
        fixture.started(step.operation(UnaryOperator.identity()));
        assertThat(fixture.value().get("images"), is(List.of("shop/web:1.2")));
    }

    @Test
    public void aDryRunChangesNothingAndIsNotWaitedFor() throws Exception {
        KubeApplyStep step = SystemsFixture.apply();
        step.setDryRun(true);
        fixture.started(step.operation(UnaryOperator.identity()));
        assertThat(fixture.value().get("dryRun"), is(true));
        assertThat(fixture.systems.applies.get(), is(0));
        assertThat(fixture.report().isDryRun(), is(true));
        assertThat(fixture.report().pendingRollout() == null, is(true));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void kubeApplyReattachesToItsWaitAfterARestart() throws Exception {
        SystemsFixture.Execution before = fixture.started(SystemsFixture.apply().operation(UnaryOperator.identity()));
        await("the first look is saved", () -> fixture.context.saves() == 1);
        assertThat(fixture.systems.applies.get(), is(1));

        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.systems.rolledOut = true;
        after.onResume();

        assertThat(fixture.value().get("ready"), is(true));
        assertThat("nothing is applied again", fixture.systems.applies.get(), is(1));
        assertThat("the same report goes on", fixture.report().getOutcome(), is(Outcome.SUCCEEDED));
        List<String> lines = fixture.build.log().lines().toList();
        assertThat("no line comes twice", new HashSet<>(lines).size(), is(lines.size()));
    }

    @Test
    @Covers("R-39")
    public void kubeApplyAppliesAgainAfterARestartBeforeItsEnd() throws Exception {
        SystemsFixture.Execution before =
                fixture.execution(SystemsFixture.apply().operation(UnaryOperator.identity()));
        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.systems.rolledOut = true;
        after.onResume();
        assertThat(fixture.value().get("ready"), is(true));
        assertThat(fixture.systems.applies.get(), is(1));
    }

    @Test
    @Covers("R-37")
    public void kubeApplyLeavesWhatItAppliedWhenItIsAborted() throws Exception {
        SystemsFixture.Execution execution =
                fixture.started(SystemsFixture.apply().operation(UnaryOperator.identity()));
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        InterruptedException cause = new InterruptedException("by alice");
        execution.stop(cause);
        assertThat(fixture.context.failure(), sameInstance(cause));
        assertThat(fixture.build.log(), containsString("Aborted. Everything had been applied and stays"));
        assertThat(fixture.report().getOutcome(), is(Outcome.ABORTED));
        await("connections are closed", () -> fixture.systems.open.get() == 0);
        assertThat("the report keeps its objects", fixture.report().getObjects(), hasSize(1));
    }

    @Test
    @Covers("R-10")
    public void kubeApplyResolvesAnExpiredTokenAgainDuringTheWait() throws Exception {
        SystemsFixture.Execution execution =
                fixture.started(SystemsFixture.apply().operation(UnaryOperator.identity()));
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        // The look that subscribes looks once more, and may see the end by the old token.
        await("that look is over", () -> !execution.blocksRestart());
        String fresh = "hunter3-hunter3";
        Controller controller = Controller.start(fixture.root());
        controller.addCredentials(TestCredentials.token("cluster", fresh));
        fixture.systems.validToken = fresh;
        fixture.systems.completeRollout();
        fixture.value();
        assertThat(fixture.systems.tokens, contains(SystemsFixture.TOKEN, fresh));
        assertThat(fixture.build.log(), not(containsString("hunter")));
    }

    @Test
    @Covers({"S-07", "S-08"})
    public void aRefusedTokenIsNotRepeatedAnywhere() throws Exception {
        fixture.systems.validToken = "another";
        fixture.started(SystemsFixture.apply().operation(UnaryOperator.identity()));
        Throwable failure = fixture.context.failure();
        assertThat(failure, instanceOf(AbortException.class));
        assertThat(failure.getMessage(), containsString("The server does not accept ****."));
        assertThat(fixture.build.log(), not(containsString("hunter2")));
        assertThat(fixture.report().getOutcome(), is(Outcome.FAILED));
        assertThat(fixture.report().getMessage(), not(containsString("hunter2")));
        assertThat(fixture.systems.open.get(), is(0));
    }

    @Test
    public void kubeWaitGoesOnWhereKubeApplyLeftOutsideOfANode() throws Exception {
        KubeApplyStep step = SystemsFixture.apply();
        step.setWait(false);
        fixture.started(step.operation(UnaryOperator.identity()));
        Map<String, Object> applied = fixture.value();
        assertThat(applied.get("ready"), is(false));
        assertThat(fixture.report().getOutcome(), is(Outcome.STARTED));

        fixture.newContext(null);
        KubeWaitOperation wait = new KubeWaitOperation((String) applied.get("deployment"), Duration.ofMinutes(5), null);
        SystemsFixture.Execution before = fixture.started(wait);
        await("the first look is saved", () -> fixture.context.saves() == 1);
        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.systems.rolledOut = true;
        after.onResume();

        assertThat(fixture.value().get("ready"), is(true));
        assertThat("one report for both", fixture.report().getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    public void kubeWaitNamesADeploymentThatTheBuildDoesNotHave() throws Exception {
        fixture.started(new KubeWaitOperation("nothing", Duration.ofMinutes(5), null));
        assertThat(
                fixture.context.failure().getMessage(), containsString("has applied nothing under the id 'nothing'"));
        assertThat("nobody's report", fixture.build.reports(), hasSize(0));
    }

    @Test
    public void kubeWaitForADryRunSaysSoAndLeavesItsReportAlone() throws Exception {
        KubeApplyStep step = SystemsFixture.apply();
        step.setDryRun(true);
        fixture.started(step.operation(UnaryOperator.identity()));
        String deployment = (String) fixture.value().get("deployment");
        fixture.newContext(null);
        fixture.started(new KubeWaitOperation(deployment, Duration.ofMinutes(5), null));
        assertThat(fixture.context.failure().getMessage(), containsString("was a dry run"));
        assertThat(fixture.report().getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    public void aTimeoutNamesWhatIsNotReadyInFailureAndReport() throws Exception {
        KubeApplyStep step = SystemsFixture.apply();
        step.setTimeout("1s");
        fixture.started(step.operation(UnaryOperator.identity()));
        assertThat(fixture.context.failure().getMessage(), containsString("Deployment shop/web"));
        assertThat(fixture.report().getOutcome(), is(Outcome.TIMED_OUT));
        assertThat(
                "the reason beside the object",
                fixture.report().getObjects().get(0).getMessage(),
                not(is("")));
    }

    @Test
    public void noManifestIsReadBeforeTheClusterIsNeeded() throws Exception {
        KubeApplyStep step = SystemsFixture.apply();
        step.setManifests("none/*.yaml");
        fixture.started(step.operation(UnaryOperator.identity()));
        assertThat(
                fixture.context.failure().getMessage(),
                startsWith("manifests: 'none/*.yaml' matches no file in the workspace."));
        assertThat(fixture.systems.tokens, hasSize(0));
    }
}
