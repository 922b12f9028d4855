package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** {@code onFailure: 'rollback'} and {@code kubeRollback}: to what, when not, over a restart, when aborted, when it fails. */
public class RollbackOperationsTest {
    private static final String NEW = "{apiVersion: v1, kind: ConfigMap, metadata: {name: new}}\n";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private FakeSystems systems;

    @Before
    public void start() {
        systems = fixture.systems;
        systems.rolledOut = true;
    }

    private static KubeApplyStep apply(String image) {
        KubeApplyStep step = SystemsFixture.apply();
        step.setImages("shop/web:" + image);
        return step;
    }

    private static KubeApplyStep failing(String image) {
        KubeApplyStep step = apply(image);
        step.setOnFailure("rollback");
        step.setTimeout("1s");
        return step;
    }

    private void nextBuild() throws Exception {
        fixture.build = new FakeBuild(fixture.build);
    }

    private SystemsFixture.Execution started(DeploymentStep step, boolean inNode) throws Exception {
        fixture.newContext(inNode ? fixture.build.workspace() : null);
        return fixture.started(step.operation(UnaryOperator.identity()));
    }

    private Map<String, Object> deployed(String image) throws Exception {
        started(apply(image), true);
        return fixture.value();
    }

    private Map<String, Object> rolledBack(KubeRollbackStep step) throws Exception {
        started(step, false);
        return fixture.value();
    }

    private String refusal(KubeRollbackStep step) throws Exception {
        started(step, false);
        return fixture.context.failure().getMessage();
    }

    private String image() {
        return systems.objects.get("Deployment/web").toString().replaceAll("(?s).*image=([^,}]*).*", "$1");
    }

    private DeploymentReport report(int fromTheEnd) {
        List<DeploymentReport> reports = fixture.build.reports();
        return reports.get(reports.size() - fromTheEnd);
    }

    /** Deploys what fails at once, and returns once its rollback waits. */
    private SystemsFixture.Execution rollingBack() throws Exception {
        systems.rolledOut = false;
        systems.failing = true;
        KubeApplyStep step = failing("1.2");
        step.setTimeout("1m");
        SystemsFixture.Execution execution = started(step, true);
        Executions.await(
                "the rollback waits",
                () -> execution.getStatus().equals("waiting for the rollout of the rollback")
                        && fixture.context.saves() > 1);
        return execution;
    }

