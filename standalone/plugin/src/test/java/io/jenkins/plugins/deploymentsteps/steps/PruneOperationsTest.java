package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Pruning as part of a step: after the rollout, over a restart, when it is aborted, in a later step. */
public class PruneOperationsTest {
    private static final String WEB = """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1,
             selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
             spec: {containers: [{name: web, image: "shop/web:1.1"}]}}}}
            """;
    private static final String OLD = "{apiVersion: v1, kind: ConfigMap, metadata: {name: old}}\n";
    private static final FakeSystems[] SYSTEMS = new FakeSystems[1];

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private FakeSystems systems;
    private FakeBuild build;
    private FakeContext context;

    @Before
    public void deployWhatIsPrunedLater() throws Exception {
        Controller.start(folder.getRoot()).addCredentials(TestCredentials.token("cluster", "hunter2-hunter2"));
        systems = new FakeSystems();
        SYSTEMS[0] = systems;
        build = new FakeBuild(folder.getRoot(), "shop");
        build.workspace().mkdirs();
        write("web.yaml", WEB);
        write("old.yaml", OLD);
        systems.rolledOut = true;
        run(apply("*.yaml"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        build = new FakeBuild(folder.getRoot(), "shop");
        systems.rolledOut = false;
    }

    private void write(String name, String text) throws Exception {
        build.workspace().child(name).write(text, "UTF-8");
    }

    /** The execution with systems in memory, before and after a restart. */
    private static final class Execution extends DeploymentExecution {
        private static final long serialVersionUID = 1L;

        Execution(StepContext context, Operation operation) {
            super(context, operation);
        }

        @Override
        Connections connections() {
            return SYSTEMS[0];
        }
    }

    private static KubeApplyStep apply(String manifests) {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests(manifests);
        step.setCredentialsId("cluster");
        step.setServer("https://kubernetes.example");
        step.setNamespace("shop");
        step.setPrune(true);
        return step;
    }

    private Execution started(Operation operation) {
        context = new FakeContext(build, build.workspace());
        Execution execution = new Execution(context, operation);
        execution.start();
        return execution;
    }

    private Map<?, ?> run(KubeApplyStep step) throws Exception {
        started(step.operation(UnaryOperator.identity()));
        return (Map<?, ?>) context.result();
    }

    private DeploymentReport report() {
        return build.reports().get(build.reports().size() - 1);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat("still waiting for: " + what, System.nanoTime() < end);
            Thread.sleep(5);
        }
    }

    @Test
    @Covers("R-17")
    public void nothingGoesBeforeTheRolloutIsComplete() throws Exception {
        started(apply("web.yaml").operation(UnaryOperator.identity()));
        await("the rollout is watched", () -> !systems.watchers.isEmpty());
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        systems.completeRollout();
        Map<?, ?> value = (Map<?, ?>) context.result();
        assertThat(
                value.get("pruned").toString(), is("[{apiVersion=v1, kind=ConfigMap, namespace=shop, name=old}]"));
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
        assertThat(context.failure().getMessage(), containsString("The time is up"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
    }

    @Test
    @Covers({"R-39", "R-22"})
    public void pruningGoesOnAfterARestart() throws Exception {
        systems.rolledOut = true;
        systems.deletionsHang = true;
        Execution before = started(apply("web.yaml").operation(UnaryOperator.identity()));
        await("it prunes", () -> before.getStatus().equals("pruning") && context.saves() > 0);
        Execution after = DeploymentExecutionTest.restarted(before);
        int applied = systems.applies.get();
        systems.objects.remove("ConfigMap/old");
        after.onResume();
        assertThat(((Map<?, ?>) context.result()).get("pruned").toString(), containsString("name=old"));
        assertThat("nothing is applied again", systems.applies.get(), is(applied));
    }

    @Test
    @Covers("R-37")
    public void anAbortSaysThatSomethingMayHaveGone() throws Exception {
        systems.rolledOut = true;
        systems.deletionsHang = true;
        Execution execution = started(apply("web.yaml").operation(UnaryOperator.identity()));
        await("it prunes", () -> execution.getStatus().equals("pruning"));
        InterruptedException cause = new InterruptedException("by alice");
        execution.stop(cause);
        assertThat(context.failure(), sameInstance(cause));
        assertThat(build.log(), containsString("Aborted. Everything had been applied and rolled out. Some objects may"));
    }

    @Test
    public void kubeWaitPrunesWhatKubeApplyLeft() throws Exception {
        KubeApplyStep step = apply("web.yaml");
        step.setWait(false);
        Map<?, ?> applied = run(step);
        assertThat(applied.get("pruned").toString(), is("[]"));
        assertThat(systems.objects, hasKey("ConfigMap/old"));
        systems.rolledOut = true;
        context = new FakeContext(build, null);
        new Execution(context, new KubeWaitOperation((String) applied.get("deployment"), Duration.ofMinutes(5), null))
                .start();
        assertThat(((Map<?, ?>) context.result()).get("pruned").toString(), containsString("name=old"));
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
                context.failure().getMessage(),
                containsString("an earlier step of this build has applied to the same set 'shop' what this one would"
                        + " prune: Deployment shop/web. Give each kubeApply of the build a set of its own"));
        assertThat(systems.objects, hasKey("Deployment/web"));

        build = new FakeBuild(folder.getRoot(), "shop");
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
        try {
            step.operation(UnaryOperator.identity());
            throw new AssertionError("0 was taken");
        } catch (io.jenkins.plugins.deploymentsteps.core.DeploymentException e) {
            assertThat(e.getMessage(), containsString("maxPrune: 0 is too few. Give at least 1"));
        }
    }
}
