package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.diff.CompareSet;
import io.jenkins.plugins.deploymentsteps.core.diff.Fingerprints;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.plan.Plan;
import io.jenkins.plugins.deploymentsteps.core.plan.PlanCheck;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What a real API server says that an apply would change, and which of its later moves a plan bears. */
@Category(NeedsTestbed.class)
public class DiffOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final String WEB = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 1
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                    - {name: proxy, image: 'registry.example/shop/proxy:1.0'}
                    - {name: web, image: 'registry.example/shop/web:1.0', env: [{name: A, value: a}]}
            """;

    private final Fingerprints fingerprints = Fingerprints.fresh();
    private Cluster cluster;
    private SetOnCluster set;

    @Before
    public void connect() throws Exception {
        KubernetesCluster kubernetes = testbed.kubernetes();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
        set = new SetOnCluster(kubernetes, cluster, kubernetes.newNamespace());
    }

    @After
    public void close() {
        cluster.close();
    }

    private SetDiff diff(SetRequest request, String... manifests) throws Exception {
        String text = String.join("---\n", manifests);
        ManifestFile file = new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8));
        return new CompareSet(cluster, set.log)
                .compare(
                        new ApplyRequest(
                                List.of(file), set.namespace, List.of(), ConflictPolicy.FAIL, true, true, request),
                        fingerprints);
    }

    private SetDiff diff(String... manifests) throws Exception {
        return diff(SetOnCluster.keep(), manifests);
    }

    private Plan plan(SetDiff diff) {
        SetContent content = new SetContent(
                cluster.url(), "", set.namespace, "shop", ConflictPolicy.FAIL, diff.content(), List.of());
        return Plan.of(content, 0, diff, fingerprints);
    }

    /** Compares what a plan holds again, as the apply of the plan does. */
    private void check(Plan plan) throws Exception {
        SetContent content = plan.content();
        PlanCheck.check(
                plan,
                new CompareSet(cluster, set.log)
                        .compare(
                                content.request(true, true, false, SetOnCluster.keep()),
                                content.objects(),
                                fingerprints));
    }

    private String moved(Plan plan) {
        return assertThrows(DeploymentException.class, () -> check(plan)).getMessage();
    }

    private static String changed(String web) {
        return web.replace("replicas: 1", "replicas: 3").replace("web:1.0", "web:1.1");
    }

    @Test
    public void whatIsNotThereWouldBeCreatedAndNothingIs() throws Exception {
        SetDiff diff = diff(WEB, configMap("settings"));
        assertThat(diff.summary(), is("2 objects: 2 to create"));
        assertThat(
                diff.lines(50),
                allOf(
                        hasItem("Deployment " + set.namespace + "/web would be created"),
                        hasItem("  + spec.template.spec.containers[name=web].image: registry.example/shop/web:1.0"),
                        hasItem("  + data.a: b")));
        assertThat(set.kubectl("get", "deployments,configmaps", "-o=name"), not(containsString("web")));
        assertThat(set.configMaps(), is(empty()));
        assertThat(diff.isDrift(), is(true));
    }

    @Test
    public void fieldsThatWouldDifferAreTold() throws Exception {
        set.apply(SetOnCluster.keep(), WEB, configMap("settings"));
        assertThat(diff(WEB, configMap("settings")).isDrift(), is(false));
        SetDiff diff = diff(changed(WEB), configMap("settings"));
        String generation = set.kubectl("get", "deployment", "web", "-o=jsonpath={.metadata.generation}");
        assertThat(diff.summary(), is("2 objects: 1 to change, 1 as wanted"));
        assertThat(
                diff.lines(50),
                contains(
                        "Deployment " + set.namespace + "/web would be changed",
                        "  ~ spec.replicas: 1 → 3",
                        "  ~ spec.template.spec.containers[name=web].image: registry.example/shop/web:1.0 →"
                                + " registry.example/shop/web:1.1"));
        assertThat(set.kubectl("get", "deployment", "web", "-o=jsonpath={.metadata.generation}"), is(generation));
    }

    /** A field that is taken out of the manifest goes, one that somebody else set stays. */
    @Test
    public void theServerSaysWhatAFieldThatIsLeftOutMeans() throws Exception {
        set.apply(SetOnCluster.keep(), WEB);
        set.kubectl("annotate", "deployment", "web", "example.org/note=mine");
        SetDiff diff = diff(WEB.replace(", env: [{name: A, value: a}]", ""));
        assertThat(
                diff.lines(50),
                contains(
                        "Deployment " + set.namespace + "/web would be changed",
                        "  - spec.template.spec.containers[name=web].env[name=A].name: A",
                        "  - spec.template.spec.containers[name=web].env[name=A].value: a"));
    }

    @Test
    @Covers({"S-09", "T-20"})
    public void secretsAreMaskedInAListToo() throws Exception {
        String secret = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: db}\n"
                + "  stringData: {password: VALUE, user: shop}\n";
        SetDiff created = diff(secret.replace("VALUE", "first-hidden-value"));
        assertThat(created.lines(50), hasItem("  + stringData.password: ***(after)"));
        set.apply(SetOnCluster.keep(), secret.replace("VALUE", "first-hidden-value"));
        SetDiff diff = diff(secret.replace("VALUE", "second-hidden-value"));
        assertThat(
                diff.lines(50),
                contains(
                        "Secret " + set.namespace + "/db would be changed",
                        "  ~ data.password: ***(before) → ***(after)"));
        String everything =
                created.lines(50).toString() + diff.lines(50) + diff.objects() + diff.digest() + set.log.lines();
        assertThat(everything, not(containsString("hidden-value")));
        assertThat(everything, not(containsString("aGlkZGVu")));
    }

    @Test
    @Covers({"S-09", "T-20"})
    public void whatKubectlKeepsOfASecretIsMasked() throws Exception {
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: VALUE}\n";
        testbed.kubernetes()
                .apply(secret.replace("name: db", "name: db, namespace: " + set.namespace)
                        .replace("VALUE", "first-hidden-value"));
        SetDiff diff = diffTaking(secret.replace("VALUE", "second-hidden-value"));
        assertThat(diff.lines(50), hasItem("  ~ data.password: ***(before) → ***(after)"));
        assertThat(diff.lines(50).toString(), not(containsString("hidden")));
    }

    private SetDiff diffTaking(String manifest) throws Exception {
        ManifestFile file = new ManifestFile("deploy.yaml", manifest.getBytes(StandardCharsets.UTF_8));
        return new CompareSet(cluster, set.log)
                .compare(
                        new ApplyRequest(
                                List.of(file),
                                set.namespace,
                                List.of(),
                                ConflictPolicy.TAKE,
                                true,
                                true,
                                SetOnCluster.keep()),
                        fingerprints);
    }

    @Test
    public void whatWouldBePrunedIsPartOfIt() throws Exception {
        set.apply(SetOnCluster.prune(10), configMap("stays"), configMap("goes"));
        SetDiff diff = diff(SetOnCluster.prune(10), configMap("stays"));
        assertThat(diff.summary(), is("1 object: 1 as wanted, 1 to prune"));
        assertThat(diff.isDrift(), is(true));
        assertThat(set.configMaps(), contains("goes", "stays"));
    }

    @Test
    public void whatTheServerRefusesIsNoPlan() {
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> diff(WEB.replace("matchLabels: {app: web}", "matchLabels: {app: x}")));
        assertThat(e.getMessage(), containsString("refused in a dry run"));
    }

    @Test
    public void objectsOfANamespaceAndAKindThatComeWithTheSetWouldBeCreated() throws Exception {
        String other = set.namespace + "-new";
        String definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name:"
                + " gadgets." + set.namespace + ".example.org}\nspec:\n  group: " + set.namespace
                + ".example.org\n  scope: Namespaced\n  names: {kind: Gadget, plural: gadgets}\n  versions: [{name: v1, served:"
                + " true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields:"
                + " true}}}]\n";
        String gadget = "apiVersion: " + set.namespace
                + ".example.org/v1\nkind: Gadget\nmetadata: {name: g}\nspec: {size: 1}\n";
        SetDiff diff = diff(
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: " + other + "}\n",
                configMap("inside", "  namespace: " + other + "\n"),
                definition,
                gadget);
        assertThat(diff.summary(), is("4 objects: 4 to create"));
        assertThat(diff.lines(50), hasItem("  + spec.size: 1"));
        check(plan(diff));
    }

    @Test
    public void aStatusAndAForeignFieldMayMove() throws Exception {
        set.apply(SetOnCluster.keep(), WEB);
        Plan plan = plan(diff(changed(WEB)));
        set.kubectl("wait", "--for=condition=Available", "--timeout=30s", "deployment/web");
        set.kubectl("annotate", "deployment", "web", "example.org/note=mine");
        check(plan);
    }

    @Test
    public void whatThePlanWouldDoMayNotMove() throws Exception {
        set.apply(SetOnCluster.keep(), WEB, configMap("settings"));
        Plan plan = plan(diff(changed(WEB), configMap("settings"), configMap("new")));
        set.apply(SetOnCluster.keep(), WEB.replace("replicas: 1", "replicas: 2"));
        set.kubectl("delete", "configmap", "settings");
        set.kubectl("create", "configmap", "new");
        String message = moved(plan);
        assertThat(
                message,
                allOf(
                        containsString("Deployment " + set.namespace
                                + "/web: planned ~ spec.replicas: 1 → 3; now ~ spec.replicas: 2 → 3"),
                        containsString(
                                "ConfigMap " + set.namespace + "/settings: it was as wanted and is not there any more"),
                        containsString(
                                "ConfigMap " + set.namespace + "/new: it was to be created and is there and differs")));
    }

    @Test
    public void anObjectThatWasMadeAnewIsAnotherOne() throws Exception {
        set.apply(SetOnCluster.keep(), configMap("settings"));
        Plan plan = plan(diff(configMap("settings")));
        set.kubectl("delete", "configmap", "settings");
        set.apply(SetOnCluster.keep(), configMap("settings"));
        assertThat(moved(plan), containsString("it has been made anew"));
    }
}
