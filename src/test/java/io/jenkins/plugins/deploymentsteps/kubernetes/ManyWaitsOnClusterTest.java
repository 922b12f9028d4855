package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** A thousand deployments that wait at the same time, each with a connection of its own as builds have them. */
@Category(NeedsTestbed.class)
public class ManyWaitsOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final int WAITS = 1000;

    /** The least that makes the API server serve a kind with a status; kubectl plays its controller. */
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gears.example.org}
            spec:
              group: example.org
              scope: Namespaced
              names: {kind: Gear, plural: gears, singular: gear}
              versions:
              - name: v1
                served: true
                storage: true
                schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    /** One deployment that waits. */
    private static final class Waiting implements AutoCloseable {
        private final Cluster cluster;
        private final WaitForRollout wait;
        private final List<WaitTarget> targets;
        private Cluster.Subscription subscription;

        Waiting(Cluster cluster, WaitTarget target) {
            this.cluster = cluster;
            this.wait = new WaitForRollout(cluster, new RecordedLog(), ToldRollouts.NOTHING);
            this.targets = List.of(target);
        }

        void watch(BlockingQueue<Waiting> woken) {
            subscription = cluster.watch(List.of(targets.get(0).ref()), () -> woken.add(this));
        }

        boolean isDone() throws Exception {
            Progress<RolloutResult> progress = wait.look(targets, Deadline.after(Duration.ofMinutes(5)));
            return progress instanceof Progress.Done;
        }

        @Override
        public void close() {
            subscription.close();
            cluster.close();
        }
    }

    @Test
    @Covers("R-14")
    public void aThousandWaitsTakeNoThreadsAndOneStream() throws Exception {
        KubernetesCluster kubernetes = testbed.kubernetes();
        String namespace = kubernetes.newNamespace();
        kubernetes.apply(DEFINITION);
        kubernetes.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/gears.example.org");
        ClusterConnection connection = Kubeconfig.parse(kubernetes.kubeconfig(), null);
        List<WaitTarget> targets = new ArrayList<>();
        try (Cluster cluster = Fabric8Cluster.open(connection, ProxySettings.OF_JAVA)) {
            ManifestFile file = new ManifestFile("gears.yaml", gears().getBytes(StandardCharsets.UTF_8));
            targets.addAll(new ApplyManifests(cluster, new RecordedLog())
                    .apply(new ApplyRequest(
                            List.of(file), namespace, List.of(), ConflictPolicy.FAIL, false, false, null))
                    .waitTargets());
        }
        BlockingQueue<Waiting> woken = new LinkedBlockingQueue<>();
        List<Waiting> waits = new ArrayList<>();
        try {
            Waiting first = new Waiting(Fabric8Cluster.open(connection, ProxySettings.OF_JAVA), targets.get(0));
            waits.add(first);
            first.watch(woken);
            assertThat(first.isDone(), is(false));
            assertThat("the stream has begun", woken.poll(30, TimeUnit.SECONDS), is(first));
            int threadsOfOne = threads();
            for (WaitTarget target : targets.subList(1, WAITS)) {
                Waiting waiting = new Waiting(Fabric8Cluster.open(connection, ProxySettings.OF_JAVA), target);
                waits.add(waiting);
                waiting.watch(woken);
                assertThat(waiting.isDone(), is(false));
            }
            assertThat("threads of " + WAITS + " waits", threads() - threadsOfOne, is(lessThanOrEqualTo(8)));
            assertThat("streams, as the API server counts them", streams(kubernetes), is(1L));
            woken.clear();
            long start = System.nanoTime();
            kubernetes.kubectl(
                    "patch", "gear", "gear-500", "-n", namespace, "--type=merge", "-p={\"spec\": {\"turns\": 1}}");
            Waiting concerned = woken.poll(30, TimeUnit.SECONDS);
            assertThat("only whom it concerns is woken", concerned, is(waits.get(500)));
            assertThat(woken.isEmpty(), is(true));
            assertThat(concerned.isDone(), is(true));
            assertThat(System.nanoTime() - start, is(greaterThan(0L)));
            for (Waiting waiting : waits) {
                assertThat(waiting.subscription.isLive(), is(true));
            }
        } finally {
            waits.forEach(Waiting::close);
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (streams(kubernetes) > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
        }
        assertThat("the last who leaves closes the stream", streams(kubernetes), is(0L));
    }

    private static String gears() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < WAITS; i++) {
            text.append("---\napiVersion: example.org/v1\nkind: Gear\nmetadata:\n  name: gear-")
                    .append(i)
                    .append("\n  annotations: {deployment-steps.jenkins.io/wait-for: 'jsonpath={.spec.turns}=1'}\n");
        }
        return text.toString();
    }

    private static int threads() {
        return Thread.getAllStackTraces().size();
    }

    private static long streams(KubernetesCluster kubernetes) {
        return kubernetes
                .kubectl("get", "--raw", "/metrics")
                .lines()
                .filter(line ->
                        line.startsWith("apiserver_longrunning_requests{") && line.contains("resource=\"gears\""))
                .filter(line -> line.contains("verb=\"WATCH\"") && line.contains("scope=\"namespace\""))
                .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
