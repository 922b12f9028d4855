package io.jenkins.plugins.deploymentsteps.core.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.guard.GuardedCluster;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

/** Nothing is sent to another cluster than the pinned one, nor to a namespace that the target does not allow. */
public class TargetGuardTest {
    private static final String UID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
    private static final String OTHER = "11111111-2222-3333-4444-555555555555";
    private static final ObjectRef KUBE_SYSTEM = new ObjectRef("v1", "Namespace", null, "kube-system");

    private final FakeCluster cluster = new FakeCluster();
    private final RecordedLog log = new RecordedLog();

    private static TargetRules pinned(String uid) {
        return new TargetRules("the target 'prod'", uid, List.of(), false, false);
    }

    private static TargetRules allowing(boolean clusterScoped, String... namespaces) {
        return new TargetRules("the target 'prod'", null, List.of(namespaces), clusterScoped, false);
    }

    private void isCluster(String uid) {
        cluster.stored.put(
                KUBE_SYSTEM,
                Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "kube-system", "uid", uid)));
    }

    private ApplyResult apply(TargetRules rules, boolean preflight, String manifests) throws Exception {
        return new ApplyManifests(GuardedCluster.of(cluster, rules), log)
                .apply(new ApplyRequest(
                        List.of(new ManifestFile("a.yaml", manifests.getBytes(StandardCharsets.UTF_8))),
                        "shop",
                        List.of(),
                        ConflictPolicy.FAIL,
                        preflight,
                        false,
                        null));
    }

    private String refused(TargetRules rules, boolean preflight, String manifests) {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> apply(rules, preflight, manifests));
        assertThat("nothing was sent: " + cluster.calls, sent(), is(empty()));
        return failure.getMessage();
    }

    private List<String> sent() {
        return cluster.calls.stream()
                .filter(call -> call.startsWith("apply") || call.startsWith("dry run"))
                .toList();
    }

    private static String configMap(String name, String namespace) {
        return "---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name
                + (namespace == null ? "" : ", namespace: " + namespace) + "}\n";
    }

    @Test
    @Covers({"S-35", "T-98"})
    public void nothingIsSentToAnotherCluster() {
        for (boolean preflight : new boolean[] {true, false}) {
            isCluster(OTHER);
            assertThat(
                    refused(pinned(UID), preflight, configMap("a", null)),
                    is(
                            "https://cluster.example is not the cluster that the target 'prod' pins: expected the kube-system"
                                    + " UID " + UID + ", found " + OTHER
                                    + ". Nothing was changed. Is it the wrong server or"
                                    + " kubeconfig context? If the cluster was built anew on purpose, have an administrator pin"
                                    + " its new UID in the target."));
            cluster.stored.clear();
            assertThat(
                    refused(pinned(UID), preflight, configMap("a", null)),
                    containsString("found no namespace kube-system"));
        }
    }

    /** A kind that only the right cluster serves must not hide that this is the wrong one. */
    @Test
    @Covers("S-35")
    public void theIdentityIsComparedBeforeAnythingElseIsAsked() {
        isCluster(OTHER);
        cluster.unserved = Set.of("Rollout");
        String message =
                refused(pinned(UID), true, "apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: web}\n");
        assertThat(message, containsString("is not the cluster"));
    }

    @Test
    @Covers("S-35")
    public void aClusterThatMayNotBeRecognisedIsNotTouched() {
        cluster.unreachable = new DeploymentException(Kind.FORBIDDEN, "namespaces \"kube-system\" is forbidden (403)");
        String message = refused(pinned(UID), true, configMap("a", null));
        assertThat(
                message,
                allOf(
                        containsString("could not be checked, so nothing was changed"),
                        containsString("Allow it 'get' of this one namespace"),
                        containsString("403")));
    }

    @Test
    public void thePinnedClusterIsAskedForItsIdentityOnce() throws Exception {
        isCluster(UID);
        apply(pinned(UID), true, configMap("a", null));
        assertThat(cluster.calls.stream().filter("read 1"::equals).count(), is(1L));
        assertThat(sent(), hasItem("apply a"));
    }

    @Test
    @Covers("S-35")
    public void aSetWithOneObjectElsewhereIsRefusedAsAWhole() {
        for (boolean preflight : new boolean[] {true, false}) {
            String message = refused(
                    allowing(false, "shop", "shop-*"),
                    preflight,
                    configMap("a", null) + configMap("b", "shop-test") + configMap("c", "kube-system"));
            assertThat(
                    message,
                    is("1 of 3 objects may not be changed on https://cluster.example; nothing was changed:\n"
                            + "- ConfigMap kube-system/c (a.yaml, document 3, line 10): the namespace kube-system is not one that the target"
                            + " 'prod' allows. The target allows the namespaces shop, shop-*. Deploy there, or have an"
                            + " administrator add the namespace to the target."));
        }
    }

    @Test
    public void objectsOfTheWholeClusterNeedToBeAllowedToo() throws Exception {
        String definition = "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\n"
                + "metadata: {name: widgets.example.org}\n";
        assertThat(
                refused(allowing(false, "shop"), true, definition),
                containsString("does not allow objects that belong to the whole cluster"));
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}\n";
        assertThat(
                refused(allowing(false, "shop"), true, namespace.formatted("kube-public")),
                containsString("does not allow this namespace"));
        apply(allowing(false, "shop"), true, namespace.formatted("shop"));
        apply(allowing(true, "shop"), false, definition);
        assertThat(sent(), hasItem("apply widgets.example.org"));
    }

    @Test
    public void withoutPatternsEveryNamespaceIsAllowed() throws Exception {
        apply(allowing(false), false, configMap("a", "kube-system"));
        assertThat(sent(), is(List.of("apply a")));
    }

    /** Whoever forgets to ask first is held all the same. */
    @Test
    @Covers("S-35")
    public void theGuardHoldsAtThePort() throws Exception {
        Cluster guarded = GuardedCluster.of(cluster, allowing(false, "shop"));
        List<ApplyOutcome> outcomes =
                guarded.apply(List.of(object("a", "elsewhere"), object("b", "shop")), ConflictPolicy.FAIL, false);
        assertThat(sent(), is(List.of("apply b")));
        assertThat(
                ((ApplyOutcome.Refused) outcomes.get(0)).reason().getMessage(),
                startsWith("the namespace elsewhere is not one"));
        assertThat(outcomes.get(1) instanceof ApplyOutcome.Applied, is(true));

        isCluster(OTHER);
        Cluster wrong = GuardedCluster.of(cluster, pinned(UID));
        cluster.calls.clear();
        assertThat(
                wrong.apply(List.of(object("a", "shop")), ConflictPolicy.FAIL, false)
                                .get(0)
                        instanceof ApplyOutcome.Refused,
                is(true));
        assertThrows(DeploymentException.class, () -> wrong.read(List.of(KUBE_SYSTEM)));
        assertThrows(DeploymentException.class, () -> wrong.list("v1", "Pod", "shop", ""));
        assertThat(sent(), is(empty()));
        wrong.close();
        assertThat(cluster.calls, hasItem("close"));
        assertThat(log.lines(), not(hasItem(containsString("Applying"))));
    }

    private static Map<String, Object> object(String name, String namespace) {
        return Map.of(
                "apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", name, "namespace", namespace));
    }
}
