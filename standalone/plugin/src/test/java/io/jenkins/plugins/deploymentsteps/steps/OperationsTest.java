package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

/** Each step's operation on systems in memory: value, report, restart, abort; and the freestyle builder on the same. */
public class OperationsTest {
    private static final String TOKEN = "hunter2-hunter2";
    private static final String WEB = """
            {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1,
             selector: {matchLabels: {app: web}}, template: {metadata: {labels: {app: web}},
             spec: {containers: [{name: web, image: "shop/web:1.1"}]}}}}
            """;
    private static final FakeSystems[] SYSTEMS = new FakeSystems[1];

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private FakeSystems systems;
    private FakeBuild build;
    private FakeContext context;

    @Before
    public void prepare() throws Exception {
        Controller controller = Controller.start(folder.getRoot());
        controller.addCredentials(TestCredentials.token("cluster", TOKEN));
        controller.addCredentials(TestCredentials.token("gitops", TOKEN));
        controller.addCredentials(TestCredentials.token("argocd", TOKEN));
        systems = new FakeSystems();
        systems.files.put("web.yaml", WEB);
        SYSTEMS[0] = systems;
        build = new FakeBuild(folder.getRoot(), "shop");
        build.workspace().mkdirs();
        build.workspace().child("web.yaml").write(WEB, "UTF-8");
        newContext(build.workspace());
    }

    private void newContext(FilePath workspace) {
        context = new FakeContext(build, workspace);
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

    private Execution started(Operation operation) {
        Execution execution = new Execution(context, operation);
        execution.start();
        return execution;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat("still waiting for: " + what, System.nanoTime() < end);
            Thread.sleep(5);
        }
    }

