package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Rollouts under a real controller manager and scheduler, on simulated nodes. */
@Category(NeedsTestbed.class)
public class RolloutOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    @Test
    public void workloadsBecomeReady() throws Exception {
        RolloutResult result = await(apply(deployment("example/app:1", 3) + """
                        ---
                        apiVersion: apps/v1
                        kind: StatefulSet
                        metadata: {name: store}
                        spec:
                          replicas: 2
                          serviceName: store
                          selector: {matchLabels: {app: store}}
                          template:
                            metadata: {labels: {app: store}}
                            spec: {containers: [{name: app, image: "example/store:1"}]}
                        ---
                        apiVersion: apps/v1
                        kind: DaemonSet
                        metadata: {name: agent}
                        spec:
                          selector: {matchLabels: {app: agent}}
                          template:
                            metadata: {labels: {app: agent}}
                            spec: {containers: [{name: app, image: "example/agent:1"}]}
                        ---
                        apiVersion: batch/v1
                        kind: Job
                        metadata: {name: migrate}
                        spec:
                          template:
                            spec:
                              restartPolicy: Never
                              containers: [{name: app, image: "example/migrate:1"}]
                        ---
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: single}
                        spec: {containers: [{name: app, image: "example/single:1"}]}
                        ---
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {name: web}
                        spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
                        """), Duration.ofSeconds(60));
        assertThat(result.summary(), is("6 of 6 objects ready"));
        assertThat(
                real.log().toString(),
                containsString("Deployment " + real.namespace() + "/web is ready: 3 replicas are available"));
        assertThat(
                real.kubernetes()
                        .kubectl(
                                "get",
                                "deployment",
                                "-n",
                                real.namespace(),
                                "web",
                                "-o=jsonpath={.status.availableReplicas}"),
                is("3"));
    }

    @Test
    public void anUpdateWaitsForTheNewRevision() throws Exception {
        await(apply(deployment("example/app:1", 2)), Duration.ofSeconds(60));
        await(apply(deployment("example/app:2", 2)), Duration.ofSeconds(60));
        assertThat(
                real.kubernetes()
                        .kubectl(
                                "get",
                                "pods",
                                "-n",
                                real.namespace(),
                                "-l",
                                "app=web",
                                "-o=jsonpath={.items[*].spec.containers[0].image}",
                                "--field-selector=status.phase=Running")
                        .contains("example/app:2"),
                is(true));
        assertThat(
                real.kubernetes()
                        .kubectl(
                                "get",
                                "deployment",
                                "-n",
                                real.namespace(),
                                "web",
                                "-o=jsonpath={.status.updatedReplicas}"),
                is("2"));
    }

    @Test
    public void anImageThatCannotBePulledFailsAtOnceWithTheReason() throws Exception {
        await(apply(deployment("example/app:1", 1)), Duration.ofSeconds(60));
        List<WaitTarget> targets = apply(deployment("example/image-pull-error:1", 1));
        long start = System.nanoTime();
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.kind(), is(DeploymentException.Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("Deployment " + real.namespace() + "/web: Pod " + real.namespace() + "/web-"),
                        containsString("container app: ImagePullBackOff"),
                        containsString("example/image-pull-error:1")));
        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) < 20, is(true));
    }

    @Test
    @Covers("R-15")
    public void aCrashLoopFailsWithExitCodeAndRestarts() throws Exception {
        List<WaitTarget> targets = apply(deployment("example/crash-loop:1", 1));
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(90)));
        assertThat(e.kind(), is(DeploymentException.Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                allOf(containsString("CrashLoopBackOff after 3 restarts"), containsString("exit code 1 (Error)")));
    }

    @Test
    @Covers("R-16")
    public void whatIsNeverReadyEndsAtTheDeadlineNamingEachObject() throws Exception {
        List<WaitTarget> targets = apply(deployment("example/never-ready:1", 2));
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(6)));
        assertThat(e.kind(), is(DeploymentException.Kind.TIMEOUT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 of 1 object is not ready"),
                        containsString("Deployment " + real.namespace()
                                + "/web (in progress): 0 of 2 replicas are available")));
        assertThat(((RolloutResult) e.partialResult()).objects().size(), is(1));
        assertThat(
                real.kubernetes()
                        .kubectl("get", "deployment", "-n", real.namespace(), "web", "-o=name")
                        .isBlank(),
                is(false));
    }

    @Test
    @Covers("R-15")
    public void aProgressDeadlineThatPassesIsAFailure() throws Exception {
        List<WaitTarget> targets = apply(deployment("example/never-ready:1", 1)
                .replace("replicas: 1", "replicas: 1\n  progressDeadlineSeconds: 2"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.getMessage(), containsString("ProgressDeadlineExceeded"));
    }

    @Test
    @Covers("R-15")
    public void aJobThatFailsIsAFailure() throws Exception {
        List<WaitTarget> targets = apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: "example/crash-loop:1"}]
                """);
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.getMessage(), containsString("the Job failed: BackoffLimitExceeded"));
    }

    @Test
    @Covers("R-15")
    public void anObjectDeletedOrReplacedMeanwhileIsAFailure() throws Exception {
        List<WaitTarget> targets = apply(deployment("example/never-ready:1", 1));
        real.kubernetes().kubectl("delete", "deployment", "-n", real.namespace(), "web");
        DeploymentException deleted =
                assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(deleted.getMessage(), containsString("it was deleted since it was applied"));
        apply(deployment("example/app:1", 1));
        DeploymentException replaced =
                assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(replaced.getMessage(), containsString("created another one with its name"));
    }

    private List<WaitTarget> apply(String text) throws Exception {
        return real.apply(true, text).waitTargets();
    }

    private RolloutResult await(List<WaitTarget> targets, Duration time) throws Exception {
        return RealCluster.await(real.cluster(), real.log(), targets, time);
    }

    private static String deployment(String image, int replicas) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                spec:
                  replicas: %d
                  selector:
                    matchLabels: {app: web}
                  template:
                    metadata:
                      labels: {app: web}
                    spec:
                      containers:
                      - name: app
                        image: %s
                """.formatted(replicas, image);
    }
}
