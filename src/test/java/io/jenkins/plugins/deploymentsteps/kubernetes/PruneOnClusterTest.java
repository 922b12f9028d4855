package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.annotated;
import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.guard.GuardedCluster;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject.Action;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.time.Duration;
import java.util.List;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Pruning on a real API server: what goes, and above all what stays. The cases are those of cli-utils' prune filters. */
@Category(NeedsTestbed.class)
public class PruneOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

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

    private static List<String> names(PruneResult result, Action action) {
        return result.in(action).stream().map(object -> object.ref().name()).toList();
    }

    private static String reason(PruneResult result, String name) {
        return result.objects().stream()
                .filter(object -> object.ref().name().equals(name))
                .map(PrunedObject::message)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Covers("S-34")
    public void whatIsNoLongerPartOfTheSetGoesAndNothingElse() throws Exception {
        set.kubectl("create", "configmap", "of-somebody-else");
        assertThat(set.deploy(configMap("stays"), configMap("goes")).objects(), is(empty()));
        PruneResult result = set.deploy(configMap("stays"));
        assertThat(names(result, Action.PRUNED), contains("goes"));
        assertThat(set.configMaps(), contains("of-somebody-else", "stays"));
        assertThat(set.inventory(), contains("stays"));
        assertThat(
                set.log.lines(),
                hasItem("ConfigMap " + set.namespace
                        + "/goes is going to be pruned after the rollout: it is no longer part of the set 'shop'"));
    }

    /** T-90: a label that copies have, such as the Endpoints of a Service, makes nobody a member. */
    @Test
    @Covers("S-34")
    public void anObjectWithOurLabelThatIsNotInTheInventoryStays() throws Exception {
        set.deploy(configMap("stays"));
        set.kubectl("create", "configmap", "copy");
        set.kubectl(
                "label",
                "configmap",
                "copy",
                "applyset.kubernetes.io/part-of=" + set.set().id());
        set.deploy(configMap("stays"), configMap("other"));
        set.deploy(configMap("stays"));
        assertThat(set.configMaps(), contains("copy", "stays"));
    }

    /** T-90: what somebody wrote into the inventory is no member without the label. */
    @Test
    @Covers({"S-34", "R-21"})
    public void anObjectThatSomebodyWroteIntoTheInventoryStays() throws Exception {
        set.kubectl("create", "configmap", "foreign");
        set.deploy(configMap("stays"));
        String uid = set.kubectl("get", "configmap", "foreign", "-o=jsonpath={.metadata.uid}");
        String objects = set.kubectl("get", "configmap", set.set().inventory().name(), "-o=jsonpath={.data.objects}");
        set.kubectl(
                "patch",
                "configmap",
                set.set().inventory().name(),
                "--type=merge",
                "-p",
                "{\"data\":{\"objects\":\"" + objects.replace("\n", "\\n") + uid + " v1 ConfigMap " + set.namespace
                        + " foreign\"}}");
        PruneResult result = set.deploy(configMap("stays"));
        assertThat(names(result, Action.KEPT), contains("foreign"));
        assertThat(reason(result, "foreign"), containsString("removed the label applyset.kubernetes.io/part-of"));
        assertThat(set.configMaps(), contains("foreign", "stays"));
        assertThat(set.inventory(), contains("stays"));
    }

    /** T-91, cli-utils #274: a Namespace that is left out of the manifests takes everything in it along. */
    @Test
    @Covers("S-34")
    public void aNamespaceThatWasLeftOutSurvives() throws Exception {
        String other = set.namespace + "-more";
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + other + "\n";
        set.deploy(namespace, configMap("here"), configMap("there", "  namespace: " + other + "\n"));
        PruneResult result = set.deploy(configMap("here"));
        assertThat(names(result, Action.PRUNED), contains("there"));
        assertThat(reason(result, other), containsString("a Namespace is only pruned with the annotation"));
        assertThat(kubernetes.kubectl("get", "namespace", other, "-o=jsonpath={.status.phase}"), is("Active"));
        assertThat("it stays a member", set.inventory(), contains("here", other));

        kubernetes.kubectl("annotate", "namespace", other, "deployment-steps.jenkins.io/prune=true");
        PruneResult asked = set.deploy(configMap("here"));
        assertThat(names(asked, Action.PRUNED), contains(other));
        assertThat(kubernetes.kubectl("get", "namespace", other, "--ignore-not-found"), is(""));
    }

    @Test
    @Covers("S-34")
    public void aNamespaceWithMembersStaysEvenIfItMayGo() throws Exception {
        String other = set.namespace + "-used";
        String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + other
                + "\n  annotations: {deployment-steps.jenkins.io/prune: \"true\"}\n";
        String inside = configMap("there", "  namespace: " + other + "\n");
        set.deploy(namespace, inside);
        PruneResult result = set.deploy(inside);
        assertThat(reason(result, other), containsString("objects of the set or its inventory are in it"));
        kubernetes.kubectl("delete", "namespace", other, "--wait=false");
    }

    /** T-92, kubernetes #108161: pruning in one namespace deleted in others. */
    @Test
    @Covers("S-34")
    public void anotherNamespaceThanThoseListedSurvives() throws Exception {
        String other = kubernetes.newNamespace();
        set.deploy(configMap("here"), configMap("there", "  namespace: " + other + "\n"));
        String inventory = set.set().inventory().name();
        String listed = "{.metadata.annotations.applyset\\.kubernetes\\.io/additional-namespaces}";
        assertThat(set.kubectl("get", "configmap", inventory, "-o=jsonpath=" + listed), is(other));
        set.kubectl("annotate", "configmap", inventory, "--overwrite", "applyset.kubernetes.io/additional-namespaces=");
        PruneResult result = set.deploy(configMap("here"));
        assertThat(reason(result, "there"), is("the inventory does not list the namespace " + other));
        assertThat(kubernetes.kubectl("get", "configmap", "there", "-n", other, "-o=name"), containsString("there"));
    }

    /** What a target does not allow is not deleted there either, and its inventory is not written on another cluster. */
    @Test
    @Covers("S-34")
    public void aTargetsRulesHoldForPruningToo() throws Exception {
        String other = kubernetes.newNamespace();
        set.deploy(configMap("here"), configMap("there", "  namespace: " + other + "\n"));
        TargetRules narrow = new TargetRules("the target 'shop'", null, List.of(set.namespace), false, false);
        DeploymentException e = assertThrows(DeploymentException.class, () -> set.as(GuardedCluster.of(cluster, narrow))
                .deploy(configMap("here"), configMap("new")));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("cannot be deleted"),
                        containsString("the namespace " + other + " is not one that the target 'shop' allows")));
        TargetRules wrong = new TargetRules("the target 'shop'", "another-uid", List.of(), true, false);
        assertThrows(DeploymentException.class, () -> set.as(GuardedCluster.of(cluster, wrong))
                .deploy(configMap("here")));
        assertThat(set.configMaps(), contains("here"));
        assertThat(kubernetes.kubectl("get", "configmap", "there", "-n", other, "-o=name"), containsString("there"));
    }

    @Test
    @Covers("S-34")
    public void theSameSetInAnotherNamespaceIsAnotherSet() throws Exception {
        SetOnCluster other = new SetOnCluster(kubernetes, cluster, kubernetes.newNamespace());
        set.deploy(configMap("a"), configMap("b"));
        other.deploy(configMap("c"));
        other.deploy(configMap("d"));
        assertThat(set.configMaps(), contains("a", "b"));
        assertThat(other.configMaps(), contains("d"));
    }

    /** T-93: between the plan and the deletion somebody replaces the object. */
    @Test
    @Covers({"R-22", "S-34"})
    public void anObjectThatWasMadeAnewIsNotDeleted() throws Exception {
        set.deploy(configMap("stays"), configMap("made-anew"));
        ApplyResult applied = set.apply(SetOnCluster.prune(10), configMap("stays"));
        remake("made-anew");
        PruneResult result = set.prune(applied);
        assertThat(reason(result, "made-anew"), containsString("deleted it and made it anew"));
        assertThat(set.configMaps(), contains("made-anew", "stays"));
        assertThat(set.inventory(), contains("stays"));
    }

    /** T-93: the inventory's UID is of an object that is no more. */
    @Test
    @Covers({"R-22", "S-34"})
    public void anObjectThatWasMadeAnewSinceTheLastDeploymentIsNotDeleted() throws Exception {
        set.deploy(configMap("stays"), configMap("made-anew"));
        remake("made-anew");
        assertThat(names(set.deploy(configMap("stays")), Action.KEPT), contains("made-anew"));
        assertThat(set.configMaps(), contains("made-anew", "stays"));
        assertThat("told once", set.deploy(configMap("stays")).objects(), is(empty()));
    }

    private void remake(String name) throws Exception {
        set.kubectl("delete", "configmap", name);
        set.kubectl("create", "configmap", name);
        set.kubectl(
                "label",
                "configmap",
                name,
                "applyset.kubernetes.io/part-of=" + set.set().id());
    }

    /** T-94, kubernetes #89254: what is gone or going already is no error. */
    @Test
    @Covers("S-34")
    public void whatIsGoneOrGoingAlreadyIsNoError() throws Exception {
        set.deploy(configMap("stays"), configMap("gone"), configMap("going", "  finalizers: [example.org/hold]\n"));
        set.kubectl("delete", "configmap", "gone");
        set.kubectl("delete", "configmap", "going", "--wait=false");
        ApplyResult applied = set.apply(SetOnCluster.prune(10), configMap("stays"));
        release("going");
        assertThat(names(set.prune(applied), Action.PRUNED), contains("going"));
        assertThat(set.configMaps(), contains("stays"));
        assertThat(set.inventory(), contains("stays"));
    }

    private void release(String name) {
        set.kubectl("patch", "configmap", name, "--type=merge", "-p", "{\"metadata\":{\"finalizers\":null}}");
    }

    @Test
    @Covers("R-22")
    public void anObjectThatDoesNotGoIsToldWithItsFinalizersAndGoesNextTime() throws Exception {
        set.deploy(configMap("stays"), configMap("stuck", "  finalizers: [example.org/hold]\n"));
        ApplyResult applied = set.apply(SetOnCluster.prune(10), configMap("stays"));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> set.prune(applied, Duration.ofSeconds(2)));
        assertThat(e.kind(), is(Kind.TIMEOUT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 object to prune is not gone"),
                        containsString("ConfigMap " + set.namespace
                                + "/stuck: its deletion has begun and waits for its finalizers: example.org/hold")));
        assertThat(names((PruneResult) e.partialResult(), Action.FAILED), contains("stuck"));
        assertThat("not forgotten", set.inventory(), contains("stays", "stuck"));
        release("stuck");
        set.deploy(configMap("stays"));
        assertThat(set.inventory(), contains("stays"));
    }

    @Test
    @Covers("S-34")
    public void anAnnotationOfAnyToolProtects() throws Exception {
        set.deploy(
                configMap("stays"),
                annotated("ours", "deployment-steps.jenkins.io/prune", "false"),
                annotated("argo", "argocd.argoproj.io/sync-options", "Replace=true, Prune=false"),
                annotated("helm", "helm.sh/resource-policy", "keep"),
                annotated("flux", "kustomize.toolkit.fluxcd.io/prune", "disabled"),
                annotated("kpt", "cli-utils.sigs.k8s.io/on-remove", "keep"),
                annotated("kpt2", "client.lifecycle.config.k8s.io/deletion", "detach"),
                annotated("none", "deployment-steps.jenkins.io/prune", "yes"));
        PruneResult result = set.deploy(configMap("stays"));
        assertThat(names(result, Action.PRUNED), contains("none"));
        assertThat(names(result, Action.KEPT), contains("argo", "flux", "helm", "kpt", "kpt2", "ours"));
        assertThat(reason(result, "helm"), is("its annotation helm.sh/resource-policy: keep protects it"));
        assertThat(set.inventory(), hasItem("helm"));
    }

    @Test
    @Covers("S-34")
    public void anAnnotationThatComesBetweenPlanAndDeletionProtects() throws Exception {
        set.deploy(configMap("stays"), configMap("goes"));
        ApplyResult applied = set.apply(SetOnCluster.prune(10), configMap("stays"));
        set.kubectl("annotate", "configmap", "goes", "deployment-steps.jenkins.io/prune=false");
        assertThat(names(set.prune(applied), Action.KEPT), contains("goes"));
        assertThat(set.configMaps(), contains("goes", "stays"));
    }

    /** T-96 */
    @Test
    @Covers("S-34")
    public void moreThanTheLimitChangesNothing() throws Exception {
        set.deploy(configMap("a"), configMap("b"), configMap("c"));
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> set.apply(SetOnCluster.prune(1), configMap("c"), configMap("new")));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("2 objects of the set 'shop'"),
                        containsString("maxPrune allows 1; nothing was changed"),
                        containsString("ConfigMap " + set.namespace + "/b")));
        assertThat(set.configMaps(), contains("a", "b", "c"));
        assertThat(
                names(set.prune(set.apply(SetOnCluster.prune(2), configMap("c"))), Action.PRUNED), contains("a", "b"));
    }

    /** T-95 */
    @Test
    @Covers({"B-01", "S-34"})
    public void noObjectsAtAllNeverMeansToPruneEverything() throws Exception {
        set.deploy(configMap("a"));
        for (String nothing : List.of("", "# all gone\n", "---\n---\n", "apiVersion: v1\nkind: List\nitems: []\n")) {
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> set.apply(SetOnCluster.prune(10), nothing));
            assertThat(e.getMessage(), containsString("No object was found in deploy.yaml"));
        }
        assertThat(set.configMaps(), contains("a"));
    }

    /** T-97 */
    @Test
    @Covers("S-34")
    public void aDryRunTellsWhatTheRealOneThenDoes() throws Exception {
        set.deploy(configMap("stays"), configMap("goes"), annotated("kept", "helm.sh/resource-policy", "keep"));
        String before = set.kubectl("get", "configmaps", "-o=yaml");
        ApplyResult checked = set.dryRun(SetOnCluster.prune(10), configMap("stays"), configMap("new"));
        PruneResult preview = checked.prune().preview(cluster.url());
        assertThat("nothing was changed", set.kubectl("get", "configmaps", "-o=yaml"), equalTo(before));
        assertThat(
                set.log.lines(),
                hasItem("ConfigMap " + set.namespace
                        + "/goes would be pruned (dry run): it is no longer part of the set 'shop'"));
        PruneResult real = set.deploy(configMap("stays"), configMap("new"));
        assertThat(preview.objects(), equalTo(real.objects()));
        assertThat(names(real, Action.PRUNED), contains("goes"));
    }

    /** T-78, T-79: nothing is pruned after a failed apply, and the next run repairs. */
    @Test
    @Covers("R-17")
    public void aFailedApplyPrunesNothingAndTheNextOneRepairs() throws Exception {
        set.deploy(configMap("first"), configMap("old"));
        String refused = """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {clusterIP: 10.0.0.300, ports: [{port: 80}]}
                """;
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {replicas: 1}
                """;
        assertThrows(DeploymentException.class, () -> set.apply(SetOnCluster.prune(10), configMap("new"), refused));
        assertThat("preflight", set.configMaps(), contains("first", "old"));
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> new io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests(cluster, set.log)
                        .apply(new io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest(
                                List.of(new io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile(
                                        "deploy.yaml",
                                        (configMap("first") + "---\n" + configMap("new") + "---\n" + deployment)
                                                .getBytes(java.nio.charset.StandardCharsets.UTF_8))),
                                set.namespace,
                                List.of(),
                                io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy.FAIL,
                                false,
                                false,
                                SetOnCluster.prune(10))));
        assertThat(e.getMessage(), containsString("2 were applied"));
        assertThat(set.configMaps(), contains("first", "new", "old"));
        assertThat("what was applied is not lost", set.inventory(), hasItem("new"));
        assertThat(names(set.deploy(configMap("first")), Action.PRUNED), contains("new", "old"));
        assertThat(set.configMaps(), contains("first"));
        assertThat(set.inventory(), contains("first"));
    }

    @Test
    @Covers("S-34")
    public void withoutPruneNothingGoesAndNothingIsForgotten() throws Exception {
        set.apply(SetOnCluster.keep(), configMap("a"), configMap("b"));
        set.apply(SetOnCluster.keep(), configMap("b"));
        assertThat(set.configMaps(), contains("a", "b"));
        assertThat(set.inventory(), contains("a", "b"));
        assertThat(names(set.deploy(configMap("b")), Action.PRUNED), contains("a"));
    }

    /** cli-utils' current UID filter: the same object under another version of its kind is not old. */
    @Test
    @Covers("S-34")
    public void anObjectInAnotherVersionIsTheSameOne() throws Exception {
        String autoscaler = """
                apiVersion: autoscaling/%s
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec: {maxReplicas: 2, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
                """;
        set.deploy(autoscaler.formatted("v1"), configMap("a"));
        String uid = set.kubectl("get", "hpa", "web", "-o=jsonpath={.metadata.uid}");
        assertThat(set.deploy(autoscaler.formatted("v2"), configMap("a")).objects(), is(empty()));
        assertThat(set.kubectl("get", "hpa", "web", "-o=jsonpath={.metadata.uid}"), is(uid));
        assertThat(names(set.deploy(configMap("a")), Action.PRUNED), contains("web"));
    }

    @Test
    @Covers("S-34")
    public void anObjectWhoseVersionIsNoLongerServedIsFoundInAnother() throws Exception {
        set.deploy(configMap("a"), """
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec:
                  schedule: "0 3 * * *"
                  jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: a/b:1}]}}}}
                """);
        String inventory = set.set().inventory().name();
        String objects = set.kubectl("get", "configmap", inventory, "-o=jsonpath={.data.objects}");
        assertThat(objects, containsString(" batch/v1 CronJob "));
        set.kubectl(
                "patch",
                "configmap",
                inventory,
                "--type=merge",
                "-p",
                "{\"data\":{\"objects\":\""
                        + objects.replace("batch/v1", "batch/v1beta1").replace("\n", "\\n") + "\"}}");
        assertThat(names(set.deploy(configMap("a")), Action.PRUNED), contains("nightly"));
        assertThat(set.kubectl("get", "cronjobs", "-o=name"), is(""));
    }

    @Test
    public void anObjectWhoseKindIsGoneIsGoneWithIt() throws Exception {
        set.deploy(configMap("a"), configMap("b"));
        String inventory = set.set().inventory().name();
        String objects = set.kubectl("get", "configmap", inventory, "-o=jsonpath={.data.objects}");
        set.kubectl(
                "patch",
                "configmap",
                inventory,
                "--type=merge",
                "-p",
                "{\"data\":{\"objects\":\"" + objects.replace("\n", "\\n") + "- nowhere.example/v1 Widget "
                        + set.namespace + " gear\"}}");
        assertThat(names(set.deploy(configMap("a")), Action.PRUNED), contains("b"));
        assertThat(set.inventory(), contains("a"));
    }

    @Test
    public void whatOthersNeedGoesAfterThem() throws Exception {
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {serviceAccountName: web, containers: [{name: a, image: a/b:1}]}
                """;
        String account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: web}\n";
        set.deploy(account, configMap("a"), configMap("settings"), deployment);
        set.kubectl("wait", "--for=condition=Available", "--timeout=30s", "deployment/web");
        PruneResult result = set.deploy(configMap("a"));
        assertThat(
                result.objects().stream().map(object -> object.ref().kind()).toList(),
                contains("Deployment", "ConfigMap", "ServiceAccount"));
        assertThat("its pods are gone, too", set.kubectl("get", "pods,deployments", "-o=name"), is(""));
    }

    @Test
    @Covers("B-14")
    public void aDefinitionAndItsObjectsStayUnlessAskedFor() throws Exception {
        String group = set.namespace + ".example.com";
        String definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: gears.%1$s
                  annotations: {%2$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {kind: Gear, plural: gears, singular: gear}
                  versions:
                  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}
                """;
        String gear = "apiVersion: %s/v1\nkind: Gear\nmetadata: {name: one}\n".formatted(group);
        set.deploy(configMap("a"), definition.formatted(group, ""), gear);
        PruneResult used = set.deploy(configMap("a"), gear);
        assertThat(reason(used, "gears." + group), is("objects of its group are part of the set"));
        PruneResult kept = set.deploy(configMap("a"));
        assertThat(names(kept, Action.PRUNED), contains("one"));
        assertThat(
                reason(kept, "gears." + group),
                containsString("a CustomResourceDefinition is only pruned with the annotation"));
        set.deploy(configMap("a"), definition.formatted(group, "deployment-steps.jenkins.io/prune: \"true\""));
        assertThat(names(set.deploy(configMap("a")), Action.PRUNED), contains("gears." + group));
        assertThat(kubernetes.kubectl("get", "crd", "gears." + group, "--ignore-not-found"), is(not("x")));
    }
}
