package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * What kstatus checks of itself (the cases of {@code status_compute_test.go} in cli-utils, by their names there), each with
 * what kstatus says and, where somebody who deploys needs another answer, what we say instead and why. Its Current is our
 * ready, its Terminating our failed.
 */
@RunWith(Parameterized.class)
@Covers("R-15")
public class KstatusCasesTest {
    private static final String STS = "apps/v1 StatefulSet";
    private static final String DS = "apps/v1 DaemonSet";
    private static final String DEPLOYMENT = "apps/v1 Deployment";
    private static final String RS = "apps/v1 ReplicaSet";
    private static final String CUSTOM = "something/v1 MyCR";
    private static final String CRD = "apiextensions.k8s.io/v1 CustomResourceDefinition";
    private static final String ONE = "replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1";

    @Parameters(name = "{0}")
    public static Collection<Object[]> cases() {
        return Arrays.asList(
                same("podNoStatus", "v1 Pod", "", IN_PROGRESS),
                same("podReady", "v1 Pod", "phase: Running, " + conditions("Ready", "True", "x"), READY),
                same("podCompletedSuccessfully", "v1 Pod", "phase: Succeeded, " + completed(), READY),
                other(
                        "podCompletedFailed",
                        "v1 Pod",
                        "phase: Failed, " + completed(),
                        READY,
                        FAILED,
                        "it did not do its work"),
                same("podBeingScheduled", "v1 Pod", "phase: Pending, " + unschedulable(), IN_PROGRESS),
                other(
                        "podUnschedulable",
                        "v1 Pod",
                        "phase: Pending, " + unschedulable(),
                        FAILED,
                        IN_PROGRESS,
                        "the cluster may be growing; the deadline ends it"),
                other(
                        "podCrashLooping",
                        "v1 Pod",
                        "phase: Running, containerStatuses: [{name: nginx, state: {waiting: {reason: CrashLoopBackOff}}}]",
                        FAILED,
                        IN_PROGRESS,
                        "its troubles are judged over time, where restarts count"),
                same("pvcNoStatus", "v1 PersistentVolumeClaim", "", IN_PROGRESS),
                same("pvcBound", "v1 PersistentVolumeClaim", "phase: Bound", READY),
                same("stsNoStatus", STS, "", IN_PROGRESS),
                same("stsBadStatus", STS, "observedGeneration: 1, currentReplicas: 1", IN_PROGRESS),
                same(
                        "stsOK",
                        STS,
                        4,
                        "observedGeneration: 1, currentReplicas: 4, readyReplicas: 4, replicas: 4",
                        READY),
                same(
                        "stsLessReady",
                        STS,
                        4,
                        "observedGeneration: 1, currentReplicas: 4, readyReplicas: 2, replicas: 4",
                        IN_PROGRESS),
                same(
                        "stsLessCurrent",
                        STS,
                        4,
                        "observedGeneration: 1, currentReplicas: 2, readyReplicas: 4, replicas: 4",
                        IN_PROGRESS),
                same(
                        "stsExtraPods",
                        STS,
                        4,
                        "observedGeneration: 1, currentReplicas: 4, readyReplicas: 4, replicas: 8",
                        IN_PROGRESS),
                same("dsNoStatus", DS, "", IN_PROGRESS),
                same("dsBadStatus", DS, "observedGeneration: 1, currentReplicas: 1", IN_PROGRESS),
                same("dsOK", DS, "observedGeneration: 1, " + daemons(4, 4), READY),
                same("dsLessReady", DS, "observedGeneration: 1, " + daemons(4, 2), IN_PROGRESS),
                same("dsLessAvailable", DS, "observedGeneration: 1, " + daemons(2, 4), IN_PROGRESS),
                same("dsDifferentGeneration", DS, "observedGeneration: 0, " + daemons(4, 4), IN_PROGRESS),
                same("depNoStatus", DEPLOYMENT, "", IN_PROGRESS),
                same(
                        "depOK",
                        DEPLOYMENT,
                        "observedGeneration: 1, " + ONE
                                + ", conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}, {type: Available, status: 'True'}]",
                        READY),
                same(
                        "depNotProgressing",
                        DEPLOYMENT,
                        "{progressDeadlineSeconds: 45}",
                        "observedGeneration: 1, " + ONE
                                + ", conditions: [{type: Progressing, status: 'False', reason: Some reason}, {type: Available, status: 'True'}]",
                        IN_PROGRESS),
                same(
                        "depNoProgressDeadlineSeconds",
                        DEPLOYMENT,
                        "observedGeneration: 1, " + ONE + ", " + conditions("Available", "True", "x"),
                        READY),
                same(
                        "depNotAvailable",
                        DEPLOYMENT,
                        "observedGeneration: 1, " + ONE
                                + ", conditions: [{type: Progressing, status: 'True', reason: NewReplicaSetAvailable}, {type: Available, status: 'False'}]",
                        IN_PROGRESS),
                same("rsNoStatus", RS, "", IN_PROGRESS),
                same(
                        "rsOK1",
                        RS,
                        2,
                        "observedGeneration: 1, " + replicas(2, 2, 2) + ", "
                                + conditions("ReplicaFailure", "False", "x"),
                        READY),
                same("rsOK2", RS, 2, "observedGeneration: 1, " + replicas(2, 2, 2), READY),
                same("rsLessAvailable", RS, 4, "observedGeneration: 1, " + replicas(4, 4, 2), IN_PROGRESS),
                same("rsLessReady", RS, 4, "observedGeneration: 1, " + replicas(4, 2, 4), IN_PROGRESS),
                same(
                        "rsReplicaFailure",
                        RS,
                        4,
                        "observedGeneration: 1, " + replicas(4, 4, 4) + ", "
                                + conditions("ReplicaFailure", "True", "x"),
                        IN_PROGRESS),
                same("pdbNotObserved", "policy/v1beta1 PodDisruptionBudget", "observedGeneration: 0", IN_PROGRESS),
                same("pdbObserved", "policy/v1beta1 PodDisruptionBudget", "observedGeneration: 1", READY),
                same("crdNoStatus", CUSTOM, "", READY),
                same("crdReady", CUSTOM, conditions("Ready", "True", "AllOk"), READY),
                same(
                        "crdNotReady",
                        CUSTOM,
                        "observedGeneration: 1, " + conditions("Ready", "False", "NotReadyYet"),
                        IN_PROGRESS),
                same("crdNoCondition", CUSTOM, conditions("SomeCondition", "False", "x"), READY),
                same("crdMismatchStatusGeneration", CUSTOM, "observedGeneration: 0", IN_PROGRESS),
                same("jobNoStatus", "batch/v1 Job", "", IN_PROGRESS),
                same(
                        "jobComplete",
                        "batch/v1 Job",
                        "succeeded: 1, active: 0, " + conditions("Complete", "True", "x"),
                        READY),
                same(
                        "jobFailed",
                        "batch/v1 Job",
                        "succeeded: 3, failed: 1, " + conditions("Failed", "True", "JobFailed"),
                        FAILED),
                other(
                        "jobInProgress",
                        "batch/v1 Job",
                        "startTime: '2019-06-04T01:17:13Z', succeeded: 3, failed: 1, active: 2, conditions: [{type: Failed, status: 'False'}, {type: Complete, status: 'False'}]",
                        READY,
                        IN_PROGRESS,
                        "a deployment waits for what its Jobs do"),
                same("cronjobNoStatus", "batch/v1 CronJob", "", READY),
                same("cronjobWithStatus", "batch/v1 CronJob", "active: []", READY),
                same("serviceDefault", "v1 Service", "", READY),
                same("serviceNodePort", "v1 Service", "{type: NodePort}", "", READY),
                same("serviceLBnok", "v1 Service", "{type: LoadBalancer}", "", IN_PROGRESS),
                other(
                        "serviceLBok",
                        "v1 Service",
                        "{type: LoadBalancer, clusterIP: 1.2.3.4}",
                        "",
                        READY,
                        IN_PROGRESS,
                        "it is its load balancer's address that others wait for"),
                same("crdNoConditions", CRD, "", IN_PROGRESS),
                same(
                        "crdInstalling",
                        CRD,
                        "conditions: [{type: NamesAccepted, status: 'True', reason: NoConflicts}, {type: Established, status: 'False', reason: Installing}]",
                        IN_PROGRESS),
                same("crdNamesNotAccepted", CRD, conditions("NamesAccepted", "False", "SomeReason"), FAILED),
                same(
                        "crdEstablished",
                        CRD,
                        "conditions: [{type: NamesAccepted, status: 'True', reason: NoConflicts}, {type: Established, status: 'True', reason: InitialNamesAccepted}]",
                        READY));
    }

