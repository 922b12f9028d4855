package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.actions;
import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Applying against a real API server; what came of it is read by kubectl. */
@Category(NeedsTestbed.class)
public class Fabric8ClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    @Test
    public void tellsCreatedUnchangedAndConfiguredTruly() throws Exception {
        for (boolean preflight : new boolean[] {true, false}) {
            String name = "settings-" + preflight;
            assertThat(actions(real.apply(preflight, configMap(name, "a: '1'"))), contains(Action.CREATED));
            assertThat(actions(real.apply(preflight, configMap(name, "a: '1'"))), contains(Action.UNCHANGED));
            assertThat(actions(real.apply(preflight, configMap(name, "a: '2'"))), contains(Action.CONFIGURED));
            assertThat(actions(real.apply(preflight, configMap(name, "a: '2'"))), contains(Action.UNCHANGED));
            real.kubectl("patch", "configmap", name, "--type=merge", "-p", "{\"data\":{\"other\":\"x\"}}");
            assertThat(
                    "a change that is not ours is no change of ours",
                    actions(real.apply(preflight, configMap(name, "a: '2'"))),
                    contains(Action.UNCHANGED));
            assertThat(real.kubectl("get", "configmap", name, "-o=jsonpath={.data.a}{.data.other}"), equalTo("2x"));
        }
    }

    @Test
    public void aNamespaceThatIsAppliedAgainIsUnchanged() throws Exception {
        String manifest = """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s-more
                """.formatted(real.namespace());
        assertThat(actions(real.apply(true, manifest)), contains(Action.CREATED));
        assertThat(actions(real.apply(true, manifest)), contains(Action.UNCHANGED));
    }

    @Test
    public void aDryRunTellsTheTruthAndStoresNothing() throws Exception {
        assertThat(actions(real.dryRun(configMap("settings", "a: '1'"))), contains(Action.CREATED));
        assertThat(real.kubectl("get", "configmaps", "--ignore-not-found", "settings"), equalTo(""));
        real.apply(false, configMap("settings", "a: '1'"));
        assertThat(actions(real.dryRun(configMap("settings", "a: '1'"))), contains(Action.UNCHANGED));
        assertThat(actions(real.dryRun(configMap("settings", "a: '2'"))), contains(Action.CONFIGURED));
        assertThat(real.kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("1"));
    }

    @Test
    @Covers("R-01")
    public void aConflictNamesFieldAndManagerAndCanBeTaken() throws Exception {
        real.apply(true, configMap("settings", "a: '1'"));
        real.kubectl(
                "patch",
                "configmap",
                "settings",
                "--type=merge",
                "--field-manager=somebody",
                "-p",
                "{\"data\":{\"a\":\"9\"}}");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> real.apply(true, configMap("settings", "a: '2'")));
        assertThat(e.kind(), is(DeploymentException.Kind.CONFLICT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("ConfigMap " + real.namespace() + "/settings"),
                        containsString(".data.a is managed by somebody"),
                        containsString("nothing was changed")));
        assertThat(real.kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("9"));
        real.take(configMap("settings", "a: '2'"));
        assertThat(real.kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("2"));
    }

    @Test
    @Covers({"B-14", "R-12"})
    public void aDefinitionAndItsObjectsGoInOneSet() throws Exception {
        String group = real.namespace() + ".example.com";
        String object = """
                apiVersion: %s/v1
                kind: Widget
                metadata:
                  name: first
                spec:
                  size: 3
                """.formatted(group);
        String definition = definition(group);
        ApplyResult result = real.apply(true, object + "---\n" + definition);
        assertThat(result.count(Action.CREATED), is(2L));
        assertThat(real.kubectl("get", "widgets." + group, "first", "-o=jsonpath={.spec.size}"), equalTo("3"));
        assertThat(real.log().toString(), containsString("1 object cannot be checked before the first change"));
        assertThat(real.apply(true, object + "---\n" + definition).count(Action.UNCHANGED), is(2L));
    }

    @Test
    @Covers({"R-13", "B-13"})
    public void aNamespaceOfTheSetIsMadeFirst() throws Exception {
        String other = real.namespace() + "-own";
        String text = """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                  namespace: %1$s
                ---
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %1$s
                """.formatted(other);
        assertThat(real.apply(true, text).count(Action.CREATED), is(2L));
        assertThat(
                real.kubernetes().kubectl("get", "configmap", "-n", other, "settings", "-o=name"),
                containsString("settings"));
        real.kubernetes().kubectl("delete", "namespace", other, "--wait=false");
    }

    @Test
    @Covers("R-13")
    public void aMissingNamespaceIsToldBeforeAnythingIsChanged() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: here}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: nowhere}
                """));
        assertThat(e.getMessage(), containsString("the namespace nowhere does not exist. Create it, or add it"));
        assertThat(e.partialResult(), is(nullValue()));
        assertThat(real.kubectl("get", "configmap", "here", "--ignore-not-found"), equalTo(""));
    }

    @Test
    public void aWebhookThatRefusesIsQuoted() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: settings
                  annotations:
                    testbed/refuse: no deployments on Fridays
                """));
        assertThat(e.kind(), is(DeploymentException.Kind.FORBIDDEN));
        assertThat(e.getMessage(), containsString("no deployments on Fridays"));
    }

    @Test
    @Covers("R-17")
    public void withoutPreflightARefusalSaysWhatWasAppliedAndWhatNot() throws Exception {
        String text = configMap("first", "a: '1'") + """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec: {replicas: -1}
                ---
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: web}
                spec: {defaultBackend: {service: {name: web, port: {number: 80}}}}
                """;
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(false, text));
        ApplyResult partial = (ApplyResult) e.partialResult();
        assertThat(actions(partial), contains(Action.CREATED, Action.FAILED, Action.SKIPPED));
        assertThat(e.getMessage(), containsString("1 was applied, 1 was not tried"));
        assertThat(real.kubectl("get", "configmap", "first", "-o=name"), containsString("first"));
        assertThat(real.kubectl("get", "ingress", "--ignore-not-found", "web"), equalTo(""));
    }

    @Test
    @Covers("R-03")
    public void anImmutableFieldIsNamedWithTheRemedy() throws Exception {
        String job = """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: app, image: "example/app:%s"}]
                """;
        real.apply(true, job.formatted("1"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, job.formatted("2")));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("spec.template can never be changed: spec.template: "),
                        containsString("deployment-steps.jenkins.io/on-immutable: replace")));
    }

    @Test
    @Covers("S-09")
    public void valuesOfASecretAreInNoMessage() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: v1
                kind: Secret
                metadata:
                  name: login
                  annotations:
                    testbed/refuse: the password "hunter2-plain" and its Base64 aHVudGVyMi1wbGFpbg== are weak
                stringData:
                  password: hunter2-plain
                """));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("login"),
                        containsString("are weak"),
                        not(containsString("hunter2")),
                        not(containsString("aHVudGVyMi1wbGFpbg"))));
    }

    @Test
    public void threeHundredObjectsGoAtOnce() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append("---\n").append(configMap("many-" + i, "a: '" + i + "'"));
        }
        ApplyResult result = real.apply(false, text.toString());
        assertThat(actions(result), everyItem(is(Action.CREATED)));
        assertThat(
                real.kubectl("get", "configmaps", "-o=name")
                        .lines()
                        .filter(line -> line.contains("many-"))
                        .count(),
                is(300L));
        assertThat(actions(real.apply(true, text.toString())), everyItem(is(Action.UNCHANGED)));
    }

    /** A dry run alone takes what was applied within the last second for changed; what is of a set is compared. */
    @Test
    public void aSetThatWasAppliedJustNowIsUnchanged() throws Exception {
        List<Map<String, Object>> members = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            members.add(member("member-" + i, "1"));
        }
        real.cluster().apply(members, ConflictPolicy.FAIL, false);
        assertThat(told(real.cluster().apply(members, ConflictPolicy.FAIL, true)), everyItem(is(Action.UNCHANGED)));
        real.kubectl("delete", "configmap", "member-0");
        real.kubectl("patch", "configmap", "member-1", "--type=merge", "-p", "{\"data\":{\"value\":\"drifted\"}}");
        members.set(2, member("member-2", "2"));
        List<Action> actions = told(real.cluster().apply(members, ConflictPolicy.TAKE, true));
        assertThat(actions.subList(0, 3), contains(Action.CREATED, Action.CONFIGURED, Action.CONFIGURED));
        assertThat(actions.subList(3, 40), everyItem(is(Action.UNCHANGED)));
    }

    private Map<String, Object> member(String name, String value) {
        return Map.of(
                "apiVersion",
                "v1",
                "kind",
                "ConfigMap",
                "metadata",
                Map.of(
                        "name",
                        name,
                        "namespace",
                        real.namespace(),
                        "labels",
                        Map.of(ApplySet.PART_OF, "applyset-of-this-test-v1")),
                "data",
                Map.of("value", value));
    }

    private static List<Action> told(List<ApplyOutcome> outcomes) {
        return outcomes.stream()
                .map(outcome -> ((ApplyOutcome.Applied) outcome).action())
                .toList();
    }

    @Test
    @Covers("R-14")
    public void aWatchTellsOfAChange() throws Exception {
        real.apply(true, configMap("settings", "a: '1'"));
        CountDownLatch opened = new CountDownLatch(1);
        java.util.concurrent.atomic.AtomicInteger calls = new java.util.concurrent.atomic.AtomicInteger();
        ObjectRef ref = new ObjectRef("v1", "ConfigMap", real.namespace(), "settings");
        try (Cluster.Subscription subscription = real.cluster().watch(List.of(ref), () -> {
            calls.incrementAndGet();
            opened.countDown();
        })) {
            assertThat(subscription == null, is(false));
            assertThat(opened.await(10, TimeUnit.SECONDS), is(true));
            int before = calls.get();
            real.kubectl("patch", "configmap", "settings", "--type=merge", "-p", "{\"data\":{\"a\":\"3\"}}");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (calls.get() == before && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(calls.get() > before, is(true));
        }
    }

    @Test
    public void anUnknownKindIsNamedWithItsPlace() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: example.org/v1
                kind: Gadget
                metadata: {name: x}
                """));
        assertThat(
                e.getMessage(),
                containsString("deploy.yaml, document 1, line 1: the cluster knows no Gadget in example.org/v1"));
    }

    @Test
    public void aFieldThatDoesNotExistIsNamed() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: x}
                dta: {a: b}
                """));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(e.getMessage(), containsString("dta"));
    }

    private static String definition(String group) {
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: widgets.%1$s
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets, singular: widget}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties:
                          spec:
                            type: object
                            properties:
                              size: {type: integer}
                """.formatted(group);
    }
}
