package io.jenkins.plugins.deploymentsteps.testbed;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;
import static org.junit.Assume.assumeFalse;

import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What other tests rely on the testbed's nodes for: ends of containers, their logs, the digests of images. */
@Category(NeedsTestbed.class)
public class SimulatedPodsTest {

    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private KubernetesCluster cluster;
    private String namespace;

    @Before
    public void createNamespace() {
        assumeFalse("your own cluster's nodes are not simulated", OwnCluster.isChosen());
        cluster = testbed.kubernetes();
        namespace = cluster.newNamespace();
    }

    @Test
    public void aJobWhoseAnnotationsSaySoFailsWithCodeReasonAndMessage() {
        createJob("""
                testbed/exit-code: "3"
                testbed/exit-reason: OOMKilled
                testbed/termination-message: no memory left
                """);

        kubectl("wait", "job/migrate", "--timeout=30s", "--for=condition=Failed");

        assertEquals(
                "3 OOMKilled no memory left",
                container("state.terminated.exitCode") + " " + container("state.terminated.reason") + " "
                        + container("state.terminated.message"));
        assertEquals("""
                starting registry.example/migrate:1
                this container is simulated: nothing runs in it
                no memory left
                failed with exit code 3
                """, kubectl("logs", "job/migrate"));
    }

    @Test
    public void aFollowedLogEndsWithTheContainer() {
        createJob("""
                testbed/complete-after: 3s
                testbed/log-every: 1s
                testbed/log: |
                  creating table
                  filling table
                  done
                """);
        kubectl("wait", "pods", "--all", "--timeout=30s", "--for=jsonpath={.status.phase}=Running");

        String log = kubectl("logs", "--follow", "--timestamps", "job/migrate");

        assertEquals("Succeeded", kubectl("get", "pods", "-o=jsonpath={.items[0].status.phase}"));
        assertEquals(
                "creating table,filling table,done,",
                log.replaceAll("(?m)^\\S+Z ", "").replace('\n', ','));
        assertEquals(
                "every line has a time of its own",
                3,
                log.lines().map(line -> line.split(" ")[0]).distinct().count());
        assertEquals("done\n", kubectl("logs", "--tail=1", "job/migrate"));
    }

    @Test
    public void anEndWithACodeMakesARunningDeploymentCrash() {
        createPod("restartPolicy: Always\n  containers: [{name: web, image: web}]", "testbed/exit-code: \"7\"");

        kubectl("wait", "pod/pod", "--timeout=30s", "--for=jsonpath={.status.containerStatuses[0].restartCount}=1");

        assertEquals("CrashLoopBackOff", container("state.waiting.reason"));
        assertEquals("7", container("lastState.terminated.exitCode"));
        assertThat(kubectl("logs", "--previous", "pod"), containsString("failed with exit code 7"));
    }

    @Test
    public void anInitContainerCanHoldAPod() {
        createPod("""
                initContainers: [{name: schema, image: example/crash-loop:1}]
                  containers: [{name: web, image: web}]
                """, "any: annotation");

        kubectl("wait", "pod/pod", "--timeout=30s", "--for=jsonpath={.status.initContainerStatuses[0].restartCount}=1");

        assertEquals("PodInitializing", container("state.waiting.reason"));
        assertThat(kubectl("logs", "pod", "--container=schema"), containsString("failed with exit code 1"));
        AssertionError noLog = assertThrows(AssertionError.class, () -> kubectl("logs", "pod", "--container=web"));
        assertThat(noLog.getMessage(), containsString("waiting to start: PodInitializing"));
    }

    @Test
    public void theDigestIsOfTheImageAndNotOfHowItIsWritten() {
        String pinned = "sha256:" + "a".repeat(64);
        createPod(
                "containers: [{name: a, image: web}, {name: b, image: 'docker.io/library/web:latest'},"
                        + " {name: c, image: 'localhost:5000/shop/web:1@" + pinned + "'}]",
                "any: annotation");
        kubectl("wait", "pod/pod", "--timeout=30s", "--for=condition=Ready");

        String[] ids = kubectl("get", "pods", "-o=jsonpath={.items[0].status.containerStatuses[*].imageID}")
                .split(" ");

        assertThat(ids[0], containsString("docker.io/library/web@sha256:"));
        assertEquals(ids[0], ids[1]);
        assertEquals("localhost:5000/shop/web@" + pinned, ids[2]);
    }

    private String kubectl(String... arguments) {
        String[] line = new String[arguments.length + 1];
        line[0] = "--namespace=" + namespace;
        System.arraycopy(arguments, 0, line, 1, arguments.length);
        return cluster.kubectl(line);
    }

    private String container(String field) {
        return kubectl("get", "pods", "-o=jsonpath={.items[0].status.containerStatuses[0]." + field + "}");
    }

    private void createJob(String annotations) {
        cluster.apply("""
                apiVersion: batch/v1
                kind: Job
                metadata:
                  name: migrate
                  namespace: %s
                spec:
                  backoffLimit: 0
                  template:
                    metadata:
                      annotations:
                %s
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: migrate
                        image: registry.example/migrate:1
                """.formatted(namespace, annotations.indent(8)));
    }

    private void createPod(String spec, String annotation) {
        cluster.apply("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: pod
                  namespace: %s
                  annotations:
                    %s
                spec:
                  %s
                """.formatted(namespace, annotation, spec));
    }
}
