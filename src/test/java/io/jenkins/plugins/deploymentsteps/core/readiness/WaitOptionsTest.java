package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import java.time.Duration;
import java.util.Optional;
import org.junit.Test;

public class WaitOptionsTest {
    private static final ObjectRef WIDGET = Rows.ref("example.org/v1 Widget");
    private static final ObjectRef DEPLOYMENT = Rows.ref("apps/v1 Deployment");

    @Test
    public void waitsAsKubectlWaitDoes() {
        String ready =
                "{metadata: {generation: 2}, status: {phase: Running, count: 3, conditions: [{type: Ready, status: 'True'},"
                        + " {type: Old, status: 'True', observedGeneration: 1}, {type: Busy, status: 'False', reason: Idle}]}}";
        expect("condition=Ready", ready, READY, "condition Ready is True");
        expect("condition=Ready=true", ready, READY, "condition Ready is True");
        expect("condition=Busy", ready, IN_PROGRESS, "condition Busy is False: Idle; awaited is condition=Busy=True");
        expect("condition=Busy=False", ready, READY, "Busy is False");
        expect("condition=Other", ready, IN_PROGRESS, "no condition Other yet");
        expect("condition=Old", ready, IN_PROGRESS, "does not tell of generation 2 yet");
        expect("jsonpath={.status.phase}=Running", ready, READY, "{.status.phase} is Running");
        expect("jsonpath='{.status.phase}'=Running", ready, READY, "{.status.phase} is Running");
        expect("jsonpath={.status.phase}='Running'", ready, READY, "{.status.phase} is Running");
        expect("jsonpath=.status.phase=Running", ready, READY, "{.status.phase} is Running");
        expect(
                "jsonpath={.status.phase}=Done",
                ready,
                IN_PROGRESS,
                "is Running; awaited is jsonpath={.status.phase}=Done");
        expect("jsonpath={.status.phase}", ready, READY, "Running");
        expect("jsonpath={.status.count}=3", ready, READY, "3");
        expect("jsonpath={.status.absent}", ready, IN_PROGRESS, "has no {.status.absent} yet");
        expect("jsonpath={.status.conditions[?(@.type==\"Busy\")].status}=False", ready, READY, "False");
        expect("jsonpath={.status.conditions[*].status}=True", ready, IN_PROGRESS, "True True False");
        expect("none", "{}", READY, "nothing more");
        expect("create", "{}", READY, "nothing more");
        expect("delete", "{}", IN_PROGRESS, "still there");
        expect("delete", "{metadata: {deletionTimestamp: x}}", IN_PROGRESS, "being deleted");
    }

    @Test
    @Covers("R-15")
    public void aStatusAboutAnOlderGenerationCountsForNoRule() {
        expect(
                "jsonpath={.status.phase}=Running",
                "{metadata: {generation: 2}, status: {observedGeneration: 1, phase: Running}}",
                IN_PROGRESS,
                "not seen generation 2");
    }

    private static void expect(String waitFor, String object, State state, String message) {
        Readiness readiness =
                ReadinessRules.of(WIDGET, Rows.data(object), 0, new WaitOptions(waitFor, null, null, null));
        assertThat(waitFor + ": " + readiness.message(), readiness.state(), is(state));
        assertThat(readiness.message(), containsString(message));
    }

    @Test
    public void aRuleForFailureComesFirstAndMayStandAlone() {
        WaitOptions options = new WaitOptions("condition=Ready", "jsonpath={.status.phase}=Broken", null, null);
        Readiness broken = ReadinessRules.of(
                WIDGET,
                Rows.data("{status: {phase: Broken, conditions: [{type: Ready, status: 'True'}]}}"),
                0,
                options);
        assertThat(broken.state(), is(FAILED));
        assertThat(broken.message(), containsString("{.status.phase} is Broken"));
        WaitOptions alone = new WaitOptions(null, "condition=Broken", null, null);
        assertThat(ReadinessRules.of(WIDGET, Rows.data("{}"), 0, alone).state(), is(READY));
    }

    @Test
    public void annotationsAreReadAndChecked() throws Exception {
        String annotated = "{metadata: {annotations: {deployment-steps.jenkins.io/wait-for: condition=Ready,"
                + " deployment-steps.jenkins.io/timeout: 90s}}}";
        WaitOptions.check(WIDGET, Rows.data(annotated));
        WaitOptions options = WaitOptions.of(Rows.data(annotated));
        assertThat(options.waitFor(), is("condition=Ready"));
        assertThat(options.limit(), is(Optional.of(Duration.ofSeconds(90))));
        assertThat(WaitOptions.of(Rows.data("{metadata: {annotations: {other: x}}}")), is(WaitOptions.NONE));
        refused(WIDGET, "wait-for", "Ready", "'Ready' is none of condition=NAME");
        refused(WIDGET, "wait-for", "condition=", "no name");
        refused(WIDGET, "wait-for", "condition=Ready=", "no value");
        refused(WIDGET, "wait-for", "'jsonpath={..x}=1'", "cannot be read at character 2");
        refused(WIDGET, "fail-when", "delete", "'delete' is no failure");
        refused(WIDGET, "timeout", "soon", "'soon' is not a duration");
        refused(DEPLOYMENT, "required-rollout", "120%", "is none of full, none, maxUnavailable");
        refused(WIDGET, "required-rollout", "80%", "only a Deployment, StatefulSet or DaemonSet");
    }

