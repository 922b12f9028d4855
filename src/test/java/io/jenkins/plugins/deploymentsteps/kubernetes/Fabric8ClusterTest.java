package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Applying against a real API server; what came of it is read by kubectl. */
@Category(NeedsTestbed.class)
public class Fabric8ClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private final RecordedLog log = new RecordedLog();
    private KubernetesCluster kubernetes;
    private String namespace;
    private Cluster cluster;

    @Before
    public void connect() throws Exception {
        kubernetes = testbed.kubernetes();
        namespace = kubernetes.newNamespace();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
    }

    @After
    public void close() {
        cluster.close();
    }

    @Test
    public void tellsCreatedUnchangedAndConfiguredTruly() throws Exception {
        for (boolean preflight : new boolean[] {true, false}) {
            String name = "settings-" + preflight;
            assertThat(actions(apply(preflight, configMap(name, "a: '1'"))), contains(Action.CREATED));
            assertThat(actions(apply(preflight, configMap(name, "a: '1'"))), contains(Action.UNCHANGED));
            assertThat(actions(apply(preflight, configMap(name, "a: '2'"))), contains(Action.CONFIGURED));
            assertThat(actions(apply(preflight, configMap(name, "a: '2'"))), contains(Action.UNCHANGED));
            kubectl("patch", "configmap", name, "--type=merge", "-p", "{\"data\":{\"other\":\"x\"}}");
            assertThat(
                    "a change that is not ours is no change of ours",
                    actions(apply(preflight, configMap(name, "a: '2'"))),
                    contains(Action.UNCHANGED));
            assertThat(kubectl("get", "configmap", name, "-o=jsonpath={.data.a}{.data.other}"), equalTo("2x"));
        }
    }

    @Test
    public void aNamespaceThatIsAppliedAgainIsUnchanged() throws Exception {
        String manifest = """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: %s-more
                """.formatted(namespace);
        assertThat(actions(apply(true, manifest)), contains(Action.CREATED));
        assertThat(actions(apply(true, manifest)), contains(Action.UNCHANGED));
    }

    @Test
    public void aDryRunTellsTheTruthAndStoresNothing() throws Exception {
        assertThat(actions(dryRun(configMap("settings", "a: '1'"))), contains(Action.CREATED));
        assertThat(kubectl("get", "configmaps", "--ignore-not-found", "settings"), equalTo(""));
        apply(false, configMap("settings", "a: '1'"));
        assertThat(actions(dryRun(configMap("settings", "a: '1'"))), contains(Action.UNCHANGED));
        assertThat(actions(dryRun(configMap("settings", "a: '2'"))), contains(Action.CONFIGURED));
        assertThat(kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("1"));
    }

    @Test
    @Covers("R-01")
    public void aConflictNamesFieldAndManagerAndCanBeTaken() throws Exception {
        apply(true, configMap("settings", "a: '1'"));
        kubectl(
                "patch",
                "configmap",
                "settings",
                "--type=merge",
                "--field-manager=somebody",
                "-p",
                "{\"data\":{\"a\":\"9\"}}");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> apply(true, configMap("settings", "a: '2'")));
        assertThat(e.kind(), is(DeploymentException.Kind.CONFLICT));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("ConfigMap " + namespace + "/settings"),
                        containsString(".data.a is managed by somebody"),
                        containsString("nothing was changed")));
        assertThat(kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("9"));
        new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(
                        files(configMap("settings", "a: '2'")),
                        namespace,
                        List.of(),
                        ConflictPolicy.TAKE,
                        true,
                        false,
                        null));
        assertThat(kubectl("get", "configmap", "settings", "-o=jsonpath={.data.a}"), equalTo("2"));
    }

    @Test
    @Covers({"B-14", "R-12"})
    public void aDefinitionAndItsObjectsGoInOneSet() throws Exception {
        String group = namespace + ".example.com";
        String object = """
                apiVersion: %s/v1
                kind: Widget
                metadata:
                  name: first
                spec:
                  size: 3
                """.formatted(group);
        String definition = definition(group);
        ApplyResult result = apply(true, object + "---\n" + definition);
        assertThat(result.count(Action.CREATED), is(2L));
        assertThat(kubectl("get", "widgets." + group, "first", "-o=jsonpath={.spec.size}"), equalTo("3"));
        assertThat(log.toString(), containsString("1 object cannot be checked before the first change"));
        assertThat(apply(true, object + "---\n" + definition).count(Action.UNCHANGED), is(2L));
    }

    @Test
    @Covers({"R-13", "B-13"})
    public void aNamespaceOfTheSetIsMadeFirst() throws Exception {
        String other = namespace + "-own";
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
        assertThat(apply(true, text).count(Action.CREATED), is(2L));
        assertThat(
                kubernetes.kubectl("get", "configmap", "-n", other, "settings", "-o=name"), containsString("settings"));
        kubernetes.kubectl("delete", "namespace", other, "--wait=false");
    }

    @Test
    @Covers("R-13")
    public void aMissingNamespaceIsToldBeforeAnythingIsChanged() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, """
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
        assertThat(kubectl("get", "configmap", "here", "--ignore-not-found"), equalTo(""));
    }

    @Test
    public void aWebhookThatRefusesIsQuoted() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, """
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
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(false, text));
        ApplyResult partial = (ApplyResult) e.partialResult();
        assertThat(actions(partial), contains(Action.CREATED, Action.FAILED, Action.SKIPPED));
        assertThat(e.getMessage(), containsString("1 was applied, 1 was not tried"));
        assertThat(kubectl("get", "configmap", "first", "-o=name"), containsString("first"));
        assertThat(kubectl("get", "ingress", "--ignore-not-found", "web"), equalTo(""));
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
        apply(true, job.formatted("1"));
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, job.formatted("2")));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(e.getMessage(), allOf(containsString("spec.template"), containsString("delete the object first")));
    }

    @Test
    @Covers("S-09")
    public void valuesOfASecretAreInNoMessage() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, """
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
    @Covers("R-11")
    public void aRightThatIsMissingIsNamed() throws Exception {
        try (Cluster limited = Fabric8Cluster.open(withToken(kubernetes.limitedToken()), ProxySettings.OF_JAVA)) {
            DeploymentException e = assertThrows(DeploymentException.class, () -> apply(limited, true, """
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: x}
                    """));
            assertThat(e.kind(), is(DeploymentException.Kind.FORBIDDEN));
            assertThat(e.getMessage(), allOf(containsString("secrets"), containsString("cannot patch")));
        }
    }

    @Test
    @Covers("R-10")
    public void anExpiredTokenIsSaidToBeExpired() throws Exception {
        try (Cluster expired = Fabric8Cluster.open(withToken(kubernetes.expiredToken()), ProxySettings.OF_JAVA)) {
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> apply(expired, true, configMap("x", "a: b")));
            assertThat(e.kind(), is(DeploymentException.Kind.UNAUTHORIZED));
            assertThat(e.getMessage(), containsString("the token expired at 20"));
            assertThat(e.getMessage(), not(containsString(kubernetes.expiredToken())));
        }
    }

    @Test
    @Covers("R-08")
    public void aServerThatTheAuthorityDidNotSignIsNotSpokenTo() throws Exception {
        ClusterConnection connection = withToken(kubernetes.adminToken());
        String other = io.jenkins.plugins.deploymentsteps.faults.ServerCertificate.valid()
                .pem();
        long start = System.nanoTime();
        try (Cluster wrong = Fabric8Cluster.open(
                new ClusterConnection(connection.server(), other, connection.auth(), null, false, null),
                ProxySettings.OF_JAVA)) {
            DeploymentException e =
                    assertThrows(DeploymentException.class, () -> apply(wrong, true, configMap("x", "a: b")));
            assertThat(e.getMessage(), containsString("of an authority that is not trusted"));
        }
        assertThat(System.nanoTime() - start, lessThan(TimeUnit.SECONDS.toNanos(3)));
    }

    @Test
    public void aTokenAndASkippedVerificationWork() throws Exception {
        ClusterConnection verified = withToken(kubernetes.adminToken());
        for (ClusterConnection connection : List.of(
                verified, new ClusterConnection(verified.server(), null, verified.auth(), namespace, true, null))) {
            try (Cluster open = Fabric8Cluster.open(connection, ProxySettings.OF_JAVA)) {
                apply(open, true, configMap("x", "a: b"));
            }
        }
        assertThat(kubectl("get", "configmap", "x", "-o=jsonpath={.data.a}"), equalTo("b"));
    }

    @Test
    public void aClientCertificateWorks() throws Exception {
        ClusterAuth auth = new ClusterAuth.ClientCertificate(kubernetes.clientCertificate(), kubernetes.clientKey());
        try (Cluster open = Fabric8Cluster.open(
                new ClusterConnection(kubernetes.url(), kubernetes.caCertificate(), auth, namespace, false, null),
                ProxySettings.OF_JAVA)) {
            apply(open, true, configMap("cert", "a: c"));
        }
        assertThat(kubectl("get", "configmap", "cert", "-o=jsonpath={.data.a}"), equalTo("c"));
    }

    @Test
    public void threeHundredObjectsGoAtOnce() throws Exception {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append("---\n").append(configMap("many-" + i, "a: '" + i + "'"));
        }
        ApplyResult result = apply(false, text.toString());
        assertThat(actions(result), everyItem(is(Action.CREATED)));
        assertThat(
                kubectl("get", "configmaps", "-o=name")
                        .lines()
                        .filter(line -> line.contains("many-"))
                        .count(),
                is(300L));
        assertThat(actions(apply(true, text.toString())), everyItem(is(Action.UNCHANGED)));
    }

    @Test
    @Covers("R-14")
    public void aWatchTellsOfAChange() throws Exception {
        apply(true, configMap("settings", "a: '1'"));
        CountDownLatch opened = new CountDownLatch(1);
        java.util.concurrent.atomic.AtomicInteger calls = new java.util.concurrent.atomic.AtomicInteger();
        ObjectRef ref = new ObjectRef("v1", "ConfigMap", namespace, "settings");
        try (Cluster.Subscription subscription = cluster.watch(List.of(ref), () -> {
            calls.incrementAndGet();
            opened.countDown();
        })) {
            assertThat(subscription == null, is(false));
            assertThat(opened.await(10, TimeUnit.SECONDS), is(true));
            int before = calls.get();
            kubectl("patch", "configmap", "settings", "--type=merge", "-p", "{\"data\":{\"a\":\"3\"}}");
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
            while (calls.get() == before && System.nanoTime() < end) {
                Thread.onSpinWait();
            }
            assertThat(calls.get() > before, is(true));
        }
    }

    @Test
    public void anUnknownKindIsNamedWithItsPlace() {
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, """
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
        DeploymentException e = assertThrows(DeploymentException.class, () -> apply(true, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: x}
                dta: {a: b}
                """));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(e.getMessage(), containsString("dta"));
    }

    private ApplyResult apply(boolean preflight, String text) throws Exception {
        return apply(cluster, preflight, text);
    }

    private ApplyResult apply(Cluster target, boolean preflight, String text) throws Exception {
        return new ApplyManifests(target, log)
                .apply(new ApplyRequest(
                        files(text), namespace, List.of(), ConflictPolicy.FAIL, preflight, false, null));
    }

    private ApplyResult dryRun(String text) throws Exception {
        return new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(files(text), namespace, List.of(), ConflictPolicy.FAIL, true, true, null));
    }

    private ClusterConnection withToken(String token) {
        return new ClusterConnection(
                kubernetes.url(), kubernetes.caCertificate(), new ClusterAuth.Token(token), namespace, false, null);
    }

    private String kubectl(String... arguments) {
        java.util.List<String> line = new java.util.ArrayList<>(List.of("-n", namespace));
        line.addAll(List.of(arguments));
        return kubernetes.kubectl(line.toArray(String[]::new));
    }

    private static List<Action> actions(ApplyResult result) {
        return result.objects().stream().map(AppliedObject::action).toList();
    }

    private static List<ManifestFile> files(String text) {
        return List.of(new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String configMap(String name, String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\ndata:\n  " + data + "\n";
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
