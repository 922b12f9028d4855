package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Pruning as part of a step: after the rollout, over a restart, when it is aborted, in a later step. */
public class PruneOperationsTest {
    private static final String OLD = "{apiVersion: v1, kind: ConfigMap, metadata: {name: old}}\n";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private FakeSystems systems;

    @Before
    public void deployWhatIsPrunedLater() throws Exception {
        systems = fixture.systems;
        fixture.build.workspace().child("old.yaml").write(OLD, "UTF-8");
        systems.rolledOut = true;
        run(apply("*.yaml"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        nextBuild();
        systems.rolledOut = false;
    }

    private void nextBuild() throws Exception {
        fixture.build = new FakeBuild(fixture.root(), "shop");
    }

    private static KubeApplyStep apply(String manifests) {
        KubeApplyStep step = SystemsFixture.apply();
        step.setManifests(manifests);
        step.setPrune(true);
        return step;
    }

    private SystemsFixture.Execution started(Operation operation) {
        fixture.newContext(fixture.build.workspace());
        return fixture.started(operation);
    }

    private Map<?, ?> run(KubeApplyStep step) throws Exception {
        started(step.operation(UnaryOperator.identity()));
        return fixture.value();
    }

    private DeploymentReport report() {
        return fixture.build.reports().get(fixture.build.reports().size() - 1);
    }

    @Test
    @Covers("R-17")
    public void nothingGoesBeforeTheRolloutIsComplete() throws Exception {
        started(apply("web.yaml").operation(UnaryOperator.identity()));
        Executions.await("the rollout is watched", () -> !systems.watchers.isEmpty());
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        systems.completeRollout();
        Map<?, ?> value = fixture.value();
        assertThat(value.get("pruned").toString(), is("[{apiVersion=v1, kind=ConfigMap, namespace=shop, name=old}]"));
        assertThat(value.get("set"), is("shop"));
        assertThat(systems.objects, not(hasKey("ConfigMap/old")));
        assertThat(report().getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(report().getMessage(), containsString("; 1 pruned"));
        assertThat(report().getObjects().get(1).getAction(), is("pruned"));
        assertThat(report().getSet(), is("shop"));
        assertThat("watches are closed", systems.watchers, hasSize(0));
    }

    @Test
    @Covers("R-17")
    public void nothingGoesAfterARolloutThatFails() throws Exception {
        KubeApplyStep step = apply("web.yaml");
        step.setTimeout("1s");
        started(step.operation(UnaryOperator.identity()));
        assertThat(fixture.context.failure().getMessage(), containsString("The time is up"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
    }

    @Test
    @Covers({"R-39", "R-22"})
    public void pruningGoesOnAfterARestart() throws Exception {
        systems.rolledOut = true;
        systems.deletionsHang = true;
        SystemsFixture.Execution before = started(apply("web.yaml").operation(UnaryOperator.identity()));
        Executions.await("it prunes", () -> before.getStatus().equals("pruning") && fixture.context.saves() > 0);
        SystemsFixture.Execution after = Executions.restarted(before);
        int applied = systems.applies.get();
        systems.objects.remove("ConfigMap/old");
        after.onResume();
        assertThat(fixture.value().get("pruned").toString(), containsString("name=old"));
        assertThat("nothing is applied again", systems.applies.get(), is(applied));
    }

    @Test
    @Covers("R-37")
    public void anAbortSaysThatSomethingMayHaveGone() throws Exception {
        systems.rolledOut = true;
        systems.deletionsHang = true;
        SystemsFixture.Execution execution = started(apply("web.yaml").operation(UnaryOperator.identity()));
        Executions.await("it prunes", () -> execution.getStatus().equals("pruning"));
        InterruptedException cause = new InterruptedException("by alice");
        execution.stop(cause);
        assertThat(fixture.context.failure(), sameInstance(cause));
        assertThat(
                fixture.build.log(),
                containsString("Aborted. Everything had been applied and is rolled out. Some objects may"));
    }

    @Test
    public void kubeWaitPrunesWhatKubeApplyLeft() throws Exception {
        KubeApplyStep step = apply("web.yaml");
        step.setWait(false);
        Map<?, ?> applied = run(step);
        assertThat(applied.get("pruned").toString(), is("[]"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        systems.rolledOut = true;
        fixture.newContext(null);
        fixture.started(new KubeWaitOperation((String) applied.get("deployment"), Duration.ofMinutes(5), null));
        assertThat(fixture.value().get("pruned").toString(), containsString("name=old"));
        assertThat(systems.objects, not(hasKey("ConfigMap/old")));
        assertThat(report().getObjects().get(1).getAction(), is("pruned"));
    }

    @Test
    @Covers("S-34")
    public void aDryRunSaysWhatWouldGo() throws Exception {
        KubeApplyStep step = apply("web.yaml");
        step.setDryRun(true);
        assertThat(run(step).get("pruned").toString(), containsString("name=old"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        assertThat(report().getObjects().get(1).getAction(), is("pruned"));
    }

    /** Two steps of one build that deploy different things as one set would delete each other's. */
    @Test
    @Covers("S-34")
    public void aStepDoesNotPruneWhatAnotherOfTheBuildHasJustApplied() throws Exception {
        systems.rolledOut = true;
        run(apply("web.yaml"));
        started(apply("old.yaml").operation(UnaryOperator.identity()));
        assertThat(
                fixture.context.failure().getMessage(),
                containsString("an earlier step of this build has applied to the same set 'shop' what this one would"
                        + " prune: Deployment shop/web. Give each kubeApply of the build a set of its own"));
        assertThat(systems.objects, hasKey("Deployment/web"));

        nextBuild();
        run(apply("*.yaml"));
        assertThat("what overlaps is meant", run(apply("web.yaml")).get("pruned"), is(List.of(gone("old"))));
    }

    private static Map<String, Object> gone(String name) {
        return Map.of("apiVersion", "v1", "kind", "ConfigMap", "namespace", "shop", "name", name);
    }

    @Test
    public void aLimitBelowOneIsRefused() {
        KubeApplyStep step = apply("web.yaml");
        step.setMaxPrune(0);
        DeploymentException e = assertThrows(DeploymentException.class, () -> step.operation(UnaryOperator.identity()));
        assertThat(e.getMessage(), containsString("maxPrune: 0 is too few. Give at least 1"));
    }
}
