package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Rule;
import org.junit.Test;

/** Builds that deploy the same set at the same time. */
public class LockOperationsTest {
    private static final String WAITING = "Waiting for shop #1, which deploys the set 'shop' now";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private SystemsFixture.Execution start(KubeApplyStep step) throws Exception {
        return fixture.started(step.operation(UnaryOperator.identity()));
    }

    private void holds() throws Exception {
        start(SystemsFixture.apply());
        await("the first one is at its rollout", () -> !fixture.systems.watchers.isEmpty());
    }

    private SystemsFixture.Execution waits() throws Exception {
        FakeBuild build = fixture.newBuild();
        SystemsFixture.Execution execution = start(SystemsFixture.apply());
        await("it waits", () -> build.log().contains(WAITING));
        assertThat(execution.getStatus(), is("waiting for another deployment of the set"));
        return execution;
    }

    @Test
    public void theNextDeploymentOfTheSetWaitsForTheEndOfTheRollout() throws Exception {
        holds();
        waits();
        assertThat("checked, and applied", fixture.systems.dryRuns.get(), is(1));
        fixture.systems.completeRollout();
        assertThat(fixture.value().get("ready"), is(true));
        assertThat(fixture.systems.dryRuns.get(), is(2));
    }

    @Test
    public void anotherSetAndADryRunAndAnUnlockedStepDoNotWait() throws Exception {
        holds();
        fixture.systems.rolledOut = true;
        fixture.newBuild();
        KubeApplyStep other = SystemsFixture.apply();
        other.setSet("other");
        start(other);
        assertThat(fixture.value().get("ready"), is(true));
        fixture.newBuild();
        KubeApplyStep dryRun = SystemsFixture.apply();
        dryRun.setDryRun(true);
        start(dryRun);
        assertThat(fixture.value().get("dryRun"), is(true));
        fixture.newBuild();
        KubeApplyStep unlocked = SystemsFixture.apply();
        unlocked.setLock(false);
        start(unlocked);
        assertThat(fixture.value().get("ready"), is(true));
    }

    @Test
    public void aNewerBuildSupersedesTheOneThatWaits() throws Exception {
        holds();
        waits();
        FakeContext older = fixture.context;
        FakeBuild second = fixture.build;
        waits();
        Throwable end = older.failure();
        assertThat(end, is(instanceOf(FlowInterruptedException.class)));
        assertThat(((FlowInterruptedException) end).getResult(), is(Result.NOT_BUILT));
        assertThat(end.getMessage(), containsString("shop #3 is newer and deploys the same set 'shop'"));
        assertThat(end.getMessage(), containsString("nothing was changed"));
        assertThat(second.reports().get(0).getOutcome(), is(Outcome.SUPERSEDED));
        fixture.systems.completeRollout();
        assertThat(fixture.value().get("ready"), is(true));
        assertThat("the one in between was not even checked", fixture.systems.dryRuns.get(), is(2));
    }

    @Test
    @Covers("R-37")
    public void whoIsAbortedGivesWayAndWhoWaitsCanBe() throws Exception {
        SystemsFixture.Execution first = start(SystemsFixture.apply());
        await("the first one is at its rollout", () -> !fixture.systems.watchers.isEmpty());
        SystemsFixture.Execution second = waits();
        second.stop(Executions.byUser());
        assertThat(fixture.context.failure(), is(instanceOf(FlowInterruptedException.class)));
        waits();
        first.stop(Executions.byUser());
        fixture.systems.rolledOut = true;
        assertThat(fixture.value().get("ready"), is(true));
    }

    @Test
    @Covers("R-39")
    public void afterARestartTheOneThatHadItsTurnHasItAgain() throws Exception {
        SystemsFixture.Execution first = start(SystemsFixture.apply());
        FakeContext firsts = fixture.context;
        await("the first one's state is saved", () -> firsts.saves() > 0);
        SystemsFixture.Execution second = waits();
        FakeContext seconds = fixture.context;
        await("the second one's state is saved", () -> seconds.saves() > 0);
        SystemsFixture.forgetLocks();
        SystemsFixture.Execution secondAgain = Executions.restarted(second);
        secondAgain.onResume();
        assertThat(secondAgain.getStatus(), is("waiting for another deployment of the set"));
        Executions.restarted(first).onResume();
        await("the first one is at it again", () -> fixture.systems.watchers.size() > 1);
        waits();
        assertThat("the one that waited has not begun meanwhile", fixture.systems.applies.get(), is(1));
        secondAgain.stop(Executions.byUser());
        assertThat(seconds.failure(), is(instanceOf(FlowInterruptedException.class)));
    }

    @Test
    public void aDeploymentThatFailsGivesWay() throws Exception {
        fixture.build.workspace().child("web.yaml").write("kind: [", "UTF-8");
        start(SystemsFixture.apply());
        assertThat(fixture.context.failure(), is(instanceOf(AbortException.class)));
        fixture.newBuild();
        fixture.build.workspace().child("web.yaml").write(fixture.systems.files.get("web.yaml"), "UTF-8");
        fixture.systems.rolledOut = true;
        start(SystemsFixture.apply());
        assertThat(fixture.value().get("ready"), is(true));
        assertThat(fixture.build.log(), not(containsString("Waiting for")));
    }
}
