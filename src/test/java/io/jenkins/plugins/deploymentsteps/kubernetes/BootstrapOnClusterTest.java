package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * Argo CD's own installation, as it is published, on a cluster that has never seen it: definitions of more than a million
 * bytes, and objects of the kinds that they define in the same apply. The servers run on simulated nodes, so what they
 * would do does not happen.
 */
@Category(NeedsTestbed.class)
public class BootstrapOnClusterTest {
    /** The second cluster, because Argo CD is in the first one as soon as another test has asked for it. */
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.SECOND_CLUSTER, Testbed.PUBLISHED);

    private static final String NAMESPACE = """
            apiVersion: v1
            kind: Namespace
            metadata:
              name: argocd
            """;

    /** Nobody deploys what the Application names, because its controller is simulated, so nothing waits for it. */
    private static final String FIRST_APPLICATION = """
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata:
              name: shop
            spec:
              sourceRepos: ['https://git.example/shop.git']
              destinations: [{server: 'https://kubernetes.default.svc', namespace: shop}]
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata:
              name: shop
              annotations: {deployment-steps.jenkins.io/wait-for: none}
            spec:
              project: shop
              source: {repoURL: 'https://git.example/shop.git', path: deploy, targetRevision: main}
              destination: {server: 'https://kubernetes.default.svc', namespace: shop}
            """;

    private KubernetesCluster kubernetes;
    private Cluster cluster;
    private SetOnCluster set;

    @Before
    public void connect() throws Exception {
        kubernetes = testbed.secondCluster();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
        set = new SetOnCluster(kubernetes, cluster, "argocd");
    }

    @After
    public void close() {
        cluster.close();
    }

    @Test
    public void argoCdIsInstalledWithItsFirstApplicationAndUpgraded() throws Exception {
        String install = published("install.yaml");

        ApplyResult first = deploy(install);
        assertThat(RealCluster.actions(first), everyItem(is(Action.CREATED)));
        assertThat(ready(), is("1/1 1/1 1/1 1/1 1/1 1/1 1/1"));
        assertThat(set.kubectl("get", "application", "shop", "-o=jsonpath={.spec.project}"), is("shop"));

        ApplyResult again = deploy(install);
        assertThat(RealCluster.actions(again), everyItem(is(Action.UNCHANGED)));

        // What a release changes: images, and an object that it no longer has, here the last one.
        String upgrade = install.replace("quay.io/argoproj/argocd:v", "quay.io/argoproj/argocd:upgraded-v");
        upgrade = upgrade.substring(0, upgrade.lastIndexOf("---\n"));
        ApplyResult upgraded = set.apply(SetOnCluster.prune(10), NAMESPACE, upgrade, FIRST_APPLICATION);
        assertThat(upgraded.summary(), upgraded.count(Action.CONFIGURED), is(7L));
        RealCluster.await(cluster, set.log, upgraded.waitTargets(), Duration.ofMinutes(2));
        assertThat(pruned(set.prune(upgraded)), is(List.of("argocd-server-network-policy")));
        assertThat(
                set.kubectl("get", "deployment", "argocd-server", "-o=jsonpath={..image}"),
                containsString("argocd:upgraded-v"));
    }

    private ApplyResult deploy(String install) throws Exception {
        ApplyResult applied = set.apply(SetOnCluster.prune(10), NAMESPACE, install, FIRST_APPLICATION);
        RealCluster.await(cluster, set.log, applied.waitTargets(), Duration.ofMinutes(2));
        assertThat(set.prune(applied).objects(), is(empty()));
        return applied;
    }

    private static List<String> pruned(PruneResult result) {
        return result.in(PrunedObject.Action.PRUNED).stream()
                .map(object -> object.ref().name())
                .toList();
    }

    private String ready() {
        return set.kubectl(
                        "get",
                        "deployments,statefulsets",
                        "-o=jsonpath={range .items[*]}{.status.readyReplicas}/{.spec.replicas} {end}")
                .strip();
    }

    private static String published(String file) throws Exception {
        return Files.readString(testbed.published().resolve("argocd/manifests").resolve(file));
    }
}
