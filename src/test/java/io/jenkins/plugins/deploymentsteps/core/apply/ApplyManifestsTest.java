package io.jenkins.plugins.deploymentsteps.core.apply;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.ImageReference;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Variables;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.Test;

public class ApplyManifestsTest {
    private static final String SET = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                  - {name: app, image: "registry.example/shop/web:1"}
                  - {name: proxy, image: "nginx:1.25"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings, namespace: other}
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingWebhookConfiguration
            metadata: {name: hook}
            ---
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            """;

    private static final String DEFINITION = """
            ---
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: widgets.example.org}
            spec:
              group: example.org
              scope: Cluster
              names: {kind: Widget}
              versions: [{name: v1}]
            ---
            apiVersion: example.org/v1
            kind: Widget
            metadata: {name: gear, namespace: ignored}
            """;

    private final FakeCluster cluster = new FakeCluster();
    private final RecordedLog log = new RecordedLog();

    @Test
    public void checksEverythingThenAppliesWaveByWave() throws Exception {
        ApplyResult result = apply(SET, true, false);
        assertThat(
                cluster.calls,
                contains("dry run shop settings web hook", "apply shop", "apply settings", "apply web", "apply hook"));
        assertThat(result.summary(), equalTo("4 objects: 4 created"));
        assertThat(log.lines(), hasItem("Deployment shop/web created"));
        assertThat(log.lines(), hasItem("ConfigMap other/settings created"));
        assertThat(
                result.waitTargets(),
                hasItem(new WaitTarget(new ObjectRef("apps/v1", "Deployment", "shop", "web"), "uid-of-web", 1)));
    }

    @Test
    public void howToWaitIsReadFromAnnotationsAndCheckedBeforeAnythingElse() throws Exception {
        String annotated = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                  namespace: shop
                  annotations: {deployment-steps.jenkins.io/wait-for: "%s", deployment-steps.jenkins.io/timeout: 5m}
                """;
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> apply(annotated.formatted("condition="), true, false));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("1 object cannot be waited for as asked; nothing was changed"),
                        containsString("settings (deploy.yaml, document 1, line 1): annotation"
                                + " deployment-steps.jenkins.io/wait-for: the condition has no name")));
        assertThat(cluster.calls, is(empty()));
        WaitTarget target = apply(annotated.formatted("jsonpath={.data.ca}"), true, false)
                .waitTargets()
                .get(0);
        assertThat(target.options(), is(new WaitOptions("jsonpath={.data.ca}", null, "5m", null)));
    }

    @Test
    public void annotationsOfOthersDoNotSayHowToWait() throws Exception {
        cluster.annotatedByOthers = Map.of("deployment-steps.jenkins.io/wait-for", "condition=");
        WaitTarget target = apply(SET, true, false).waitTargets().get(0);
        assertThat(target.options(), is(WaitOptions.NONE));
    }

    @Test
    public void aBindingIsNotRefusedForARoleThatIsPartOfTheSet() throws Exception {
        String set = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: binding}
                roleRef: {kind: ClusterRole, name: reader}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: writer}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: other}
                roleRef: {kind: Role, name: %s}
                """;
        cluster.refusals.put("dry run binding", new DeploymentException(Kind.NOT_FOUND, "\"reader\" not found"));
        cluster.refusals.put("dry run other", new DeploymentException(Kind.NOT_FOUND, "\"writer\" not found"));
        assertThat(apply(set.formatted("writer"), true, false).count(Action.CREATED), is(4L));
        assertThat(
                log.lines(),
                hasItem("2 objects cannot be checked before the first change, because the role that they bind is part"
                        + " of the set: RoleBinding shop/binding, RoleBinding shop/other"));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> apply(set.formatted("missing"), true, false));
        assertThat(
                e.getMessage(), allOf(containsString("RoleBinding shop/other"), containsString("nothing was changed")));
    }

    @Test
    public void aPodIsNotRefusedForAnAccountThatIsPartOfTheSet() throws Exception {
        String set = """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: runner}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: task}
                spec: {serviceAccountName: %s}
                """;
        cluster.refusals.put(
                "dry run task",
                new DeploymentException(
                        Kind.FORBIDDEN,
                        "pods \"task\" is forbidden: error looking up service account shop/runner: not found"));
        assertThat(apply(set.formatted("runner"), true, false).count(Action.CREATED), is(2L));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> apply(set.formatted("other"), true, false));
        assertThat(e.kind(), is(Kind.FORBIDDEN));
    }

    @Test
    public void aDryRunChangesNothingAndAwaitsNothing() throws Exception {
        ApplyResult result = apply(SET, false, true);
        assertThat(cluster.calls, contains("dry run shop settings web hook"));
        assertThat(result.dryRun(), is(true));
        assertThat(result.waitTargets(), is(empty()));
        assertThat(log.lines(), hasItem("Deployment shop/web created (dry run)"));
        assertThat(result.summary(), containsString("nothing was changed"));
    }

    @Test
    public void allRefusalsOfTheDryRunAreToldAtOnceAndNothingIsChanged() {
        cluster.refusals.put(
                "dry run web", new DeploymentException(Kind.INVALID_INPUT, "spec.selector: Required value"));
        cluster.refusals.put("dry run hook", new DeploymentException(Kind.FORBIDDEN, "you may not"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("2 of 4 objects were refused"),
                        containsString(
                                "Deployment shop/web (deploy.yaml, document 1, line 1): spec.selector: Required value"),
                        containsString(
                                "ValidatingWebhookConfiguration hook (deploy.yaml, document 3, line 15): you may not")));
        assertThat(e.partialResult(), is(nullValue()));
        assertThat(cluster.stored.keySet(), is(empty()));
    }

    @Test
    @Covers("R-13")
    public void whatLivesInANamespaceOfTheSetIsNotRefusedForItsAbsence() throws Exception {
        cluster.refusals.put(
                "dry run web", new DeploymentException(Kind.NOT_FOUND, "the namespace shop does not exist"));
        apply(SET, true, false);
        assertThat(
                log.lines(),
                hasItem("1 object cannot be checked before the first change, because their namespace is part of the"
                        + " set: Deployment shop/web"));
        assertThat(cluster.calls, hasItem("apply web"));
    }

    @Test
    @Covers({"R-11", "R-13"})
    public void whateverStandsAgainstItIsToldAtOnce() {
        cluster.unserved = Set.of("Deployment");
        cluster.missingNamespaces = Set.of("other");
        cluster.refusals.put("dry run hook", new DeploymentException(Kind.FORBIDDEN, "you may not"));
        cluster.refusals.put("dry run shop", new DeploymentException(Kind.INVALID_INPUT, "no such field"));
        cluster.rights.put("patch ValidatingWebhookConfiguration", Access.Verdict.DENIED);
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(
                e.getMessage().lines().toList(),
                contains(
                        containsString("found 4 sorts of problems; nothing was changed on https://cluster.example."),
                        containsString("line 1: the cluster knows no Deployment in apps/v1"),
                        is("1 object cannot be applied because of the namespace:"),
                        is("- ConfigMap other/settings (deploy.yaml, document 2, line 11): the namespace other does not"
                                + " exist. Create it, or add it to the manifests."),
                        containsString("1 object cannot be applied, because the credential is forbidden to do this:"),
                        is("- patch validatingwebhookconfigurations.admissionregistration.k8s.io, for"
                                + " ValidatingWebhookConfiguration hook (deploy.yaml, document 3, line 15). Add to a"
                                + " ClusterRole of the account: - {apiGroups: [\"admissionregistration.k8s.io\"],"
                                + " resources: [validatingwebhookconfigurations], verbs: [patch]}"),
                        containsString("1 of 3 objects was refused in a dry run"),
                        containsString("- Namespace shop (deploy.yaml, document 4, line 19): no such field")));
        assertThat(cluster.stored.keySet(), is(empty()));
    }

    @Test
    @Covers("R-11")
    public void whereAReviewSaysNothingTheServersWordsStay() {
        cluster.refusals.put("dry run hook", new DeploymentException(Kind.FORBIDDEN, "you may not"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(e.getMessage(), containsString("line 15): you may not"));
    }

    @Test
    @Covers("R-11")
    public void aReviewThatLiesDoesNotStopWhatTheDryRunTakes() throws Exception {
        cluster.rights.put("patch ConfigMap", Access.Verdict.DENIED);
        cluster.rights.put("create ConfigMap", Access.Verdict.DENIED);
        assertThat(apply(SET, true, false).count(Action.CREATED), is(4L));
    }

    @Test
    @Covers("R-11")
    public void rightsThatOnlyTheWaitNeedsAreAWarning() throws Exception {
        cluster.rights.put("get Deployment", Access.Verdict.DENIED);
        cluster.rights.put("watch Namespace", Access.Verdict.DENIED);
        new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(
                        files(SET),
                        Variables.NONE,
                        "shop",
                        List.of(),
                        ConflictPolicy.FAIL,
                        true,
                        false,
                        null,
                        true,
                        List.of()));
        assertThat(
                log.lines(),
                hasItem("WARNING: The credential may not get deployments.apps in the namespace shop, so the wait for"
                        + " them will fail. Add to a Role of the account in shop: - {apiGroups: [\"apps\"], resources:"
                        + " [deployments], verbs: [get]}"));
        assertThat(log.lines(), hasItem(containsString("may not watch namespaces, so the wait for them is not told")));
        assertThat("one review for each verb, kind and namespace", cluster.calls, hasItem("access 4"));
    }

    @Test
    @Covers("R-03")
    public void annotationsThatSayNothingAreRefusedBeforeAnythingElse() {
        String text = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: a, annotations: {deployment-steps.jenkins.io/on-immutable: maybe}}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: b, annotations: {argocd.argoproj.io/sync-wave: soon}}
                """;
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(text, true, false));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("2 objects cannot be applied as asked; nothing was changed"),
                        containsString("'maybe' is neither fail nor replace"),
                        containsString("argocd.argoproj.io/sync-wave: 'soon' is no whole number")));
        assertThat(cluster.calls, is(empty()));
    }

    @Test
    @Covers("R-13")
    public void aNamespaceThatIsNowhereIsARefusal() {
        cluster.refusals.put(
                "dry run settings", new DeploymentException(Kind.NOT_FOUND, "the namespace other does not exist"));
        assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(cluster.stored.keySet(), is(empty()));
    }

    @Test
    @Covers({"B-13", "B-14"})
    public void aKindThatTheSetDefinesIsAppliedAfterItsDefinition() throws Exception {
        cluster.unserved = Set.of("Widget");
        ApplyResult result = apply(SET + DEFINITION, true, false);
        assertThat(
                cluster.calls,
                contains(
                        "dry run shop widgets.example.org settings web hook",
                        "access 2",
                        "apply shop",
                        "apply widgets.example.org",
                        "read 1",
                        "apply settings",
                        "apply web",
                        "apply gear",
                        "apply hook"));
        assertThat(result.count(Action.CREATED), is(6L));
        assertThat(log.toString(), containsString("the definition of their kind is part of the set: Widget gear"));
        assertThat(log.toString(), containsString("its namespace ignored is left out"));
    }

    @Test
    public void whatTheDryRunFoundUnchangedIsNotSentAgain() throws Exception {
        apply(SET, true, false);
        cluster.calls.clear();
        ApplyResult result = apply(SET, true, false);
        assertThat(cluster.calls, contains("dry run shop settings web hook"));
        assertThat(result.count(Action.UNCHANGED), is(4L));
        assertThat(result.waitTargets().size(), is(4));
        assertThat(log.lines(), hasItem("Deployment shop/web unchanged"));
    }

    @Test
    public void aDefinitionThatDoesNotChangeLetsItsObjectsBeChecked() throws Exception {
        apply(SET + DEFINITION, true, false);
        cluster.calls.clear();
        apply(SET + DEFINITION, true, false);
        assertThat(cluster.calls, hasItem("dry run gear"));
    }

    @Test
    @Covers("R-17")
    public void aFailureStopsTheWavesBehindItAndSaysWhatWasDone() {
        cluster.refusals.put("apply settings", new DeploymentException(Kind.CONFLICT, "somebody else"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(e.kind(), is(Kind.CONFLICT));
        ApplyResult partial = (ApplyResult) e.partialResult();
        assertThat(
                partial.objects().stream().map(AppliedObject::action).toList(),
                contains(Action.CREATED, Action.FAILED, Action.SKIPPED, Action.SKIPPED));
        assertThat(e.getMessage(), containsString("1 of 4 objects could not be applied"));
        assertThat(e.getMessage(), containsString("1 was applied, 2 were not tried"));
        assertThat(log.lines(), hasItem("WARNING: ConfigMap other/settings failed: somebody else"));
        assertThat(partial.waitTargets().size(), is(1));
    }

    @Test
    @Covers("R-17")
    public void theNextRunGoesOnFromThere() throws Exception {
        cluster.refusals.put("apply web", new DeploymentException(Kind.UNAVAILABLE, "gone"));
        assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        cluster.refusals.clear();
        ApplyResult repaired = apply(SET, true, false);
        assertThat(
                repaired.objects().stream().map(AppliedObject::action).toList(),
                contains(Action.UNCHANGED, Action.UNCHANGED, Action.CREATED, Action.CREATED));
    }

    @Test
    @Covers("R-37")
    public void anInterruptPassesAndTheLogSaysWhatWasDone() {
        cluster.interruptAtApply = 2;
        assertThrows(InterruptedException.class, () -> apply(SET, true, false));
        assertThat(log.lines(), hasItem(containsString("Interrupted while applying workloads: 2 of 4 objects")));
        assertThat(cluster.calls, not(hasItem("apply hook")));
    }

    @Test
    @Covers("R-07")
    public void objectsThatFailForOneReasonShareIt() {
        DeploymentException gone = new DeploymentException(Kind.UNAVAILABLE, "cannot be reached");
        for (String name : List.of("web", "settings", "hook", "shop")) {
            cluster.refusals.put("dry run " + name, gone);
        }
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(e.getMessage().split("cannot be reached", -1).length, is(2));
    }

    @Test
    @Covers("B-13")
    public void aKindThatNobodyKnowsIsNamedWithItsPlace() {
        cluster.unserved = Set.of("Deployment");
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(SET, true, false));
        assertThat(
                e.getMessage(),
                containsString("deploy.yaml, document 1, line 1: the cluster knows no Deployment in apps/v1"));
        assertThat(cluster.stored.keySet(), is(empty()));
    }

    @Test
    @Covers("B-04")
    public void anObjectThatBecomesTheSameByItsDefaultNamespaceIsADuplicate() {
        String twice = "apiVersion: v1\nkind: Secret\nmetadata: {name: x}\n---\napiVersion: v1\nkind: Secret\n"
                + "metadata: {name: x, namespace: shop}\n";
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(twice, true, false));
        assertThat(e.getMessage(), containsString("Secret shop/x is there twice"));
        assertThat(cluster.stored.keySet(), is(empty()));
    }

    @Test
    public void anImageIsReplacedInTheContainersThatRunItsRepository() throws Exception {
        ApplyResult result =
                apply(SET, override("registry.example/shop/web:2"), override("docker.io/library/nginx:1.27"));
        AppliedObject web = result.objects().get(2);
        assertThat(web.images(), contains("registry.example/shop/web:2", "docker.io/library/nginx:1.27"));
    }

    @Test
    public void anImageThatNothingRunsIsAnErrorThatListsWhatIsThere() {
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> apply(SET, override("registry.example/shop/wbe:2")));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("no container of the manifests runs registry.example/shop/wbe"),
                        containsString("They run nginx:1.25, registry.example/shop/web:1.")));
        assertThat(cluster.calls, is(empty()));
        DeploymentException twice = assertThrows(
                DeploymentException.class, () -> apply(SET, override("nginx:1"), override("library/nginx:2")));
        assertThat(twice.getMessage(), containsString("is overridden twice"));
    }

    @Test
    @Covers("B-12")
    public void aNamespaceThatCannotBeOneIsRefused() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(files(SET), "Shop!", List.of(), ConflictPolicy.FAIL, true, false, null)));
        assertThat(e.getMessage(), containsString("namespace: 'Shop!' is not allowed"));
    }

    private static ImageOverride override(String image) throws DeploymentException {
        ImageReference reference = ImageReference.parse(image);
        return new ImageOverride(reference, reference);
    }

    private ApplyResult apply(String text, ImageOverride... images) throws Exception {
        return new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(files(text), "shop", List.of(images), ConflictPolicy.FAIL, false, false, null));
    }

    private ApplyResult apply(String text, boolean preflight, boolean dryRun) throws Exception {
        return new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(files(text), "shop", List.of(), ConflictPolicy.FAIL, preflight, dryRun, null));
    }

    private static List<ManifestFile> files(String text) {
        return List.of(new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }
}
