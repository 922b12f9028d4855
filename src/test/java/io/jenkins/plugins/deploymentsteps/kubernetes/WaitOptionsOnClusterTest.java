package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Parts, limits, Jobs and images under real controllers, on simulated nodes. */
@Category(NeedsTestbed.class)
public class WaitOptionsOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final String A = "sha256:" + "a".repeat(64);
    private static final String B = "sha256:" + "b".repeat(64);

    private final RecordedLog log = new RecordedLog();
    private KubernetesCluster kubernetes;
    private String namespace;
    private Cluster cluster;

    @Before
    public void connect() throws Exception {
        kubernetes = testbed.kubernetes();
        namespace = kubernetes.newNamespace();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
    }

    @After
    public void close() {
        cluster.close();
    }

    @Test
    public void aPartOfARolloutIsEnoughWhereThatWasAskedFor() throws Exception {
        RolloutResult result =
                await(apply(deployment("required-rollout: none", "example/never-ready:1", "")), Duration.ofSeconds(60));
        assertThat(result.objects().get(0).message(), containsString("enough by required-rollout none"));
        assertThat(
                kubernetes.kubectl(
                        "get", "deployment", "-n", namespace, "web", "-o=jsonpath={.status.availableReplicas}"),
                is(""));
    }

    @Test
    @Covers("R-16")
    public void anObjectsOwnTimeoutEndsTheWait() throws Exception {
        List<WaitTarget> targets = apply(deployment("timeout: 2s", "example/never-ready:1", ""));
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.kind(), is(Kind.TIMEOUT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("not ready within its own timeout of 2s"),
                        containsString("0 of 2 replicas are available")));
    }

    @Test
    @Covers("R-15")
    public void aFailedJobTellsWhyAndItsLastWords() throws Exception {
        List<WaitTarget> targets = apply("""
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  backoffLimit: 0
                  template:
                    metadata:
                      annotations:
                        testbed/exit-code: "3"
                        testbed/log: |
                          migrating
                          no such table: orders
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: "example/migrate:1"}]
                """);
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                allOf(containsString("the Job failed: BackoffLimitExceeded"), containsString("exit code 3")));
        assertThat(log.toString(), log.lines(), hasItem("WARNING:   | no such table: orders"));
    }

    @Test
    public void theDigestsThatRunAreTold() throws Exception {
        RolloutResult result = await(
                apply(deployment("timeout: 1m", "registry.example/web:1", "testbed/image-digest: '" + A + "'")),
                Duration.ofSeconds(60));
        assertThat(result.digests(), is(Map.of("registry.example/web:1", List.of(A))));
    }

    @Test
    public void aDigestThatIsPinnedIsProvedByWhatRuns() throws Exception {
        String image = "registry.example/web:1@" + A;
        List<WaitTarget> targets = apply(deployment("timeout: 1m", image, ""));
        assertThat(await(targets, Duration.ofSeconds(60)).digests(), is(Map.of(image, List.of(A))));
        // What a runtime does that has pulled the same content under several digests.
        String pod = kubernetes.kubectl("get", "pods", "-n", namespace, "-o=jsonpath={.items[0].metadata.name}");
        kubernetes.kubectl(
                "patch",
                "pod",
                pod,
                "-n",
                namespace,
                "--subresource=status",
                "--type=json",
                "-p=[{\"op\": \"replace\", \"path\": \"/status/containerStatuses/0/imageID\", \"value\": \"registry.example/web@"
                        + B + "\"}]");
        assertThat(await(targets, Duration.ofSeconds(60)).digests(), is(Map.of(image, List.of(A))));
        assertThat(log.toString(), containsString("Not every node said that it runs " + image + " by that digest"));
        // What an admission webhook does, as far as a test can after the fact: a pod's images may be changed.
        kubernetes.kubectl(
                "patch",
                "pod",
                pod,
                "-n",
                namespace,
                "--type=json",
                "-p=[{\"op\": \"replace\", \"path\": \"/spec/containers/0/image\", \"value\": \"registry.example/web@"
                        + B + "\"}]");
        DeploymentException e = assertThrows(DeploymentException.class, () -> await(targets, Duration.ofSeconds(60)));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(
                e.getMessage(),
                containsString("container app of Pod " + namespace + "/" + pod + " asks for registry.example/web@" + B
                        + ", but its manifest for " + image));
    }

    private List<WaitTarget> apply(String text) throws Exception {
        ManifestFile file = new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8));
        return WaitTarget.begin(new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(List.of(file), namespace, List.of(), ConflictPolicy.FAIL, true, false, null))
                .waitTargets());
    }

    private RolloutResult await(List<WaitTarget> targets, Duration time) throws Exception {
        return RealCluster.await(cluster, log, targets, time);
    }

    private static String deployment(String option, String image, String podAnnotation) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: web
                  annotations: {deployment-steps.jenkins.io/%s}
                spec:
                  replicas: 2
                  selector:
                    matchLabels: {app: web}
                  template:
                    metadata:
                      labels: {app: web}
                      annotations: {%s}
                    spec:
                      containers:
                      - name: app
                        image: %s
                """.formatted(option, podAnnotation, image);
    }
}
