package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.report.ShownDiff;
import io.jenkins.plugins.deploymentsteps.scenarios.SecretSearch;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** {@code kubeDiff}, and {@code kubeApply} of its plan: values, page, what is kept, what is refused, restart. */
public class PlanOperationsTest {
    private static final String SECRET =
            "{apiVersion: v1, kind: Secret, metadata: {name: db}, stringData: {password: planted-hidden-value}}\n";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private FakeSystems systems;

    @Before
    public void start() throws Exception {
        systems = fixture.systems;
        systems.rolledOut = true;
        fixture.build.workspace().child("db.yaml").write(SECRET, "UTF-8");
    }

    private static KubeDiffStep diff() {
        KubeDiffStep step = new KubeDiffStep();
        step.setManifests("*.yaml");
        step.setCredentialsId("cluster");
        step.setServer("https://kubernetes.example");
        step.setNamespace("shop");
        return step;
    }

    private static KubeApplyStep apply(Object plan) {
        KubeApplyStep step = new KubeApplyStep();
        step.setPlan((String) plan);
        return step;
    }

    private Map<String, Object> planned(KubeDiffStep step) throws Exception {
        fixture.newContext(fixture.build.workspace());
        fixture.started(step.operation(UnaryOperator.identity()));
        return fixture.value();
    }

    /** Outside of node: there is no workspace. */
    private Map<String, Object> applied(KubeApplyStep step) throws Exception {
        fixture.newContext(null);
        fixture.started(step.operation(UnaryOperator.identity()));
        return fixture.value();
    }

    private String refusal(KubeApplyStep step) throws Exception {
        fixture.newContext(null);
        fixture.started(step.operation(UnaryOperator.identity()));
        return fixture.context.failure().getMessage();
    }

    private DeploymentReport report() {
        return fixture.build.reports().get(fixture.build.reports().size() - 1);
    }

    @Test
    @Covers("S-36")
    public void kubeDiffSaysWhatWouldBeDoneAndDoesNothing() throws Exception {
        Map<String, Object> plan = planned(diff());
        assertThat(systems.objects, is(anEmptyMap()));
        assertThat(systems.applies.get(), is(0));
        assertThat(plan.get("counts").toString(), is("{created=2, changed=0, unchanged=0, unchecked=0, pruned=0}"));
        assertThat(plan.get("drift"), is(true));
        assertThat(plan.get("set"), is("shop"));
        assertThat(plan.get("digest").toString().length(), is(64));
        assertThat(
                plan.get("changes").toString(),
                containsString("path=stringData.password, change=added, before=, after=***(after)"));
        assertThat(fixture.build.log(), containsString("[kubeDiff]   + stringData.password: ***(after)"));
        assertThat(report().getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(report().getMessage(), is("2 objects: 2 to create"));
        assertThat(report().getDigest(), is(plan.get("digest")));
        assertThat(fixture.build.getResult(), nullValue());
        assertThat("connections are closed", systems.open.get(), is(0));
    }

    @Test
    @Covers({"S-09", "S-11", "T-20", "T-23"})
    public void noValueOfASecretIsInAnythingThatIsKeptOrShown() throws Exception {
        Map<String, Object> plan = planned(diff());
        applied(apply(plan.get("id")));
        SecretSearch search = new SecretSearch(List.of("planted-hidden-value"));
        assertThat(search.in(fixture.build.getRootDir().toPath()), is(empty()));
        assertThat(search.in(fixture.build.log()), is(empty()));
        assertThat(search.in(plan.toString()), is(empty()));
        DeploymentAction action = fixture.build.getAction(DeploymentAction.class);
        StringBuilder page = new StringBuilder();
        ShownDiff shown = action.diff(action.getReports().get(0));
        shown.getBlocks().forEach(block -> page.append(block.getText()).append('\n'));
        assertThat(search.in(page.toString()), is(empty()));
        assertThat(
                page.toString(),
                containsString("Secret shop/db would be created\n  + stringData.password: ***(after)"));
        assertThat(shown.isLong(), is(false));
        for (DeploymentReport report : action.getReports()) {
            report.getObjects().forEach(object -> assertThat(object.getMessage(), not(containsString("→"))));
        }
    }

    @Test
    public void thePlanIsAppliedOutsideOfNode() throws Exception {
        KubeDiffStep step = diff();
        step.setImages("shop/web:1.2");
        Map<String, Object> plan = planned(step);
        fixture.build.workspace().deleteRecursive();
        Map<String, Object> value = applied(apply(plan.get("id")));
        assertThat(value.get("images"), is(List.of("shop/web:1.2")));
        assertThat(value.get("namespace"), is("shop"));
        assertThat(value.get("ready"), is(true));
        assertThat(systems.objects, hasKey("Deployment/web"));
        assertThat(systems.objects, hasKey("Secret/db"));
        assertThat(report().getOutcome(), is(Outcome.SUCCEEDED));
        assertThat(report().isDryRun(), is(false));
    }

    @Test
    @Covers("R-39")
    public void thePlanIsAppliedAfterARestart() throws Exception {
        Map<String, Object> plan = planned(diff());
        fixture.newContext(null);
        SystemsFixture.Execution before =
                fixture.execution(apply(plan.get("id")).operation(UnaryOperator.identity()));
        Executions.restarted(before).onResume();
        assertThat(fixture.value().get("ready"), is(true));
        assertThat(systems.objects, hasKey("Deployment/web"));
    }

    /** Cut off after its first change, the same step may go on although the cluster has moved: by its own hand. */
    @Test
    @Covers("R-39")
    public void aPlanThatWasBegunIsCompletedAfterARestart() throws Exception {
        Map<String, Object> plan = planned(diff());
        KubeApplyOperation operation =
                (KubeApplyOperation) apply(plan.get("id")).operation(UnaryOperator.identity());
        fixture.newContext(null);
        fixture.started(operation);
        fixture.value();
        systems.objects.remove("Deployment/web");
        fixture.newContext(null);
        KubeApplyOperation again = (KubeApplyOperation) apply(plan.get("id")).operation(UnaryOperator.identity());
        assertThat(BuildStore.isClaimedBy(fixture.build, (String) plan.get("id"), operation.id()), is(true));
        fixture.started(again);
        assertThat(
                fixture.context.failure().getMessage(),
                containsString("plan: an earlier step of this build has applied it."));
        assertThat(systems.objects, not(hasKey("Deployment/web")));
    }

    @Test
    public void aClusterThatMovedIsRefused() throws Exception {
        Map<String, Object> plan = planned(diff());
        int applies = systems.applies.get();
        systems.objects.put(
                "Secret/db", Map.of("apiVersion", "v1", "kind", "Secret", "metadata", Map.of("name", "db")));
        assertThat(
                refusal(apply(plan.get("id"))),
                containsString(
                        "plan: the cluster https://kubernetes.example moved since it was made; nothing was changed:\n"
                                + "- Secret shop/db: it was to be created and is there and differs"));
        assertThat(systems.applies.get(), is(applies));
        systems.objects.remove("Secret/db");
        assertThat("it was not used", applied(apply(plan.get("id"))).get("ready"), is(true));
    }

    @Test
    public void aPlanIsGoodForOneApplyInItsOwnBuild() throws Exception {
        Map<String, Object> plan = planned(diff());
        applied(apply(plan.get("id")));
        assertThat(
                refusal(apply(plan.get("id"))),
                containsString("plan: an earlier step of this build has applied it. A plan is good for one apply"));
        Map<String, Object> second = planned(diff());
        fixture.build = new FakeBuild(fixture.build);
        assertThat(
                refusal(apply(second.get("id"))),
                containsString(
                        "plan: this build has no plan '" + second.get("id") + "'. Give the 'id' of the value that"));
        assertThat(refusal(apply("../../x")), containsString("plan: this build has no plan '../../x'."));
    }

    @Test
    public void anotherCredentialMayApplyAPlanAndAnotherServerMayNot() throws Exception {
        Map<String, Object> plan = planned(diff());
        KubeApplyStep step = apply(plan.get("id"));
        step.setCredentialsId("gitops");
        assertThat(applied(step).get("ready"), is(true));
        KubeApplyStep elsewhere = apply(plan.get("id"));
        elsewhere.setServer("https://other.example");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> elsewhere.operation(UnaryOperator.identity()));
        assertThat(e.getMessage(), containsString("server: the earlier step says that."));
    }

