package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** One step that deploys to several clusters in waves. */
public class FleetOperationsTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private final List<FakeSystems> clusters = new ArrayList<>();

    @Before
    public void configure() {
        List<ClusterTarget> targets = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            ClusterTarget target = new ClusterTarget("eu-" + i);
            target.setServer("https://eu-" + i + ".example");
            target.setCredentialsId("cluster");
            target.setLabels(i == 2 ? "env=test" : "env=prod");
            targets.add(target);
            clusters.add(fixture.systems.elsewhere(target.getServer()));
        }
        DeploymentTargets.get().setClusters(targets);
    }

    private FakeSystems cluster(int number) {
        return clusters.get(number - 1);
    }

    private static KubeApplyStep step(String names) {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("*.yaml");
        step.setNamespace("shop");
        step.setClusters(names);
        return step;
    }

    private static KubeApplyStep version(String version) {
        KubeApplyStep step = step("eu-1, eu-2, eu-3");
        step.setImages("shop/web:" + version);
        return step;
    }

    private SystemsFixture.Execution start(KubeApplyStep step) throws Exception {
        fixture.newContext(fixture.build.workspace());
        return fixture.started(step.operation(UnaryOperator.identity()));
    }

    private void rolledOut(boolean everywhere) {
        clusters.forEach(cluster -> cluster.rolledOut = everywhere);
    }

    private void deployed(String version) throws Exception {
        rolledOut(true);
        start(version(version));
        fixture.value();
        fixture.build = new FakeBuild(fixture.build);
    }

    private void awaitRolloutOn(int number) throws Exception {
        await(
                "eu-" + number + " is at its rollout",
                () -> !cluster(number).watchers.isEmpty());
    }

    private static String image(FakeSystems cluster) {
        return cluster.objects.get("Deployment/web").toString().replaceAll("(?s).*image=([^,}]*).*", "$1");
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> outcomes() throws Exception {
        return (List<Map<String, Object>>) fixture.value().get("clusters");
    }

    private String failure() throws Exception {
        return fixture.context.failure().getMessage();
    }

    @Test
    public void aWaveBeginsOnceTheOneBeforeIsRolledOut() throws Exception {
        SystemsFixture.Execution execution = start(step("eu-1\neu-2"));
        awaitRolloutOn(1);
        assertThat(execution.getStatus(), is("deploying to eu-1"));
        assertThat("checked only", cluster(2).dryRuns.get() + cluster(2).applies.get(), is(0));
        cluster(1).completeRollout();
        awaitRolloutOn(2);
        assertThat(execution.getStatus(), is("deploying to eu-2"));
        cluster(2).completeRollout();
        List<Map<String, Object>> each = outcomes();
        assertThat(each.get(0).get("cluster"), is("eu-1"));
        assertThat(each.get(0).get("outcome"), is("deployed"));
        assertThat(each.get(1).get("server"), is("https://eu-2.example"));
        assertThat(each.get(1).get("ready"), is(true));
        assertThat(fixture.value().get("images"), is(List.of("shop/web:1.1")));
        assertThat(fixture.value().get("set"), is("shop"));
        String log = fixture.build.log();
        assertThat(log, containsString("[kubeApply] 2 clusters in 2 waves: eu-1, eu-2"));
        assertThat(log, containsString("[kubeApply] Wave 2 of 2: eu-2"));
        assertThat(log, containsString("[kubeApply eu-2] Deployment shop/web created"));
        assertThat(log, containsString("[kubeApply] eu-2     deployed        1           0          0"));
        assertThat("one for each cluster, and one for all", fixture.build.reports(), hasSize(3));
        assertThat(fixture.build.reports().get(0).getMessage(), is("2 clusters: 2 deployed"));
        assertThat(fixture.build.reports().get(2).getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(cluster(1).open.get() + cluster(2).open.get(), is(0));
    }

    @Test
    public void theClustersOfABatchGoSideBySide() throws Exception {
        KubeApplyStep step = step("eu-1, eu-2, eu-3");
        step.setBatch(2);
        start(step);
        awaitRolloutOn(1);
        awaitRolloutOn(2);
        assertThat(cluster(3).applies.get(), is(0));
        cluster(2).completeRollout();
        cluster(3).rolledOut = true;
        cluster(1).completeRollout();
        assertThat(outcomes(), hasSize(3));
    }

    @Test
    public void aClusterThatDoesNotAnswerHoldsUpNoOtherOne() throws Exception {
        cluster(1).held = new CountDownLatch(1);
        cluster(2).rolledOut = true;
        KubeApplyStep step = step("eu-1, eu-2");
        step.setBatch(2);
        start(step);
        await("eu-2 is at its end", () -> fixture.build.reports().stream()
                .anyMatch(report -> report.getOutcome() == Outcome.SUCCEEDED));
        cluster(1).rolledOut = true;
        cluster(1).held.countDown();
        assertThat(outcomes(), hasSize(2));
    }

    @Test
    public void clustersArePickedByLabel() throws Exception {
        rolledOut(true);
        start(step("label:env=prod"));
        assertThat(outcomes().stream().map(each -> each.get("cluster")).toList(), is(List.of("eu-1", "eu-3")));
        assertThat(cluster(2).objects.isEmpty(), is(true));
        start(step("label:env=none"));
        assertThat(failure(), containsString("Labels that they have: env=prod, env=test."));
    }

    @Test
    @Covers("R-18")
    public void noWaveBeginsAfterABadOneAndWhatWasDeployedStays() throws Exception {
        rolledOut(true);
        cluster(2).failing = true;
        cluster(2).rolledOut = false;
        start(version("1.2"));
        assertThat(
                failure(),
                allOf(
                        startsWith("1 of 3 clusters is not as wanted:\neu-2 (failed): "),
                        containsString("ProgressDeadlineExceeded"),
                        containsString("\nDeployed, and stays: eu-1. Not begun: eu-3.")));
        assertThat(image(cluster(1)), is("shop/web:1.2"));
        assertThat(cluster(3).objects.isEmpty(), is(true));
        assertThat(fixture.build.log(), containsString("[kubeApply] eu-3     not-begun        0"));
        assertThat(fixture.build.reports().get(0).getOutcome(), is(Outcome.FAILED));
    }

    @Test
    @Covers("R-18")
    public void whatWasDeployedGoesBackInReverseOrder() throws Exception {
        deployed("1.1");
        cluster(3).failing = true;
        KubeApplyStep step = version("1.2");
        step.setOnFailure("rollback");
        start(step);
        assertThat(
                failure(),
                allOf(
                        containsString("eu-3 (failed): "),
                        containsString("ProgressDeadlineExceeded"),
                        containsString("\nRolled back: the set is as build 1 deployed it"),
                        containsString("\neu-1 was rolled back: the set is as build 1 deployed it and is rolled out"),
                        containsString("\neu-2 was rolled back: ")));
        clusters.forEach(cluster -> assertThat(image(cluster), is("shop/web:1.1")));
        String log = fixture.build.log();
        String line = "Rolling back what was deployed before the failure: ";
        assertThat(log.indexOf(line + "eu-2") < log.indexOf(line + "eu-1"), is(true));
        assertThat(log, containsString("[kubeRollback eu-1] "));
    }

    @Test
    @Covers({"R-18", "R-19"})
    public void aRollbackThatFailsIsToldBesideTheCause() throws Exception {
        rolledOut(true);
        start(step("eu-2"));
        fixture.value();
        fixture.build = new FakeBuild(fixture.build);
        cluster(3).failing = true;
        KubeApplyStep step = version("1.2");
        step.setOnFailure("rollback");
        start(step);
        assertThat(
                failure(),
                allOf(
                        containsString("eu-3 (failed): "),
                        containsString("ProgressDeadlineExceeded"),
                        containsString("\neu-1 was deployed and should have been rolled back, which failed: Nothing was"
                                + " rolled back: there is no earlier deployment"),
                        containsString("\neu-2 was rolled back: ")));
        assertThat(image(cluster(1)), is("shop/web:1.2"));
        assertThat(image(cluster(2)), is("shop/web:1.1"));
    }

    @Test
    @Covers("R-18")
    public void nothingIsChangedAnywhereIfOneClusterCannotBeDeployedTo() throws Exception {
        rolledOut(true);
        cluster(3).validToken = "another";
        start(version("1.2"));
        assertThat(
                failure(),
                allOf(
                        startsWith(
                                "clusters: 1 of 3 cannot be deployed to, so nothing was changed on any of them:\neu-3: "),
                        containsString("The server does not accept"),
                        not(containsString(SystemsFixture.TOKEN))));
        clusters.forEach(cluster -> assertThat(cluster.objects.isEmpty(), is(true)));
        fixture.build = new FakeBuild(fixture.build);
        KubeApplyStep unchecked = version("1.2");
        unchecked.setPreflight(false);
        start(unchecked);
        assertThat(failure(), containsString("Deployed, and stays: eu-1, eu-2."));
    }

    @Test
    public void aDryRunFindsOutWhatIsWrongEverywhere() throws Exception {
        cluster(1).validToken = "another";
        KubeApplyStep step = version("1.2");
        step.setDryRun(true);
        step.setPreflight(false);
        start(step);
        assertThat(failure(), containsString("Deployed, and stays: eu-2, eu-3."));
        cluster(1).validToken = null;
        start(step);
        outcomes().forEach(each -> assertThat(each.get("outcome"), is("dry-run")));
        assertThat(fixture.value().get("ready"), is(false));
        clusters.forEach(cluster -> assertThat(cluster.objects.isEmpty(), is(true)));
    }

    @Test
    public void whatIsAsWantedAlreadyIsNoChange() throws Exception {
        deployed("1.2");
        start(version("1.2"));
        outcomes().forEach(each -> assertThat(each.get("outcome"), is("no-change")));
    }

    @Test
    @Covers({"R-18", "R-39"})
    public void afterARestartItGoesOnWhereItStoppedWithTheSameManifests() throws Exception {
        SystemsFixture.Execution before = start(version("1.2"));
        awaitRolloutOn(1);
        cluster(1).completeRollout();
        awaitRolloutOn(2);
        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.context.cutOff();
        cluster(2).watchers.forEach(Runnable::run);
        await("nobody of before looks any more", () -> cluster(2).watchers.isEmpty());
        fixture.build.workspace().deleteRecursive();
        after.onResume();
        awaitRolloutOn(2);
        assertThat(after.getStatus(), is("deploying to eu-2"));
        cluster(3).rolledOut = true;
        cluster(2).completeRollout();
        assertThat(outcomes(), hasSize(3));
        assertThat("not applied again", cluster(1).applies.get(), is(1));
        assertThat("not applied again", cluster(2).applies.get(), is(1));
        assertThat("from what is kept", image(cluster(3)), is("shop/web:1.2"));
    }

    /** What a restart cut off had been applied, so that after it nothing is left to change. */
    @Test
    @Covers({"R-18", "R-39"})
    public void aClusterThatWasChangedBeforeARestartIsDeployedAndGoesBack() throws Exception {
        deployed("1.1");
        rolledOut(false);
        CountDownLatch held = new CountDownLatch(1);
        cluster(1).held = held;
        KubeApplyStep step = version("1.2");
        step.setOnFailure("rollback");
        int applied = cluster(1).applies.get();
        SystemsFixture.Execution before = start(step);
        await("eu-1 is being applied to", () -> cluster(1).applies.get() > applied);
        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.context.cutOff();
        held.countDown();
        await("it was applied", () -> image(cluster(1)).equals("shop/web:1.2"));
        rolledOut(true);
        cluster(2).failing = true;
        after.onResume();
        assertThat(failure(), containsString("eu-1 was rolled back"));
        assertThat(image(cluster(1)), is("shop/web:1.1"));
    }

    @Test
    @Covers("R-37")
    public void anAbortSaysWhichClustersAreHowFarAndNothingIsWrittenAnyMore() throws Exception {
        cluster(2).held = new CountDownLatch(1);
        SystemsFixture.Execution execution = start(version("1.2"));
        awaitRolloutOn(1);
        cluster(1).completeRollout();
        await("eu-2 is being applied to", () -> cluster(2).applies.get() > 0);
        FlowInterruptedException cause = Executions.byUser();
        long begin = System.nanoTime();
        execution.stop(cause);
        assertThat(fixture.context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        assertThat(
                fixture.build.log(),
                allOf(
                        containsString("Aborted. Deployed, and stays: eu-1. In the middle: eu-2. Not begun: eu-3."),
                        containsString(
                                "[kubeApply eu-2] WARNING: Aborted. 0 of 1 object is as in the manifests; 1 had been sent")));
        rolledOut(true);
        cluster(2).held.countDown();
        Executions.quiet(Duration.ofMillis(50));
        assertThat(cluster(2).objects.containsKey("Deployment/web"), is(false));
        assertThat(cluster(3).applies.get(), is(0));
        List<DeploymentReport> reports = fixture.build.reports();
        assertThat(reports.get(0).getOutcome(), is(Outcome.ABORTED));
        assertThat(reports.get(1).getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(reports.get(2).getOutcome(), is(Outcome.ABORTED));
        assertThat(cluster(2).open.get(), is(0));
    }

    @Test
    public void stepsThatDeployToTheSameClustersInAnotherOrderDoNotBlockEachOther() throws Exception {
        start(step("eu-1, eu-2"));
        FakeContext one = fixture.context;
        awaitRolloutOn(1);
        start(step("eu-2, eu-1"));
        FakeContext other = fixture.context;
        awaitRolloutOn(2);
        clusters.forEach(FakeSystems::completeRollout);
        one.result();
        other.result();
    }

    @Test
    public void anOlderBuildGivesWayWhereANewerOneIsAtItAndTheNewerOneGoesOn() throws Exception {
        start(step("eu-1, eu-2"));
        FakeContext older = fixture.context;
        awaitRolloutOn(1);
        fixture.newBuild();
        start(step("eu-2, eu-1"));
        awaitRolloutOn(2);
        cluster(1).completeRollout();
        assertThat(older.failure().getMessage(), containsString("eu-2 (superseded): "));
        cluster(2).completeRollout();
        assertThat(outcomes(), hasSize(2));
    }

    @Test
    public void aNewerBuildSupersedesWhatWaitsAndItsWavesEnd() throws Exception {
        start(step("eu-2"));
        awaitRolloutOn(2);
        fixture.newBuild();
        cluster(1).rolledOut = true;
        FakeBuild second = fixture.build;
        start(step("eu-1, eu-2, eu-3"));
        FakeContext older = fixture.context;
        await("eu-2 waits", () -> second.log().contains("[kubeApply eu-2] Waiting for shop #1"));
        fixture.newBuild();
        start(step("eu-2"));
        Throwable end = older.failure();
        assertThat(end, is(instanceOf(FlowInterruptedException.class)));
        assertThat(((FlowInterruptedException) end).getResult(), is(Result.NOT_BUILT));
        assertThat(end.getMessage(), containsString("Deployed, and stays: eu-1. Not begun: eu-3."));
        cluster(2).completeRollout();
        fixture.value();
    }

    @Test
    public void aFreestyleBuildDoesTheSame() throws Exception {
        rolledOut(true);
        new BlockingRun(fixture.build, fixture.build.workspace(), fixture.build.listener, fixture.systems)
                .complete(step("label:env=prod").operation(UnaryOperator.identity()));
        assertThat(image(cluster(3)), is("shop/web:1.1"));
        assertThat(cluster(2).objects.isEmpty(), is(true));
    }
}