    private static KubeApplyStep apply() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("*.yaml");
        step.setCredentialsId("cluster");
        step.setServer("https://kubernetes.example");
        step.setNamespace("shop");
        return step;
    }

    private static GitopsCommitStep commit() {
        GitopsCommitStep step = new GitopsCommitStep("https://git.example/deploy.git");
        step.setCredentialsId("gitops");
        step.setChanges(List.of(new GitopsImage("shop/web:1.2")));
        return step;
    }

    private static ArgoSyncStep sync() {
        ArgoSyncStep step = new ArgoSyncStep();
        step.setApplication("shop");
        step.setServer("https://argocd.example");
        step.setCredentialsId("argocd");
        return step;
    }

    private static Operation operation(KubeApplyStep step) throws DeploymentException {
        return step.operation(UnaryOperator.identity());
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> value() throws Exception {
        Map<String, Object> value = (Map<String, Object>) context.result();
        assertPlain(value);
        return value;
    }

    /** Plain types of the JDK, so that a sandboxed Pipeline may use them and a restart keeps them. */
    private static void assertPlain(Object value) {
        if (value instanceof Map<?, ?> map) {
            assertThat(value, instanceOf(LinkedHashMap.class));
            map.forEach((key, each) -> {
                assertThat(key, instanceOf(String.class));
                assertPlain(each);
            });
        } else if (value instanceof List<?> list) {
            assertThat(value, instanceOf(ArrayList.class));
            list.forEach(OperationsTest::assertPlain);
        } else {
            assertThat(value, org.hamcrest.Matchers.anyOf(instanceOf(String.class), instanceOf(Boolean.class)));
        }
    }

    private DeploymentReport report() {
        assertThat(build.reports(), hasSize(1));
        return build.reports().get(0);
    }

    @Test
    @Covers("S-36")
    public void kubeApplyWaitsAndReturnsWhatItDid() throws Exception {
        Execution execution = started(operation(apply()));
        await("the rollout is watched", () -> !systems.watchers.isEmpty());
        assertThat(execution.getStatus(), is("waiting for the rollout"));
        assertThat(report().getOutcome(), is(Outcome.RUNNING));
        systems.completeRollout();

        Map<String, Object> value = value();
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
                        "pruned",
                        "kept"));
        assertThat(value.get("server"), is("https://kubernetes.example"));
        assertThat(value.get("namespace"), is("shop"));
        assertThat(value.get("ready"), is(true));
        assertThat(value.get("images"), is(List.of("shop/web:1.1")));
        assertThat(
                ((List<?>) value.get("objects")).get(0).toString(),
                is(
                        "{apiVersion=apps/v1, kind=Deployment, namespace=shop, name=web, action=created, images=[shop/web:1.1]}"));
        assertThat("connections are closed", systems.open.get(), is(0));
        assertThat("watches are closed", systems.watchers, hasSize(0));
        assertThat(report().getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(report().getTarget(), is("https://kubernetes.example"));
        assertThat(report().getObjects().get(0).getName(), is("web"));
        for (String line : build.log().split("\\R")) {
            assertThat(line, startsWith("[kubeApply] "));
        }
    }

    @Test
    public void kubeApplyTakesImagesByName() throws Exception {
        systems.rolledOut = true;
        KubeApplyStep step = apply();
        step.setImages("shop/web:1.2");
        started(operation(step));
        assertThat(value().get("images"), is(List.of("shop/web:1.2")));
    }

    @Test
    public void aDryRunChangesNothingAndIsNotWaitedFor() throws Exception {
        KubeApplyStep step = apply();
        step.setDryRun(true);
        started(operation(step));
        assertThat(value().get("dryRun"), is(true));
        assertThat(systems.applies.get(), is(0));
        assertThat(report().isDryRun(), is(true));
        assertThat(report().pendingRollout() == null, is(true));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void kubeApplyReattachesToItsWaitAfterARestart() throws Exception {
        Execution before = started(operation(apply()));
        await("the first look is saved", () -> context.saves() == 1);
        assertThat(systems.applies.get(), is(1));

        Execution after = DeploymentExecutionTest.restarted(before);
        systems.rolledOut = true;
        after.onResume();

        assertThat(value().get("ready"), is(true));
        assertThat("nothing is applied again", systems.applies.get(), is(1));
        assertThat("the same report goes on", report().getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    @Covers("R-39")
    public void kubeApplyAppliesAgainAfterARestartBeforeItsEnd() throws Exception {
        Execution before = new Execution(context, operation(apply()));
        Execution after = DeploymentExecutionTest.restarted(before);
        systems.rolledOut = true;
        after.onResume();
        assertThat(value().get("ready"), is(true));
        assertThat(systems.applies.get(), is(1));
    }

    @Test
    @Covers("R-37")
    public void kubeApplyLeavesWhatItAppliedWhenItIsAborted() throws Exception {
        Execution execution = started(operation(apply()));
        await("the rollout is watched", () -> !systems.watchers.isEmpty());
        InterruptedException cause = new InterruptedException("by alice");
        execution.stop(cause);
        assertThat(context.failure(), sameInstance(cause));
        assertThat(build.log(), containsString("Aborted. Everything had been applied and stays"));
        assertThat(report().getOutcome(), is(Outcome.ABORTED));
        await("connections are closed", () -> systems.open.get() == 0);
        assertThat("the report keeps its objects", report().getObjects(), hasSize(1));
    }

    @Test
    @Covers("R-10")
    public void kubeApplyResolvesAnExpiredTokenAgainDuringTheWait() throws Exception {
        started(operation(apply()));
        await("the rollout is watched", () -> !systems.watchers.isEmpty());
        String fresh = "hunter3-hunter3";
        Controller controller = Controller.start(folder.getRoot());
        controller.addCredentials(TestCredentials.token("cluster", fresh));
        systems.validToken = fresh;
        systems.completeRollout();
        value();
        assertThat(systems.tokens, contains(TOKEN, fresh));
        assertThat(build.log(), not(containsString("hunter")));
    }

    @Test
    @Covers({"S-07", "S-08"})
    public void aRefusedTokenIsNotRepeatedAnywhere() throws Exception {
        systems.validToken = "another";
        started(operation(apply()));
        Throwable failure = context.failure();
        assertThat(failure, instanceOf(AbortException.class));
        assertThat(failure.getMessage(), containsString("The server does not accept ****."));
        assertThat(build.log(), not(containsString("hunter2")));
        assertThat(report().getOutcome(), is(Outcome.FAILED));
        assertThat(report().getMessage(), not(containsString("hunter2")));
        assertThat(systems.open.get(), is(0));
    }

    @Test
    public void kubeWaitGoesOnWhereKubeApplyLeftOutsideOfANode() throws Exception {
        KubeApplyStep step = apply();
        step.setWait(false);
        started(operation(step));
        Map<String, Object> applied = value();
        assertThat(applied.get("ready"), is(false));
        assertThat(report().getOutcome(), is(Outcome.STARTED));

        newContext(null);
        KubeWaitOperation wait =
                new KubeWaitOperation((String) applied.get("deployment"), java.time.Duration.ofMinutes(5), null);
        Execution before = started(wait);
        await("the first look is saved", () -> context.saves() == 1);
        Execution after = DeploymentExecutionTest.restarted(before);
        systems.rolledOut = true;
        after.onResume();

        assertThat(value().get("ready"), is(true));
        assertThat("one report for both", report().getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    public void kubeWaitNamesADeploymentThatTheBuildDoesNotHave() throws Exception {
        started(new KubeWaitOperation("nothing", java.time.Duration.ofMinutes(5), null));
        assertThat(context.failure().getMessage(), containsString("has applied nothing under the id 'nothing'"));
    }

    @Test
    public void aTimeoutNamesWhatIsNotReadyInFailureAndReport() throws Exception {
        KubeApplyStep step = apply();
        step.setTimeout("1s");
        started(operation(step));
        assertThat(context.failure().getMessage(), containsString("Deployment shop/web"));
        assertThat(report().getOutcome(), is(Outcome.FAILED));
        assertThat("the reason beside the object", report().getObjects().get(0).getMessage(), not(is("")));
    }

    @Test
    public void noManifestIsReadBeforeTheClusterIsNeeded() throws Exception {
        KubeApplyStep step = apply();
        step.setManifests("none/*.yaml");
        started(operation(step));
        assertThat(context.failure().getMessage(), is("manifests: 'none/*.yaml' matches no file in the workspace."));
        assertThat(systems.tokens, hasSize(0));
    }

    @Test
    public void gitopsCommitNeedsNoWorkspace() throws Exception {
        newContext(null);
        started(commit().operation(UnaryOperator.identity()));
        Map<String, Object> value = value();
        assertThat(new ArrayList<>(value.keySet()), contains("url", "branch", "commit", "changed", "files"));
        assertThat(value.get("commit"), is(systems.commits.get(1)));
        assertThat(value.get("changed"), is(true));
        assertThat(value.get("files"), is(List.of("web.yaml")));
        assertThat(systems.files.get("web.yaml"), containsString("shop/web:1.2"));
        assertThat(report().getCommit(), is(systems.commits.get(1)));
        assertThat(systems.open.get(), is(0));
    }

    @Test
    @Covers({"R-26", "R-39"})
    public void gitopsCommitMakesNoSecondCommitWhenItRunsAgain() throws Exception {
        Execution before = started(commit().operation(UnaryOperator.identity()));
        Object first = value().get("commit");
        // A restart before Jenkins had written that the step was over.
        newContext(null);
        Execution after =
                DeploymentExecutionTest.restarted(new Execution(context, commit().operation(UnaryOperator.identity())));
        assertThat(before.getStatus(), is("committing"));
        after.onResume();
        Map<String, Object> again = value();
        assertThat(again.get("commit"), is(first));
        assertThat(again.get("changed"), is(false));
        assertThat(systems.commits, hasSize(2));
    }

    @Test
    @Covers({"R-39", "R-32"})
    public void argoSyncStartsOneSyncAlsoOverARestart() throws Exception {
        systems.commits.add("1".repeat(40));
        newContext(null);
        ArgoSyncStep step = sync();
        step.setRevision("1".repeat(40));
        Execution before = started(step.operation(UnaryOperator.identity(), null));
        await("the sync is started", () -> !systems.syncs.isEmpty());
        int saved = context.saves();
        await("a look after it", () -> context.saves() > saved);

        Execution after = DeploymentExecutionTest.restarted(before);
        before.stop(new InterruptedException("the old controller is gone"));
        FakeContext old = context;
        await("the old one is gone", old::isOver);
        systems.appHealth = "Healthy";
        // The same context: what the old one told is what a real controller would have lost.
        int outcomes = old.outcomes();
        after.onResume();
        await("the end", () -> old.outcomes() > outcomes);

        assertThat(systems.syncs, hasSize(1));
        assertThat(report().getApplications().get(0).getRevision(), is("1".repeat(40)));
        assertThat(report().getApplications().get(0).getHealth(), is("Healthy"));
    }

    @Test
    @Covers("S-36")
    public void argoSyncReturnsWhatIsLive() throws Exception {
        systems.commits.add("1".repeat(40));
        systems.appHealth = "Healthy";
        started(sync().operation(UnaryOperator.identity(), "1".repeat(40)));
        Map<String, Object> value = value();
        assertThat(new ArrayList<>(value.keySet()), contains("server", "revision", "images", "applications"));
        assertThat(value.get("revision"), is("1".repeat(40)));
        assertThat(value.get("images"), is(List.of("shop/web:1.2")));
        assertThat(((Map<?, ?>) ((List<?>) value.get("applications")).get(0)).get("health"), is("Healthy"));
        assertThat(systems.open.get(), is(0));
    }

    private BlockingRun freestyle() {
        return new BlockingRun(build, build.workspace(), build.listener, systems);
    }

    @Test
    public void theBuilderPushesWithTheBuildsVariables() throws Exception {
        systems.rolledOut = true;
        KubeApplyStep step = apply();
        step.setImages("shop/web:$TAG");
        new DeployBuilder(new PushMethod(step)).deploy(freestyle(), new EnvVars("TAG", "1.2"));
        assertThat(report().getImages(), contains("shop/web:1.2"));
        assertThat(systems.open.get(), is(0));
    }

    @Test
    public void theBuilderPullsAndFollowsItsOwnCommit() throws Exception {
        systems.appHealth = "Healthy";
        PullMethod pull = new PullMethod(commit());
        pull.setSync(sync());
        new DeployBuilder(pull).deploy(freestyle(), new EnvVars());
        assertThat(build.reports(), hasSize(2));
        assertThat(
                build.reports().get(1).getApplications().get(0).getRevision(),
                is(build.reports().get(0).getCommit()));
    }

    @Test
    public void theBuilderFailsPolitely() throws Exception {
        assertThat(
                assertThrows(AbortException.class, () -> new DeployBuilder(null).deploy(freestyle(), new EnvVars()))
                        .getMessage(),
                startsWith("method: missing."));
        KubeApplyStep step = apply();
        step.setManifests("none.yaml");
        AbortException missing = assertThrows(
                AbortException.class, () -> new DeployBuilder(new PushMethod(step)).deploy(freestyle(), new EnvVars()));
        assertThat(missing.getMessage(), is("manifests: 'none.yaml' is not in the workspace."));
        PullMethod pull = new PullMethod(commit());
        pull.setSync(new ArgoSyncStep());
        assertThrows(AbortException.class, () -> new DeployBuilder(pull).deploy(freestyle(), new EnvVars()));
        assertThat("nothing is committed when the sync cannot work", systems.commits, hasSize(1));
    }

    @Test
    @Covers("R-37")
    public void theBuilderIsAborted() throws Exception {
        Thread[] executor = new Thread[1];
        Throwable[] thrown = new Throwable[1];
        executor[0] = new Thread(() -> {
            try {
                new DeployBuilder(new PushMethod(apply())).deploy(freestyle(), new EnvVars());
            } catch (IOException | InterruptedException e) {
                thrown[0] = e;
            }
        });
        executor[0].start();
        await("the rollout is watched", () -> !systems.watchers.isEmpty());
        executor[0].interrupt();
        executor[0].join(5_000);
        assertThat(thrown[0], instanceOf(InterruptedException.class));
        assertThat(report().getOutcome(), is(Outcome.ABORTED));
        assertThat(systems.open.get(), is(0));
    }
}