    private static String conditions(String type, String status, String reason) {
        return "conditions: [{type: " + type + ", status: '" + status + "', reason: " + reason + "}]";
    }

    private static String completed() {
        return conditions("Ready", "False", "PodCompleted");
    }

    private static String unschedulable() {
        return conditions("PodScheduled", "False", "Unschedulable");
    }

    private static String daemons(int available, int ready) {
        return "desiredNumberScheduled: 4, currentNumberScheduled: 4, updatedNumberScheduled: 4, numberAvailable: "
                + available + ", numberReady: " + ready;
    }

    private static String replicas(int replicas, int ready, int available) {
        return "replicas: " + replicas + ", fullyLabeledReplicas: " + replicas + ", readyReplicas: " + ready
                + ", availableReplicas: " + available;
    }

    private static Object[] same(String name, String type, String status, State expected) {
        return same(name, type, "{}", status, expected);
    }

    private static Object[] same(String name, String type, int replicas, String status, State expected) {
        return same(name, type, "{replicas: " + replicas + "}", status, expected);
    }

    private static Object[] same(String name, String type, String spec, String status, State expected) {
        return new Object[] {name, type, spec, status, expected, expected, ""};
    }

    private static Object[] other(String name, String type, String status, State kstatus, State ours, String why) {
        return other(name, type, "{}", status, kstatus, ours, why);
    }

    private static Object[] other(
            String name, String type, String spec, String status, State kstatus, State ours, String why) {
        return new Object[] {name, type, spec, status, kstatus, ours, why};
    }

    @Parameter(0)
    public String name;

    @Parameter(1)
    public String type;

    @Parameter(2)
    public String spec;

    @Parameter(3)
    public String status;

    @Parameter(4)
    public State kstatus;

    @Parameter(5)
    public State ours;

    @Parameter(6)
    public String why;

    @Test
    public void isAsKstatusSaysOrForAReasonNot() {
        Readiness readiness = ReadinessRules.of(
                Rows.ref(type),
                Rows.data("{metadata: {generation: 1}, spec: " + spec + ", status: {" + status + "}}"),
                0,
                WaitOptions.NONE);
        assertThat(readiness.message(), readiness.state(), is(ours));
        assertThat("a reason for another answer", why.isEmpty(), is(kstatus == ours));
    }

    @Test
    public void whatIsBeingDeletedNeverGetsReady() {
        Readiness readiness = ReadinessRules.of(
                Rows.ref(type),
                Rows.data("{metadata: {generation: 1, deletionTimestamp: '2026-01-01T00:00:00Z'}, spec: " + spec
                        + ", status: {" + status + "}}"),
                0,
                WaitOptions.NONE);
        assertThat(List.of(readiness.state()), is(List.of(FAILED)));
    }
}