    @Test
    @Covers("B-26")
    public void whatContradictsAPlanIsRefused() {
        Map<String, Consumer<KubeApplyStep>> arguments = new LinkedHashMap<>();
        arguments.put("manifests", step -> step.setManifests("a.yaml"));
        arguments.put("namespace", step -> step.setNamespace("other"));
        arguments.put("images", step -> step.setImages("shop/web:2"));
        arguments.put("set", step -> step.setSet("other"));
        arguments.put("prune", step -> step.setPrune(true));
        arguments.put("maxPrune", step -> step.setMaxPrune(3));
        arguments.put("conflicts", step -> step.setConflicts("take"));
        arguments.put("dryRun", step -> step.setDryRun(true));
        arguments.put("preflight", step -> step.setPreflight(false));
        arguments.forEach((name, setter) -> {
            KubeApplyStep step = apply("0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d");
            setter.accept(step);
            DeploymentException e =
                    assertThrows(name, DeploymentException.class, () -> step.operation(UnaryOperator.identity()));
            assertThat(e.getMessage(), containsString(name + ": does not go together with 'plan'"));
        });
    }

    @Test
    public void driftMakesTheBuildUnstable() throws Exception {
        KubeDiffStep step = diff();
        step.setFailOn("drift");
        planned(step);
        assertThat(fixture.build.getResult(), is(Result.UNSTABLE));
        assertThat(report().isDrift(), is(true));
        assertThat(
                fixture.build.log(), containsString("Drift: the cluster is not as the manifests say (2 objects: 2 to"));

        applied(apply(planned(diff()).get("id")));
        fixture.build = new FakeBuild(fixture.build);
        assertThat(planned(step).get("drift"), is(false));
        assertThat(fixture.build.getResult(), nullValue());
        assertThat(fixture.build.log(), containsString("Nothing differs; 2 objects: 2 as wanted"));
        step.setFailOn("change");
        DeploymentException e = assertThrows(DeploymentException.class, () -> step.operation(UnaryOperator.identity()));
        assertThat(e.getMessage(), is("failOn: 'change' is none of 'never', 'drift'."));
    }
}
