package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** The inventory on a real API server: as kubectl reads it, under two builds, in other hands, without the rights. */
@Category(NeedsTestbed.class)
public class InventoryOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final String TOOLING = "applyset.kubernetes.io/tooling";

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    private KubernetesCluster kubernetes;
    private Cluster cluster;
    private SetOnCluster set;

    @Before
    public void connect() {
        kubernetes = real.kubernetes();
        cluster = real.cluster();
        set = real.set();
    }

    private String inventory() throws Exception {
        return set.set().inventory().name();
    }

    private String kubectlApplySet(String manifests) throws Exception {
        return kubernetes.kubectlWithApplySets(
                manifests,
                "apply",
                "-n",
                set.namespace,
                "--server-side",
                "--force-conflicts",
                "--prune",
                "--applyset=configmaps/" + inventory(),
                "--filename=-");
    }

    @Test
    public void kubectlFindsTheSetAndItsMembersByTheirLabels() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        String id = set.set().id();
        assertThat(
                set.kubectl("get", "configmaps", "-l", "applyset.kubernetes.io/id=" + id, "-o=name")
                        .strip(),
                is("configmap/" + inventory()));
        assertThat(
                set.kubectl("get", "configmaps", "-l", "applyset.kubernetes.io/part-of=" + id, "-o=name")
                        .lines()
                        .toList(),
                contains("configmap/a", "configmap/b"));
    }

    /** The specification has a tool refuse what another tool manages: kubectl leaves our sets alone. */
    @Test
    @Covers("R-21")
    public void kubectlDoesNotTouchASetThatIsInOurHands() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        AssertionError refusal = assertThrows(AssertionError.class, () -> kubectlApplySet(configMap("a")));
        assertThat(
                refusal.getMessage(),
                containsString("is managed by tooling \"deployment-steps\" instead of \"kubectl\""));
        assertThat(set.configMaps(), contains("a", "b"));
    }

    /** Handed over by the one annotation, kubectl reads everything that it needs from our inventory. */
    @Test
    @Covers("R-21")
    public void kubectlPrunesTheSetThatIsHandedOverAndWeTakeItBack() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        set.kubectl("annotate", "configmap", inventory(), "--overwrite", TOOLING + "=kubectl/v1.36.1");

        String said = kubectlApplySet(configMap("a"));
        assertThat(said, containsString("configmap/b pruned"));
        assertThat(set.configMaps(), contains("a"));

        DeploymentException e = assertThrows(DeploymentException.class, () -> set.deploy(configMap("a")));
        assertThat(e.kind(), is(Kind.CONFLICT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("is in the hands of kubectl"),
                        containsString("set that annotation to deployment-steps/1")));
        assertThat(
                "without prune it is left alone",
                set.apply(SetOnCluster.keep(), configMap("a")).objects(),
                hasSize(1));
        assertThat(set.log.toString(), containsString("No inventory of the set 'shop' is kept"));

        set.kubectl("annotate", "configmap", inventory(), "--overwrite", TOOLING + "=deployment-steps/1");
        assertThat(set.deploy(configMap("a"), configMap("c")).in(Action.PRUNED), is(empty()));
        assertThat(set.inventory(), contains("a", "c"));
    }

    /** two builds read the same inventory; neither loses what the other has written. */
    @Test
    @Covers("R-20")
    public void buildsSideBySideLoseNothing() throws Exception {
        int builds = 6;
        ExecutorService threads = Executors.newFixedThreadPool(builds);
        try {
            List<Future<ApplyResult>> results = new ArrayList<>();
            for (int i = 0; i < builds; i++) {
                String name = "of-build-" + i;
                results.add(threads.submit(() -> set.apply(SetOnCluster.keep(), configMap(name))));
            }
            for (Future<ApplyResult> result : results) {
                result.get();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(set.inventory(), is(set.configMaps()));
        assertThat(set.inventory(), hasSize(builds));
    }

    /** the older deployment does not prune what the newer one has brought, nor anything else. */
    @Test
    @Covers("R-20")
    public void aDeploymentThatWasOvertakenPrunesNothing() throws Exception {
        set.deploy(configMap("a"), configMap("old"));
        ApplyResult older = set.apply(SetOnCluster.prune(10), configMap("a"));
        ApplyResult newer = set.apply(SetOnCluster.prune(10), configMap("a"), configMap("old"), configMap("new"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> set.prune(older));
        assertThat(e.kind(), is(Kind.CONFLICT));
        assertThat(e.getMessage(), containsString("Another deployment of the set 'shop'"));
        set.prune(newer);
        assertThat(set.configMaps(), contains("a", "new", "old"));
    }

    @Test
    @Covers("R-21")
    public void anObjectOfAnotherSetIsRefusedAndNamed() throws Exception {
        set.deploy(configMap("a"));
        SetRequest other = new SetRequest("team/other", "id", false, 0, List.of());
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> set.apply(other, configMap("a"), configMap("b")));
        assertThat(e.kind(), is(Kind.CONFLICT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 object is part of another set than 'team/other'"),
                        containsString("nothing was changed"),
                        containsString(
                                "ConfigMap " + set.namespace + "/a is part of the set 'shop', inventory: ConfigMap "
                                        + set.namespace + "/" + inventory())));
        assertThat(set.configMaps(), contains("a"));
    }

    /** Several sets bring the same definition or namespace: it stays the first one's, and nobody deletes it. */
    @Test
    @Covers("R-21")
    public void aNamespaceOfTwoSetsStaysTheFirstOnes() throws Exception {
        String shared = set.namespace + "-shared";
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + shared
                + "\n  annotations: {deployment-steps.jenkins.io/prune: \"true\"}\n";
        set.deploy(namespace, configMap("a"));
        SetOnCluster other = new SetOnCluster(kubernetes, cluster, kubernetes.newNamespace());
        other.deploy(namespace, configMap("b"));
        assertThat(other.log.toString(), containsString("Namespace " + shared + " is part of another set, too"));
        assertThat(other.inventory(), contains("b"));
        assertThat(
                kubernetes.kubectl(
                        "get",
                        "namespace",
                        shared,
                        "-o=jsonpath={.metadata.labels.applyset\\.kubernetes\\.io/part-of}"),
                is(set.set().id()));
        ApplyResult again = other.apply(SetOnCluster.prune(10), namespace, configMap("b"));
        assertThat("nobody takes it from the other", again.summary(), is("2 objects: 2 unchanged"));
        assertThat(other.deploy(configMap("b")).objects(), is(empty()));
        assertThat(kubernetes.kubectl("get", "namespace", shared, "-o=jsonpath={.status.phase}"), is("Active"));
        assertThat(set.deploy(configMap("a")).in(Action.PRUNED), hasSize(1));
    }

    /** Taken over on purpose, it is the other set's no more: that one neither prunes it nor keeps listing it. */
    @Test
    @Covers("R-21")
    public void anObjectThatWasTakenOverIsNotPrunedByTheOtherSet() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        SetRequest other = new SetRequest("team/other", "id", false, 0, List.of());
        set.apply(other, ConflictPolicy.TAKE, false, configMap("a"));
        assertThat(set.log.toString(), containsString("ConfigMap " + set.namespace + "/a is taken over"));
        var result = set.deploy(configMap("b"));
        assertThat(result.in(Action.KEPT), hasSize(1));
        assertThat(result.in(Action.KEPT).get(0).message(), containsString("it is part of another set by now"));
        assertThat(set.configMaps(), contains("a", "b"));
        assertThat(set.inventory(), contains("b"));
    }

    @Test
    @Covers("R-21")
    public void anInventoryThatSomebodyDeletedIsBegunAnewAndPrunesNothing() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        set.kubectl("delete", "configmap", inventory());
        assertThat(set.deploy(configMap("a")).objects(), is(empty()));
        assertThat(set.configMaps(), contains("a", "b"));
        assertThat(set.inventory(), contains("a"));
    }

    @Test
    @Covers("R-21")
    public void anInventoryThatCannotBeReadIsLeftAloneAndPrunesNothing() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        for (String data : List.of("\"objects\":\"nonsense\"", "\"format\":\"2\"")) {
            set.kubectl("patch", "configmap", inventory(), "--type=merge", "-p", "{\"data\":{" + data + "}}");
            String before = set.kubectl("get", "configmap", inventory(), "-o=yaml");
            DeploymentException e = assertThrows(DeploymentException.class, () -> set.deploy(configMap("a")));
            assertThat(e.getMessage(), containsString("cannot be read: "));
            set.apply(SetOnCluster.keep(), configMap("a"));
            assertThat(set.kubectl("get", "configmap", inventory(), "-o=yaml"), is(before));
        }
        assertThat(set.configMaps(), contains("a", "b"));
    }

    @Test
    @Covers("R-21")
    public void aConfigMapThatIsNoInventoryIsNotOverwritten() throws Exception {
        set.kubectl("create", "configmap", inventory(), "--from-literal=a=b");
        DeploymentException e = assertThrows(DeploymentException.class, () -> set.deploy(configMap("a")));
        assertThat(e.getMessage(), containsString("is not the inventory of the set 'shop'"));
        assertThat(set.configMaps(), is(empty()));
        assertThat(set.kubectl("get", "configmap", inventory(), "-o=jsonpath={.data}"), is("{\"a\":\"b\"}"));
    }

    @Test
    @Covers("R-13")
    public void theInventoryGoesIntoANamespaceThatTheSetBrings() throws Exception {
        SetOnCluster own = new SetOnCluster(kubernetes, cluster, set.namespace + "-own");
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + own.namespace + "\n";
        own.deploy(namespace, configMap("a"), configMap("b"));
        assertThat(own.inventory(), contains("a", "b", own.namespace));
        own.deploy(namespace, configMap("a"));
        assertThat(own.configMaps(), contains("a"));
        kubernetes.kubectl("delete", "namespace", own.namespace, "--wait=false");
    }

    @Test
    public void aLargeSetIsPackedAndReadAgain() throws Exception {
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 1_500; i++) {
            many.add(configMap("a-rather-long-name-of-a-configmap-" + "x".repeat(40) + "-" + i));
        }
        set.deploy(many.toArray(String[]::new));
        assertThat(set.inventory(), is(empty()));
        assertThat(set.kubectl("get", "configmap", inventory(), "-o=jsonpath={.binaryData.objects\\.gz}"), not(is("")));
        List<String> fewer = many.subList(0, many.size() - 3);
        assertThat(set.deploy(fewer.toArray(String[]::new)).in(Action.PRUNED), hasSize(3));
        assertThat(set.configMaps(), hasSize(fewer.size()));
    }

    /** Everything that a role gives but one right. */
    private SetOnCluster user(String name, String rules) throws Exception {
        kubernetes.apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: %1$s, namespace: %2$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: %1$s, namespace: %2$s}
                rules: %3$s
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: %1$s, namespace: %2$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                subjects: [{kind: ServiceAccount, name: %1$s, namespace: %2$s}]
                """.formatted(name, set.namespace, rules));
        String token = set.kubectl("create", "token", name).strip();
        return set.as(Fabric8Cluster.open(
                new ClusterConnection(
                        kubernetes.url(),
                        kubernetes.caCertificate(),
                        new ClusterAuth.Token(token),
                        set.namespace,
                        false,
                        null),
                ProxySettings.OF_JAVA));
    }

    private static String rule(String resources, String verbs) {
        return "[{apiGroups: [\"\"], resources: [" + resources + "], verbs: [" + verbs + "]}]";
    }

    /** T-72: who may not delete is told before anything is changed. */
    @Test
    @Covers("R-11")
    public void whoMayNotDeleteIsToldBeforeTheFirstChange() throws Exception {
        SetOnCluster user = user("no-delete", rule("configmaps", "get, list, create, patch"));
        user.deploy(configMap("a"), configMap("b"));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> user.deploy(configMap("b"), configMap("new")));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 of 1 objects cannot be deleted"),
                        containsString("nothing was changed"),
                        containsString("cannot delete resource \"configmaps\"")));
        assertThat(set.configMaps(), contains("a", "b"));
    }

    @Test
    @Covers("R-11")
    public void whoMayNotReadWhatIsPrunedIsToldBeforeTheFirstChange() throws Exception {
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\n";
        set.deploy(configMap("a"), secret);
        SetOnCluster user = user("no-secrets", rule("configmaps", "\"*\""));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> user.deploy(configMap("a"), configMap("new")));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
        assertThat(e.getMessage(), containsString("cannot get resource \"secrets\""));
        assertThat(set.configMaps(), contains("a"));
        assertThat(set.kubectl("get", "secret", "login", "-o=name"), containsString("login"));
    }

    @Test
    @Covers("R-11")
    public void withoutTheRightToKeepAnInventoryOnlyPruneFails() throws Exception {
        SetOnCluster user = user("no-configmaps", rule("secrets", "get, list, create, patch"));
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\n";
        DeploymentException e = assertThrows(DeploymentException.class, () -> user.deploy(secret));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
        assertThat(
                e.getMessage(), allOf(containsString("prune: the inventory of the set"), containsString("configmaps")));
        assertThat(set.kubectl("get", "secrets", "-o=name"), is(""));

        ApplyResult applied = user.apply(SetOnCluster.keep(), secret);
        assertThat(applied.objects(), hasSize(1));
        assertThat(
                user.log.lines().stream()
                        .filter(line -> line.startsWith("No inventory"))
                        .toList(),
                hasSize(1));
    }

    /** Who may not list sees the owner of each object by reading it. */
    @Test
    @Covers({"R-11", "R-21"})
    public void theOwnerIsSeenWithoutTheRightToList() throws Exception {
        set.deploy(configMap("a"));
        SetOnCluster user = user("no-list", rule("configmaps", "get, create, patch"));
        SetRequest other = new SetRequest("other", "id", false, 0, List.of());
        DeploymentException e = assertThrows(DeploymentException.class, () -> user.apply(other, configMap("a")));
        assertThat(
                e.getMessage(),
                containsString("/a is part of the set " + set.set().id()));
    }

    @Test
    @Covers("R-11")
    public void aDryRunFindsThatTheInventoryMayNotBeWritten() throws Exception {
        SetOnCluster user = user("no-create", rule("secrets, configmaps", "get, list, patch, delete"));
        kubernetes.kubectl("create", "secret", "generic", "login", "-n", set.namespace);
        String secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\n";
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> user.dryRun(SetOnCluster.prune(10), secret));
        assertThat(e.getMessage(), containsString("cannot create resource \"configmaps\""));
    }

    @Test
    public void aManifestThatNamesAnotherSetIsRefused() throws Exception {
        String foreign = configMap("a", "  labels: {applyset.kubernetes.io/part-of: applyset-x-v1}\n");
        DeploymentException e = assertThrows(DeploymentException.class, () -> set.deploy(foreign));
        assertThat(e.kind(), is(Kind.INVALID_INPUT));
        assertThat(e.getMessage(), containsString("deploy.yaml, document 1, line 1: ConfigMap"));
    }

    @Test
    public void anUnchangedSetIsAppliedAsUnchangedAndListedOnce() throws Exception {
        set.deploy(configMap("a"));
        ApplyResult again = set.apply(SetOnCluster.prune(10), configMap("a"));
        assertThat(again.objects().get(0).line(), containsString("unchanged"));
        assertThat(set.inventory(), contains("a"));
        assertThat(set.inventory(), hasItem("a"));
    }
}
