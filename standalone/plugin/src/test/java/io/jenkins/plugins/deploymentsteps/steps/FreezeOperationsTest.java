package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import hudson.model.Cause;
import hudson.model.CauseAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import io.jenkins.plugins.deploymentsteps.targets.TargetFreeze;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Steps on a target that is frozen, or becomes it while they wait. */
public class FreezeOperationsTest {
    private static final Instant BEFORE = Instant.parse("2026-12-24T11:59:00Z");
    private static final Instant IN_IT = Instant.parse("2026-12-25T12:00:00Z");
    private static final String REFUSAL =
            "freeze: the target 'prod' (global configuration) is frozen until 2026-12-27 12:00 UTC (Christmas)."
                    + " Nothing was changed. Deploy after that, or ";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private ClusterTarget target;

    @Before
    public void freeze() {
        TargetFreeze christmas = new TargetFreeze("2026-12-24T12:00", "3d");
        christmas.setReason("Christmas");
        target = new ClusterTarget("prod");
        target.setServer("https://kubernetes.example");
        target.setCredentialsId("cluster");
        target.setFreezes(List.of(christmas));
        DeploymentTargets.get().setClusters(List.of(target));
        fixture.systems.rolledOut = true;
        SystemsFixture.now(IN_IT);
    }

    private static KubeApplyStep apply() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("web.yaml");
        step.setCluster("prod");
        step.setNamespace("shop");
        return step;
    }

    private void run(DeploymentStep step) throws Exception {
        fixture.newContext(fixture.build.workspace());
        fixture.started(step.operation(UnaryOperator.identity()));
    }

    private void deployedBefore() throws Exception {
        SystemsFixture.now(BEFORE);
        run(apply());
        fixture.value();
        SystemsFixture.now(IN_IT);
    }

    private DeploymentReport last() {
        List<DeploymentReport> reports = fixture.build.reports();
        return reports.get(reports.size() - 1);
    }

    @Test
    public void nothingBeginsInAFreeze() throws Exception {
        run(apply());
        assertThat(fixture.context.failure().getMessage(), containsString(REFUSAL));
        assertThat(fixture.systems.objects.isEmpty(), is(true));
        assertThat(fixture.systems.applies.get(), is(0));
        assertThat(last().getOutcome(), is(Outcome.FAILED));
        SystemsFixture.now(BEFORE);
        run(apply());
        assertThat(fixture.value().get("outcome"), is("deployed"));
    }

    @Test
    public void whatChangesNothingGoesOn() throws Exception {
        KubeApplyStep dry = apply();
        dry.setDryRun(true);
        run(dry);
        assertThat(fixture.value().get("outcome"), is("dry-run"));
        KubeDiffStep diff = new KubeDiffStep();
        diff.setManifests("web.yaml");
        diff.setCluster("prod");
        diff.setNamespace("shop");
        run(diff);
        assertThat(fixture.value(), hasKey("drift"));
        // What was planned is not applied, either.
        KubeApplyStep planned = new KubeApplyStep();
        planned.setPlan((String) fixture.value().get("id"));
        run(planned);
        assertThat(fixture.context.failure().getMessage(), containsString(REFUSAL));
    }

    @Test
    public void aRollbackByItselfIsADeploymentLikeAnyOther() throws Exception {
        deployedBefore();
        KubeRollbackStep back = new KubeRollbackStep();
        back.setNamespace("shop");
        run(back);
        assertThat(fixture.context.failure().getMessage(), containsString("Nothing was rolled back"));
        SystemsFixture.now(BEFORE);
        KubeApplyStep next = apply();
        next.setImages("shop/web:1.3");
        run(next);
        fixture.value();
        SystemsFixture.now(IN_IT);
        run(back);
        assertThat(fixture.context.failure().getMessage(), containsString(REFUSAL));
        assertThat(fixture.systems.objects.get("Deployment/web").toString(), containsString("shop/web:1.3"));
        target.setFreezeOverriders("*");
        back.setFreezeOverride("1.3 loses orders");
        run(back);
        assertThat(fixture.value().get("outcome"), is("deployed"));
        assertThat(fixture.systems.objects.get("Deployment/web").toString(), containsString("shop/web:1.1"));
    }

    @Test
    public void whatBeganBeforeIsRolledBackInTheFreezeIfItFails() throws Exception {
        deployedBefore();
        SystemsFixture.now(BEFORE);
        fixture.systems.rolledOut = false;
        KubeApplyStep next = apply();
        next.setImages("shop/web:1.3");
        next.setOnFailure("rollback");
        next.setTimeout("2s");
        fixture.newContext(fixture.build.workspace());
        SystemsFixture.Execution execution = fixture.started(next.operation(UnaryOperator.identity()));
        Executions.await("it waits", () -> execution.getStatus().equals("waiting for the rollout"));
        SystemsFixture.now(IN_IT);
        Executions.await("it rolls back", () -> execution.getStatus().endsWith("of the rollback"));
        fixture.systems.completeRollout();
        assertThat(fixture.context.failure().getMessage(), containsString("Rolled back: the set is as build 1"));
        assertThat(fixture.systems.objects.get("Deployment/web").toString(), containsString("shop/web:1.1"));
    }

    @Test
    public void whatWaitsForItsTurnAndGetsIntoAFreezeIsRefused() throws Exception {
        SystemsFixture.now(BEFORE);
        fixture.systems.rolledOut = false;
        fixture.newContext(fixture.build.workspace());
        fixture.started(apply().operation(UnaryOperator.identity()));
        Executions.await("the first one is at it", () -> !fixture.systems.watchers.isEmpty());
        FakeContext first = fixture.context;
        fixture.newBuild();
        SystemsFixture.Execution waiting = fixture.started(apply().operation(UnaryOperator.identity()));
        Executions.await(
                "the second one waits", () -> waiting.getStatus().equals("waiting for another deployment of the set"));
        int applies = fixture.systems.applies.get();
        SystemsFixture.now(IN_IT);
        fixture.systems.completeRollout();
        first.result();
        assertThat(fixture.context.failure().getMessage(), containsString(REFUSAL));
        assertThat("the first one had begun", fixture.systems.applies.get(), is(applies));
    }

    @Test
    public void whoMayOverrideAFreezeIsToldInLogReportRecordAndCluster() throws Exception {
        target.setFreezeOverriders("alice");
        KubeApplyStep step = apply();
        step.setFreezeOverride("shop is down");
        run(step);
        assertThat(
                fixture.context.failure().getMessage(),
                containsString("and this build, which no user started, may not override that. Nothing was changed."));
        fixture.build.addAction(new CauseAction(new Cause.UserIdCause("alice")));
        run(step);
        assertThat(fixture.value().get("outcome"), is("deployed"));
        String audit = "the target 'prod' (global configuration) is frozen until 2026-12-27 12:00 UTC (Christmas);"
                + " overridden by alice: shop is down";
        assertThat(fixture.build.log(), containsString("[kubeApply] WARNING: Freeze overridden: " + audit));
        assertThat(last().getCircumstances().getFreezeOverride(), is(audit));
        assertThat(
                fixture.systems.objects.entrySet().stream()
                        .filter(each -> each.getKey().startsWith("Event/"))
                        .toList()
                        .toString(),
                allOf(containsString("; freeze overridden: " + audit), containsString("started by: alice")));
    }

    @Test
    public void aFreezeThatCannotBeReadIsNoReasonToDeploy() throws Exception {
        target.setFreezes(List.of(new TargetFreeze("Christmas", "3d")));
        SystemsFixture.now(BEFORE);
        run(apply());
        assertThat(
                fixture.context.failure().getMessage(),
                allOf(
                        containsString("cluster: the target 'prod' (global configuration) has a freeze that cannot be"
                                + " read. Have an administrator mend it: start: 'Christmas'"),
                        not(containsString("\n"))));
        assertThat(fixture.systems.objects.isEmpty(), is(true));
    }
}
