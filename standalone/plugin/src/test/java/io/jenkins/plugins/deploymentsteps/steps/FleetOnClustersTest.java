package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Two real clusters, each with an API server, an authority and users of its own. */
public class FleetOnClustersTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.SECOND_CLUSTER);

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "registry.example/shop/web:1.0"}]}
            """;
    private static final String QUOTA = """
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: none, namespace: %s}
            spec: {hard: {count/deployments.apps: "0"}}
            """;

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private FakeBuild build;
    private FakeContext context;
    private String namespace;
    private ClusterTarget first;
    private ClusterTarget second;

    @Before
    public void configure() throws Exception {
        Controller controller = Controller.start(folder.getRoot());
        controller.addCredentials(
                TestCredentials.token("first", testbed.kubernetes().adminToken()));
        controller.addCredentials(
                TestCredentials.token("second", testbed.secondCluster().adminToken()));
        namespace = testbed.kubernetes().newNamespace();
        testbed.secondCluster().kubectl("create", "namespace", namespace);
        first = target("first", testbed.kubernetes());
        second = target("second", testbed.secondCluster());
        DeploymentTargets.get().setClusters(List.of(first, second));
        build = new FakeBuild(folder.getRoot(), "shop");
        build.workspace().mkdirs();
        build.workspace().child("web.yaml").write(WEB, "UTF-8");
        context = new FakeContext(build, build.workspace());
    }

    private static ClusterTarget target(String name, KubernetesCluster cluster) {
        ClusterTarget target = new ClusterTarget(name);
        target.setServer(cluster.url());
        target.setCaCertificate(cluster.caCertificate());
        target.setCredentialsId(name);
        target.setClusterUid(cluster.uid());
        return target;
    }

    private void start() throws Exception {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("web.yaml");
        step.setNamespace(namespace);
        step.setClusters("first, second");
        step.setTimeout("2m");
        new DeploymentExecution(context, step.operation(UnaryOperator.identity())).start();
        long last = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (!context.isOver()) {
            assertThat(build.log(), System.nanoTime() < last, is(true));
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private String ready(KubernetesCluster cluster) {
        return cluster.kubectl(
                "get", "deployment/web", "-n", namespace, "--ignore-not-found", "-o=jsonpath={.status.readyReplicas}");
    }

    @Test
    public void eachClusterGetsTheSetAndIsWaitedFor() throws Exception {
        start();
        List<?> clusters = (List<?>) ((Map<?, ?>) context.result()).get("clusters");
        assertThat(((Map<?, ?>) clusters.get(0)).get("server"), is(first.getServer()));
        assertThat(((Map<?, ?>) clusters.get(1)).get("server"), is(second.getServer()));
        assertThat(((Map<?, ?>) clusters.get(1)).get("outcome"), is("deployed"));
        assertThat(ready(testbed.kubernetes()), is("2"));
        assertThat(ready(testbed.secondCluster()), is("2"));
    }

    @Test
    @Covers("R-18")
    public void theFirstOneStaysWhenTheSecondOneRefuses() throws Exception {
        testbed.secondCluster().apply(QUOTA.formatted(namespace));
        start();
        assertThat(
                context.failure().getMessage(),
                allOf(
                        containsString("second (failed): "),
                        containsString("quota: none"),
                        containsString("\nDeployed, and stays: first.")));
        assertThat(ready(testbed.kubernetes()), is("2"));
        assertThat(ready(testbed.secondCluster()), is(""));
    }

    @Test
    @Covers("R-18")
    public void nothingIsChangedWhereOneIsAnotherClusterOrIsNotThere() throws Exception {
        second.setServer(first.getServer());
        second.setCaCertificate(first.getCaCertificate());
        second.setCredentialsId("first");
        start();
        assertThat(context.failure().getMessage(), containsString("is not the cluster that the target 'second'"));
        context = new FakeContext(build, build.workspace());
        second.setServer("https://127.0.0.1:1");
        start();
        assertThat(context.failure().getMessage(), containsString("so nothing was changed on any of them:\nsecond: "));
        assertThat(ready(testbed.kubernetes()), is(""));
    }
}
