package io.jenkins.plugins.deploymentsteps.core.readiness;

import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.FAILED;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.IN_PROGRESS;
import static io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State.READY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness.State;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/** One row for each state of each kind: type, the object but for its name, what it means, a part of the message. */
@RunWith(Parameterized.class)
@Covers("R-15")
public class ReadinessRulesTest {
    private static final String SEEN = "observedGeneration: 1, ";

    @Parameters(name = "{index}: {0} {2} {3}")
    public static Collection<Object[]> rows() {
        return List.of(
                row("v1 ConfigMap", "{}", READY, "present"),
                row("v1 ConfigMap", "{metadata: {deletionTimestamp: x}}", FAILED, "being deleted"),
                // Deployment
                deployment("{spec: {replicas: 2}}", IN_PROGRESS, "has not seen it yet"),
                deployment(
                        "{metadata: {generation: 2}, status: {" + SEEN + "updatedReplicas: 1}}",
                        IN_PROGRESS,
                        "not seen generation 2"),
                deployment(
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 2, updatedReplicas: 1, availableReplicas: 2}}",
                        IN_PROGRESS,
                        "1 of 2 replicas are updated"),
                deployment(
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 3, updatedReplicas: 2, availableReplicas: 3}}",
                        IN_PROGRESS,
                        "1 old replicas"),
                deployment(
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 2, updatedReplicas: 2, availableReplicas: 1}}",
                        IN_PROGRESS,
                        "1 of 2 replicas are available"),
                deployment(
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 2, updatedReplicas: 2, availableReplicas: 2}}",
                        READY,
                        "2 replicas"),
                deployment(
                        "{status: {" + SEEN + "replicas: 1, updatedReplicas: 1, availableReplicas: 1}}",
                        READY,
                        "1 replica is"),
                deployment("{spec: {replicas: 0}, status: {" + SEEN + "}}", READY, "0 replicas"),
                deployment("{spec: {replicas: 1, paused: true}, status: {" + SEEN + "}}", FAILED, "it is paused"),
                deployment("{spec: {replicas: 0, paused: true}, status: {" + SEEN + "}}", READY, "0 replicas"),
                deployment(
                        "{spec: {replicas: 1}, status: {" + SEEN
                                + "conditions: [{type: Progressing, status: 'False', reason: ProgressDeadlineExceeded, message: too slow}]}}",
                        FAILED,
                        "ProgressDeadlineExceeded: too slow"),
                // StatefulSet
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 2}, status: {" + SEEN + "readyReplicas: 1, updatedReplicas: 2}}",
                        IN_PROGRESS,
                        "1 of 2 pods are ready"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 2}, status: {" + SEEN + "readyReplicas: 2, updatedReplicas: 1}}",
                        IN_PROGRESS,
                        "1 of 2 pods are updated"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 3, readyReplicas: 2, updatedReplicas: 2}}",
                        IN_PROGRESS,
                        "too many"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 1}, status: {" + SEEN
                                + "replicas: 1, readyReplicas: 1, updatedReplicas: 1, currentRevision: a, updateRevision: b}}",
                        IN_PROGRESS,
                        "new revision"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 2}, status: {" + SEEN
                                + "replicas: 2, readyReplicas: 2, updatedReplicas: 2}}",
                        READY,
                        "2 pods are ready"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 3, updateStrategy: {rollingUpdate: {partition: 2}}}, status: {" + SEEN
                                + "replicas: 3, readyReplicas: 3, updatedReplicas: 1, currentRevision: a, updateRevision: b}}",
                        READY,
                        "3 pods"),
                row(
                        "apps/v1 StatefulSet",
                        "{spec: {replicas: 2, updateStrategy: {type: OnDelete}}, status: {" + SEEN
                                + "readyReplicas: 2, updatedReplicas: 0}}",
                        READY,
                        "on deletion only"),
                // DaemonSet
                row("apps/v1 DaemonSet", "{status: {" + SEEN + "desiredNumberScheduled: 0}}", READY, "no node wants"),
                row(
                        "apps/v1 DaemonSet",
                        "{status: {" + SEEN
                                + "desiredNumberScheduled: 2, updatedNumberScheduled: 1, numberAvailable: 2}}",
                        IN_PROGRESS,
                        "1 of 2 pods are updated"),
                row(
                        "apps/v1 DaemonSet",
                        "{status: {" + SEEN
                                + "desiredNumberScheduled: 2, updatedNumberScheduled: 2, numberAvailable: 1}}",
                        IN_PROGRESS,
                        "1 of 2 pods are available"),
                row(
                        "apps/v1 DaemonSet",
                        "{spec: {updateStrategy: {type: OnDelete}}, status: {" + SEEN
                                + "desiredNumberScheduled: 2, updatedNumberScheduled: 0, numberAvailable: 2}}",
                        READY,
                        "2 pods"),
                row(
                        "apps/v1 ReplicaSet",
                        "{spec: {replicas: 2}, status: {" + SEEN + "replicas: 2, availableReplicas: 1}}",
                        IN_PROGRESS,
                        "1 of 2"),
                row(
                        "apps/v1 ReplicaSet",
                        "{spec: {replicas: 2}, status: {" + SEEN + "replicas: 2, availableReplicas: 2}}",
                        READY,
                        "2 replicas"),
                // batch
                row("batch/v1 Job", "{status: {active: 1}}", IN_PROGRESS, "0 of 1 completions"),
                row("batch/v1 Job", "{status: {conditions: [{type: Complete, status: 'True'}]}}", READY, "complete"),
                row(
                        "batch/v1 Job",
                        "{status: {conditions: [{type: Failed, status: 'True', reason: DeadlineExceeded, message: too long}]}}",
                        FAILED,
                        "DeadlineExceeded: too long"),
                row(
                        "batch/v1 Job",
                        "{status: {conditions: [{type: FailureTarget, status: 'True', reason: BackoffLimitExceeded}]}}",
                        FAILED,
                        "BackoffLimitExceeded"),
                row("batch/v1 Job", "{spec: {suspend: true}}", FAILED, "suspended"),
                row("batch/v1 CronJob", "{}", READY, "present"),
                // core
                row(
                        "v1 Pod",
                        "{status: {phase: Running, conditions: [{type: Ready, status: 'True'}]}}",
                        READY,
                        "Ready"),
                row(
                        "v1 Pod",
                        "{status: {phase: Running, conditions: [{type: Ready, status: 'False', message: waits}]}}",
                        IN_PROGRESS,
                        "waits"),
                row("v1 Pod", "{status: {phase: Succeeded}}", READY, "completed"),
                row(
                        "v1 Pod",
                        "{status: {phase: Failed, reason: Evicted, message: no memory}}",
                        FAILED,
                        "Evicted no memory"),
                row("v1 PersistentVolumeClaim", "{status: {phase: Bound}}", READY, "bound"),
                row("v1 PersistentVolumeClaim", "{status: {phase: Pending}}", IN_PROGRESS, "Pending"),
                row("v1 PersistentVolumeClaim", "{status: {phase: Lost}}", FAILED, "lost"),
                row("v1 Service", "{spec: {type: ClusterIP}}", READY, "present"),
                row("v1 Service", "{spec: {type: LoadBalancer}}", IN_PROGRESS, "no address"),
                row(
                        "v1 Service",
                        "{spec: {type: LoadBalancer}, status: {loadBalancer: {ingress: [{ip: 1.2.3.4}]}}}",
                        READY,
                        "present"),
                row("v1 Namespace", "{status: {phase: Active}}", READY, "active"),
                row("v1 Namespace", "{status: {phase: Terminating}}", FAILED, "being deleted"),
                // others
                row("policy/v1 PodDisruptionBudget", "{}", IN_PROGRESS, "not seen"),
                row("policy/v1 PodDisruptionBudget", "{status: {" + SEEN + "}}", READY, "observed"),
                row(
                        "apiregistration.k8s.io/v1 APIService",
                        "{status: {conditions: [{type: Available, status: 'False', message: no endpoints}]}}",
                        IN_PROGRESS,
                        "no endpoints"),
                row(
                        "apiregistration.k8s.io/v1 APIService",
                        "{status: {conditions: [{type: Available, status: 'True'}]}}",
                        READY,
                        "Available"),
                row("apiextensions.k8s.io/v1 CustomResourceDefinition", "{}", IN_PROGRESS, "not established"),
                row(
                        "apiextensions.k8s.io/v1 CustomResourceDefinition",
                        "{status: {conditions: [{type: NamesAccepted, status: 'False', message: taken}]}}",
                        FAILED,
                        "taken"),
                row(
                        "apiextensions.k8s.io/v1 CustomResourceDefinition",
                        "{status: {conditions: [{type: Established, status: 'True'}]}}",
                        READY,
                        "established"),
                // kinds that nobody here knows
                row("example.org/v1 Widget", "{}", READY, "present"),
                row(
                        "example.org/v1 Widget",
                        "{metadata: {generation: 3}, status: {observedGeneration: 2}}",
                        IN_PROGRESS,
                        "not seen generation 3"),
                row(
                        "example.org/v1 Widget",
                        "{status: {conditions: [{type: Ready, status: Unknown, message: working}]}}",
                        IN_PROGRESS,
                        "not Ready: working"),
                row(
                        "example.org/v1 Widget",
                        "{status: {conditions: [{type: Ready, status: 'True'}]}}",
                        READY,
                        "present"),
                row(
                        "example.org/v1 Widget",
                        "{status: {conditions: [{type: Reconciling, status: 'True', reason: Busy}]}}",
                        IN_PROGRESS,
                        "Busy"),
                row(
                        "example.org/v1 Widget",
                        "{status: {conditions: [{type: Stalled, status: 'True', message: broken}]}}",
                        FAILED,
                        "broken"));
    }

    private static Object[] deployment(String object, State state, String message) {
        return row("apps/v1 Deployment", object, state, message);
    }

    private static Object[] row(String type, String object, State state, String message) {
        return new Object[] {type, object, state, message};
    }

    @Parameter(0)
    public String type;

    @Parameter(1)
    public String object;

    @Parameter(2)
    public State state;

    @Parameter(3)
    public String message;

    @Test
    public void isReadFromTheObject() throws Exception {
        ObjectRef ref = new ObjectRef(type.split(" ")[0], type.split(" ")[1], "shop", "x");
        Map<String, Object> data = Fields.map(YamlDocuments.toData(
                "row", YamlDocuments.compose("row", object, YamlLimits.DEFAULT).get(0)));
        Readiness readiness = ReadinessRules.of(ref, data, 0, WaitOptions.NONE);
        assertThat(readiness.message(), readiness.state(), is(state));
        assertThat(readiness.message(), containsString(message));
        boolean hasObservedGeneration = Fields.at(data, "status", "observedGeneration") != null;
        if (hasObservedGeneration && state == READY) {
            assertThat(
                    "a status about an older generation tells nothing",
                    ReadinessRules.of(ref, data, 5, WaitOptions.NONE).state(),
                    is(IN_PROGRESS));
        }
    }
}