    private static void refused(ObjectRef ref, String annotation, String value, String problem) {
        DeploymentException e = assertThrows(
                value,
                DeploymentException.class,
                () -> WaitOptions.check(
                        ref,
                        Rows.data("{metadata: {annotations: {deployment-steps.jenkins.io/" + annotation + ": " + value
                                + "}}}")));
        assertThat(e.kind(), is(Kind.INVALID_INPUT));
        assertThat(
                e.getMessage(),
                allOf(containsString("annotation deployment-steps.jenkins.io/" + annotation), containsString(problem)));
    }

    @Test
    public void aRuleIsForItsKindAndYieldsToAnAnnotation() throws Exception {
        ReadyRule rule = ReadyRule.of("Widget", "example.org/v1", "Ready", null, null, "condition=Broken");
        assertThat(rule.isFor(WIDGET), is(true));
        assertThat(rule.isFor(DEPLOYMENT), is(false));
        assertThat(rule.isFor(Rows.ref("other.org/v1 Widget")), is(false));
        assertThat(WaitOptions.NONE.or(rule).waitFor(), is("condition=Ready=True"));
        assertThat(WaitOptions.NONE.or(rule).failWhen(), is("condition=Broken=True"));
        WaitOptions own = new WaitOptions("none", null, "5m", null);
        assertThat(own.or(rule), is(own));
        ReadyRule path =
                ReadyRule.of("Widget", null, null, ".status.conditions[?(@.type==\"A\")].status", "Done", null);
        assertThat(
                ReadinessRules.of(
                                WIDGET,
                                Rows.data("{status: {conditions: [{type: A, status: Done}]}}"),
                                0,
                                WaitOptions.NONE.or(path))
                        .state(),
                is(READY));
    }

    @Test
    public void aRuleThatCannotBeUsedIsRefused() {
        refusedRule(null, "Ready", null, null, "kind: missing");
        refusedRule("Widget", null, null, null, "exactly one of them");
        refusedRule("Widget", "Ready", ".a", null, "exactly one of them");
        refusedRule("Widget", null, "{..a}", null, "jsonPath: the JSONPath '{..a}' cannot be read at character 2");
        refusedRule("Widget", "Ready", null, "Broken", "failed: 'Broken' is none of");
        refusedRule("Widget", "Ready", null, "none", "failed: 'none' is no failure");
    }

    private static void refusedRule(String kind, String condition, String jsonPath, String failed, String problem) {
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> ReadyRule.of(kind, null, condition, jsonPath, null, failed));
        assertThat(e.getMessage(), containsString(problem));
    }

    @Test
    public void aPartOfARolloutMayBeEnough() {
        String half =
                "{spec: {replicas: 4, strategy: {rollingUpdate: {maxUnavailable: 50%}}}, status: {observedGeneration: 1,"
                        + " replicas: 5, updatedReplicas: 3, availableReplicas: 4}}";
        part("full", half, IN_PROGRESS, "3 of 4 replicas are updated");
        part("75%", half, IN_PROGRESS, "3 of 4 replicas are updated");
        part("50%", half, READY, "at least 2 of 4 pods are updated and available, enough by required-rollout 50%");
        part("maxUnavailable", half, READY, "at least 2 of 4");
        part("none", "{spec: {replicas: 4}}", IN_PROGRESS, "has not seen it yet");
        part("none", "{spec: {replicas: 4}, status: {observedGeneration: 1}}", READY, "at least 0 of 4");
        part(
                "80%",
                "{spec: {replicas: 5}, status: {observedGeneration: 1, replicas: 5, updatedReplicas: 5, availableReplicas: 4,"
                        + " conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded}]}}",
                READY,
                "at least 4 of 5");
        part(
                "maxUnavailable",
                "{spec: {replicas: 10}, status: {observedGeneration: 1, replicas: 10, updatedReplicas: 10,"
                        + " availableReplicas: 7}}",
                IN_PROGRESS,
                "7 of 10");
    }

    @Test
    public void aPartOfOtherWorkloadsMayBeEnough() {
        WaitOptions most = new WaitOptions(null, null, null, "60%");
        String sets = "{spec: {replicas: 5}, status: {observedGeneration: 1, replicas: 5, updatedReplicas: 4,"
                + " readyReplicas: 4, currentRevision: a, updateRevision: b}}";
        assertThat(
                ReadinessRules.of(Rows.ref("apps/v1 StatefulSet"), Rows.data(sets), 0, most)
                        .state(),
                is(READY));
        String daemons = "{status: {observedGeneration: 1, desiredNumberScheduled: 5, updatedNumberScheduled: 4,"
                + " numberAvailable: %d}}";
        ObjectRef daemonSet = Rows.ref("apps/v1 DaemonSet");
        assertThat(
                ReadinessRules.of(daemonSet, Rows.data(daemons.formatted(4)), 0, most)
                        .state(),
                is(READY));
        assertThat(
                ReadinessRules.of(daemonSet, Rows.data(daemons.formatted(3)), 0, most)
                        .state(),
                is(IN_PROGRESS));
        assertThat(ReadinessRules.mayBeBroken(daemonSet, Rows.data(daemons.formatted(4)), most), is(2L));
    }

    private static void part(String required, String object, State state, String message) {
        Readiness readiness =
                ReadinessRules.of(DEPLOYMENT, Rows.data(object), 0, new WaitOptions(null, null, null, required));
        assertThat(required + ": " + readiness.message(), readiness.state(), is(state));
        assertThat(readiness.message(), containsString(message));
    }
}
