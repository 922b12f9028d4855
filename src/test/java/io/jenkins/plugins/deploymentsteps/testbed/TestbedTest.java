package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What other tests rely on the testbed's cluster for. */
@Category(NeedsTestbed.class)
public class TestbedTest {

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.SECOND_CLUSTER);

    private KubernetesCluster cluster;
    private String namespace;

    @Before
    public void createNamespace() {
        cluster = testbed.kubernetes();
        namespace = cluster.newNamespace();
    }

    @Test
    public void nodesAreReady() {
        String ready =
                cluster.kubectl("get", "nodes", "-o=jsonpath={.items[*].status.conditions[?(@.type=='Ready')].status}");

        assertEquals("True True", ready);
    }

    @Test
    public void aDeploymentBecomesReadyAndReportsTheImageOfItsSpec() {
        cluster.apply(deployment("web", "ghcr.io/example/web:1.0"));

        cluster.kubectl("rollout", "status", "deployment/web", "--timeout=30s", "-n", namespace);

        String status = "-o=jsonpath={.items[0].status.containerStatuses[0]['image','imageID']}";
        assertThat(
                cluster.kubectl("get", "pods", "-n", namespace, status),
                containsString("ghcr.io/example/web:1.0 ghcr.io/example/web@sha256:"));
    }

    @Test
    public void anImageThatCannotBePulledStopsTheRollout() {
        cluster.apply(deployment("web", "example/image-pull-error:1.0"));

        AssertionError failure = assertThrows(
                AssertionError.class, () -> cluster.kubectl("rollout", "status", "deployment/web", "-n", namespace));

        assertThat(failure.getMessage(), containsString("exceeded its progress deadline"));
        assertEquals("ImagePullBackOff", firstContainer("state.waiting.reason"));
    }

    @Test
    public void aCrashingContainerRestartsAgainAndAgain() {
        cluster.apply(deployment("web", "example/crash-loop:1.0"));

        cluster.kubectl(
                "wait",
                "pods",
                "--all",
                "-n",
                namespace,
                "--timeout=30s",
                "--for=jsonpath={.status.containerStatuses[0].restartCount}=2");

        assertEquals("CrashLoopBackOff", firstContainer("state.waiting.reason"));
        assertEquals("1", firstContainer("lastState.terminated.exitCode"));
    }

    @Test
    public void aContainerCanRunWithoutEverBeingReady() {
        cluster.apply(deployment("web", "example/never-ready:1.0"));

        cluster.kubectl(
                "wait", "pods", "--all", "-n", namespace, "--timeout=30s", "--for=jsonpath={.status.phase}=Running");

        assertEquals("false", firstContainer("ready"));
    }

    @Test
    public void aJobCompletesOrFailsAsItsImageSays() {
        cluster.apply(job("good", "example/migrate:1.0"));
        cluster.apply(job("bad", "example/crash-loop:1.0"));

        cluster.kubectl("wait", "job/good", "-n", namespace, "--timeout=30s", "--for=condition=Complete");
        cluster.kubectl("wait", "job/bad", "-n", namespace, "--timeout=30s", "--for=condition=Failed");
    }

    @Test
    public void theLimitedUserMayWriteConfigMapsInOneNamespaceOnly() {
        String limited = cluster.limitedToken();

        cluster.kubectlAs(limited, "create", "configmap", namespace, "-n", cluster.limitedNamespace());

        assertThat(refusal(limited, "get", "pods", "-n", cluster.limitedNamespace()), containsString("is forbidden"));
        assertThat(refusal(limited, "create", "configmap", "any", "-n", namespace), containsString("is forbidden"));
    }

    @Test
    public void theExpiredTokenIsNoToken() {
        assertThat(refusal(cluster.expiredToken(), "get", "namespaces"), containsString("Unauthorized"));
    }

    @Test
    public void theAdministratorsTokenMayDoEverything() {
        assertEquals("yes\n", cluster.kubectlAs(cluster.adminToken(), "auth", "can-i", "*", "*"));
    }

    @Test
    public void theWebhookRefusesWithTheMessageAskedFor() {
        AssertionError failure = assertThrows(
                AssertionError.class,
                () -> cluster.kubectl("annotate", "namespace", namespace, "testbed/refuse=not on a Friday"));

        assertThat(failure.getMessage(), containsString("denied the request: not on a Friday"));
    }

    @Test
    public void theWebhookCanLetADryRunPass() {
        String annotation = "testbed/refuse-real=not for real";
        cluster.kubectl("annotate", "namespace", namespace, annotation, "--dry-run=server");

        AssertionError failure = assertThrows(
                AssertionError.class, () -> cluster.kubectl("annotate", "namespace", namespace, annotation));

        assertThat(failure.getMessage(), containsString("denied the request: not for real"));
    }

    @Test
    public void theSecondClusterIsAnotherOne() {
        KubernetesCluster second = testbed.secondCluster();
        String uid = "-o=jsonpath={.metadata.uid}";

        assertTrue(second.kubectl("get", "nodes").contains("Ready"));
        assertNotEquals(
                cluster.kubectl("get", "namespace", "kube-system", uid),
                second.kubectl("get", "namespace", "kube-system", uid));
        String token = cluster.adminToken();
        assertThrows(AssertionError.class, () -> second.kubectlAs(token, "get", "namespaces"));
    }

    private String refusal(String token, String... arguments) {
        return assertThrows(AssertionError.class, () -> cluster.kubectlAs(token, arguments))
                .getMessage();
    }

    private String firstContainer(String field) {
        return cluster.kubectl(
                "get", "pods", "-n", namespace, "-o=jsonpath={.items[0].status.containerStatuses[0]." + field + "}");
    }

    private String deployment(String name, String image) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata:
                  name: %1$s
                  namespace: %2$s
                spec:
                  progressDeadlineSeconds: 2
                  selector:
                    matchLabels: {app: %1$s}
                  template:
                    metadata:
                      labels: {app: %1$s}
                    spec:
                      containers:
                      - name: %1$s
                        image: %3$s
                """.formatted(name, namespace, image);
    }

    private String job(String name, String image) {
        return """
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: %1$s
                  namespace: %2$s
                spec:
                  backoffLimit: 0
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: %1$s
                        image: %3$s
                """.formatted(name, namespace, image);
    }
}