    @Test
    @Covers("R-16")
    public void aDeploymentThatFailsGoesBackToWhatWasThereBefore() throws Exception {
        deployed("1.1");
        nextBuild();
        fixture.build.workspace().child("new.yaml").write(NEW, "UTF-8");
        rollingBack();
        assertThat(image(), is("shop/web:1.1"));
        assertThat("what is new goes last", systems.objects, hasKey("ConfigMap/new"));
        systems.completeRollout();
        assertThat(
                fixture.context.failure().getMessage(),
                allOf(
                        containsString("ProgressDeadlineExceeded"),
                        containsString("\nRolled back: the set is as build 1 deployed it and is rolled out (As build 1"
                                + " deployed it: 1 object: 1 configured; 1 pruned).")));
        assertThat(systems.objects, not(hasKey("ConfigMap/new")));
        assertThat(report(2).getOutcome(), is(Outcome.FAILED));
        assertThat(report(2).getStep(), is("kubeApply"));
        assertThat(report(1).getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(report(1).getStep(), is("kubeRollback"));
        assertThat("connections are closed", systems.open.get(), is(0));
    }

    @Test
    @Covers({"R-19", "T-81"})
    public void aFirstDeploymentHasNothingToGoBackToAndStays() throws Exception {
        systems.rolledOut = false;
        started(failing("1.1"), true);
        assertThat(
                fixture.context.failure().getMessage(),
                allOf(
                        containsString("The time is up"),
                        containsString("\nNothing was rolled back: there is no earlier deployment of the set 'shop'")));
        assertThat(image(), is("shop/web:1.1"));
        assertThat(report(1).getOutcome(), is(Outcome.TIMED_OUT));
    }

    @Test
    public void whatFailsBeforeTheFirstChangeIsNotRolledBack() throws Exception {
        deployed("1.1");
        nextBuild();
        KubeApplyStep step = failing("1.2");
        step.setManifests("absent.yaml");
        started(step, true);
        assertThat(fixture.context.failure().getMessage(), not(containsString("olled back")));
        assertThat(fixture.build.reports().size(), is(1));
    }

    @Test
    public void aRollbackThatFailsTooIsToldWithBothReasons() throws Exception {
        deployed("1.1");
        nextBuild();
        systems.rolledOut = false;
        started(failing("1.2"), true);
        String message = fixture.context.failure().getMessage();
        assertThat(message, containsString("\nThe rollback failed, too: The time is up"));
        assertThat(message.indexOf("The time is up"), not(message.lastIndexOf("The time is up")));
        assertThat(report(1).getOutcome(), is(Outcome.TIMED_OUT));
        assertThat(report(2).getOutcome(), is(Outcome.TIMED_OUT));
    }

    @Test
    @Covers("R-39")
    public void aRollbackGoesOnAfterARestart() throws Exception {
        deployed("1.1");
        nextBuild();
        SystemsFixture.Execution before = rollingBack();
        SystemsFixture.Execution after = Executions.restarted(before);
        int applied = systems.applies.get();
        systems.rolledOut = true;
        after.onResume();
        assertThat(
                fixture.context.failure().getMessage(),
                containsString("\nRolled back: the set is as build 1 deployed it"));
        assertThat("nothing is applied again", systems.applies.get(), is(applied));
        assertThat(image(), is("shop/web:1.1"));
    }

    @Test
    @Covers("R-37")
    public void anAbortedRollbackSaysHowThingsAre() throws Exception {
        deployed("1.1");
        nextBuild();
        SystemsFixture.Execution execution = rollingBack();
        InterruptedException cause = new InterruptedException("by alice");
        execution.stop(cause);
        assertThat(fixture.context.failure(), sameInstance(cause));
        assertThat(
                fixture.build.log(),
                containsString(
                        "Aborted. The deployment had failed and was being rolled back. Everything had been applied"));
        assertThat(report(1).getOutcome(), is(Outcome.ABORTED));
        assertThat(report(2).getOutcome(), is(Outcome.ABORTED));
    }

    @Test
    @Covers("R-37")
    public void anAbortedDeploymentIsNotRolledBack() throws Exception {
        deployed("1.1");
        nextBuild();
        systems.rolledOut = false;
        KubeApplyStep step = failing("1.2");
        step.setTimeout("1m");
        SystemsFixture.Execution execution = started(step, true);
        Executions.await("it waits", () -> execution.getStatus().equals("waiting for the rollout"));
        execution.stop(new InterruptedException("by alice"));
        assertThat(fixture.context.failure().getMessage(), is("by alice"));
        assertThat(image(), is("shop/web:1.2"));
    }

    @Test
    public void rollbackNeedsTheWait() {
        KubeApplyStep step = failing("1.2");
        step.setWait(false);
        DeploymentException e = assertThrows(DeploymentException.class, () -> step.operation(UnaryOperator.identity()));
        assertThat(e.getMessage(), containsString("onFailure: 'rollback' does not go together with wait: false"));
    }

    @Test
    public void kubeRollbackUndoesTheLastDeployment() throws Exception {
        deployed("1.1");
        nextBuild();
        deployed("1.2");
        nextBuild();
        Map<String, Object> value = rolledBack(new KubeRollbackStep());
        assertThat(image(), is("shop/web:1.1"));
        assertThat(value.get("toBuild"), is(1));
        assertThat(value.get("images"), is(List.of("shop/web:1.1")));
        assertThat(value.get("ready"), is(true));
        assertThat(report(1).getWentBackTo().isEmpty(), is(false));
        assertThat(
                "not twice in one build",
                refusal(new KubeRollbackStep()),
                containsString("This build has rolled the set 'shop' back already."));
    }

    @Test
    public void kubeRollbackGoesFurtherBackFromWhatARollbackWentBackTo() throws Exception {
        for (String image : List.of("1.1", "1.2", "1.3")) {
            deployed(image);
            nextBuild();
        }
        rolledBack(new KubeRollbackStep());
        assertThat(image(), is("shop/web:1.2"));
        nextBuild();
        rolledBack(new KubeRollbackStep());
        assertThat("not to 1.3", image(), is("shop/web:1.1"));
        nextBuild();
        assertThat(refusal(new KubeRollbackStep()), containsString("there is no earlier deployment"));
        assertThat(image(), is("shop/web:1.1"));
    }

    @Test
    public void kubeRollbackSkipsWhatFailed() throws Exception {
        deployed("1.1");
        nextBuild();
        systems.rolledOut = false;
        KubeApplyStep bad = apply("1.2");
        bad.setTimeout("1s");
        started(bad, true);
        fixture.context.failure();
        started(bad, true);
        fixture.context.failure();
        systems.rolledOut = true;
        rolledBack(new KubeRollbackStep());
        assertThat(image(), is("shop/web:1.1"));
    }

    @Test
    public void kubeRollbackGoesToTheBuildThatIsNamed() throws Exception {
        for (String image : List.of("1.1", "1.2", "1.3")) {
            deployed(image);
            nextBuild();
        }
        KubeRollbackStep step = new KubeRollbackStep();
        step.setToBuild(1);
        rolledBack(step);
        assertThat(image(), is("shop/web:1.1"));
        step.setToBuild(17);
        assertThat(
                refusal(step),
                containsString(
                        "toBuild: build 17 of this job has not deployed the set 'shop' with success, or is gone, and"
                                + " what it applied with it. Builds that have: 4, 3, 2, 1."));
    }

    @Test
    public void kubeRollbackUndoesTheDeploymentThatIsNamed() throws Exception {
        deployed("1.1");
        nextBuild();
        Map<String, Object> second = deployed("1.2");
        nextBuild();
        deployed("1.3");
        KubeRollbackStep step = new KubeRollbackStep();
        step.setDeployment((String) second.get("deployment"));
        rolledBack(step);
        assertThat(image(), is("shop/web:1.1"));
        step.setDeployment("x");
        assertThat(
                refusal(step),
                containsString("deployment: no build of this job has applied anything under the id 'x'."));
    }

    @Test
    public void kubeRollbackAsksWhereIfItIsNotClear() throws Exception {
        deployed("1.1");
        KubeApplyStep elsewhere = apply("1.1");
        elsewhere.setNamespace("other");
        started(elsewhere, true);
        fixture.value();
        assertThat(
                refusal(new KubeRollbackStep()),
                allOf(
                        containsString("to several places: https://kubernetes.example, namespace other;"),
                        containsString("Say by 'namespace' and by 'cluster' or 'credentialsId'")));
        KubeRollbackStep unknown = new KubeRollbackStep();
        unknown.setSet("unknown");
        assertThat(
                refusal(unknown),
                containsString("Nothing was rolled back: no build of this job has deployed the set 'unknown'."));
    }

    @Test
    @Covers("R-20")
    public void kubeRollbackWaitsForItsTurnOfTheSet() throws Exception {
        deployed("1.1");
        nextBuild();
        deployed("1.2");
        nextBuild();
        systems.rolledOut = false;
        started(apply("1.3"), true);
        Executions.await("the deployment is at its rollout", () -> !systems.watchers.isEmpty());
        nextBuild();
        SystemsFixture.Execution execution = started(new KubeRollbackStep(), false);
        Executions.await("it waits", () -> fixture.build.log().contains("Waiting for "));
        assertThat(execution.getStatus(), is("waiting for another deployment of the set"));
        assertThat(image(), is("shop/web:1.3"));
        systems.completeRollout();
        assertThat(fixture.value().get("toBuild"), is(2));
        assertThat(image(), is("shop/web:1.2"));
    }

    /** Without an inventory nothing can be removed; that the set goes back matters more. */
    @Test
    public void whereNoInventoryMayBeKeptTheSetGoesBackAndWhatIsNewStays() throws Exception {
        systems.inventoryForbidden = true;
        deployed("1.1");
        nextBuild();
        fixture.build.workspace().child("new.yaml").write(NEW, "UTF-8");
        deployed("1.2");
        rolledBack(new KubeRollbackStep());
        assertThat(image(), is("shop/web:1.1"));
        assertThat(systems.objects, hasKey("ConfigMap/new"));
        assertThat(
                fixture.build.log(),
                containsString("WARNING: What came to the set since stays: prune: the inventory of the set 'shop'"));
    }

    @Test
    public void whatIsNoLongerPartOfTheSetSinceLongStays() throws Exception {
        fixture.build.workspace().child("new.yaml").write(NEW, "UTF-8");
        deployed("1.0");
        nextBuild();
        fixture.build.workspace().child("new.yaml").delete();
        deployed("1.1");
        nextBuild();
        deployed("1.2");
        KubeRollbackStep step = new KubeRollbackStep();
        assertThat(rolledBack(step).get("pruned"), is(List.of()));
        assertThat(systems.objects, hasKey("ConfigMap/new"));
    }
}
