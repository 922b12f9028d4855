package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.actions;
import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.time.Duration;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * What the tests of Flux's package {@code ssa} check of its apply, as far as it is a promise of ours, too, and is in no
 * other test of this package.
 */
@Category(NeedsTestbed.class)
public class FluxSsaCasesTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    /** What the server fills in, or writes in another way, is no change. */
    @Test
    public void theDefaultsOfTheServerAreNoChange() throws Exception {
        String objects = """
                apiVersion: v1
                kind: Service
                metadata: {name: dns}
                spec:
                  selector: {app: dns}
                  ports: [{name: tcp, port: 53}, {name: udp, port: 53, protocol: UDP}]
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: dns}
                spec:
                  replicas: 1
                  selector: {matchLabels: {app: dns}}
                  template:
                    metadata: {labels: {app: dns}}
                    spec:
                      containers:
                      - name: dns
                        image: example/dns:1
                        ports: [{containerPort: 53}, {containerPort: 53, protocol: UDP}]
                        resources: {requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: "1.0", memory: 1Gi}}
                ---
                apiVersion: batch/v1
                kind: CronJob
                metadata: {name: nightly}
                spec:
                  schedule: "0 3 * * *"
                  jobTemplate:
                    spec:
                      template:
                        spec:
                          restartPolicy: Never
                          containers: [{name: app, image: "example/app:1", ports: [{containerPort: 80}]}]
                ---
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: other}
                spec:
                  minReplicas: 1
                  maxReplicas: 3
                  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: other}
                  metrics:
                  - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}
                  - {type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 80}}}
                """;
        assertThat(actions(real.apply(true, objects)), everyItem(is(Action.CREATED)));
        RealCluster.await(real.cluster(), real.log(), real.apply(true, objects).waitTargets(), Duration.ofMinutes(1));
        String version = real.get("service/dns", ".metadata.resourceVersion");
        for (boolean preflight : new boolean[] {true, false}) {
            assertThat(actions(real.apply(preflight, objects)), everyItem(is(Action.UNCHANGED)));
        }
        assertThat(real.get("service/dns", ".metadata.resourceVersion"), is(version));
    }

    @Test
    public void aKeyThatIsNoLongerInTheStringDataOfASecretGoes() throws Exception {
        String secret = """
                apiVersion: v1
                kind: Secret
                metadata: {name: access}
                stringData: {%s}
                """;
        real.apply(true, secret.formatted("user: one, password: two"));

        assertThat(actions(real.apply(true, secret.formatted("user: one, token: three"))), contains(Action.CONFIGURED));

        assertThat(real.get("secret/access", ".data"), containsString("token"));
        assertThat(real.get("secret/access", ".data"), not(containsString("password")));
        assertThat(actions(real.apply(true, secret.formatted("user: one, token: three"))), contains(Action.UNCHANGED));
    }

    /** What can only be made anew is, each kind with another sentence of the server; what is wrong is not. */
    @Test
    public void whatSaysSoIsMadeAnewButNotForAMistake() throws Exception {
        String objects = """
                apiVersion: v1
                kind: Secret
                metadata: {name: fixed, annotations: {deployment-steps.jenkins.io/on-immutable: replace}}
                immutable: true
                stringData: {key: %1$s}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: fixed, annotations: {deployment-steps.jenkins.io/on-immutable: replace}}
                immutable: true
                data: {key: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: fixed, annotations: {deployment-steps.jenkins.io/on-immutable: replace}}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
                subjects: [{kind: ServiceAccount, name: default}]
                ---
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: %3$s, annotations: {deployment-steps.jenkins.io/on-immutable: replace}}
                provisioner: example.com/disk
                parameters: {type: %1$s}
                """;
        real.apply(true, objects.formatted("one", "view", real.namespace()));
        real.kubectl(
                "patch",
                "secret",
                "fixed",
                "--type=merge",
                "--patch={\"metadata\": {\"labels\": {\"made\": \"before\"}}}");

        ApplyResult result = real.apply(true, objects.formatted("two", "edit", real.namespace()));

        assertThat(actions(result), everyItem(is(Action.REPLACED)));
        assertThat(real.get("configmap/fixed", ".data.key"), is("two"));
        assertThat(real.get("rolebinding/fixed", ".roleRef.name"), is("edit"));
        assertThat(real.get("storageclass/" + real.namespace(), ".parameters.type"), is("two"));
        assertThat("it is another one", real.get("secret/fixed", ".metadata.labels.made"), is(""));
        String uid = real.get("secret/fixed", ".metadata.uid");

        String wrong =
                objects.formatted("three", "edit", real.namespace()).replace("immutable: true", "immutable: soon");
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, wrong));

        assertThat(e.getMessage(), containsString("nothing was changed"));
        assertThat(real.get("secret/fixed", ".metadata.uid"), is(uid));
        real.kubectl("delete", "storageclass", real.namespace());
    }

    /** With the rights to both, but not to bind what is not there yet. */
    @Test
    public void aRoleAndItsBindingGoInOneSet() throws Exception {
        real.kubernetes().apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: jenkins, namespace: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: jenkins, namespace: %1$s}
                rules:
                - {apiGroups: [""], resources: [configmaps], verbs: [get]}
                - {apiGroups: [rbac.authorization.k8s.io], resources: [roles, rolebindings], verbs: [get, create, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: jenkins, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: jenkins}
                subjects: [{kind: ServiceAccount, name: jenkins, namespace: %1$s}]
                """.formatted(real.namespace()));
        String objects = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: reader}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
                subjects: [{kind: ServiceAccount, name: default}]
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: reader}
                rules:
                - {apiGroups: [""], resources: [%s], verbs: [get]}
                """;
        try (Cluster cluster = Fabric8Cluster.open(
                real.withToken(real.kubectl("create", "token", "jenkins").strip()), ProxySettings.OF_JAVA)) {
            DeploymentException e = assertThrows(
                    DeploymentException.class, () -> real.apply(cluster, true, objects.formatted("secrets")));
            assertThat(e.getMessage(), containsString("nothing was changed"));
            assertThat(e.getMessage(), containsString("is attempting to grant RBAC permissions not currently held"));
            assertThat(
                    actions(real.apply(cluster, true, objects.formatted("configmaps"))),
                    contains(Action.CREATED, Action.CREATED));
        }
        assertThat(real.get("rolebinding/reader", ".roleRef.name"), is("reader"));
    }

    /** An operator's upgrade, after which the API server itself lets nobody change the object: it says what to do. */
    @Test
    public void anObjectOfAVersionThatIsGoneIsToldWithTheRemedy() throws Exception {
        String group = real.namespace() + ".example";
        String definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.%1$s}
                spec:
                  group: %1$s
                  scope: Namespaced
                  names: {kind: Widget, plural: widgets, singular: widget}
                  versions:
                """.formatted(group);
        String version = """
                  - name: %s
                    served: true
                    storage: %s
                    schema:
                      openAPIV3Schema:
                        type: object
                        properties: {spec: {type: object, properties: {colour: {type: string}, size: {type: string}}}}
                """;
        String widget = """
                apiVersion: %s/%s
                kind: Widget
                metadata: {name: gear}
                spec: {%s}
                """;
        String both = definition + version.formatted("v1alpha1", "%s") + version.formatted("v1", "%s");
        real.apply(
                true,
                both.formatted("true", "false") + "---\n"
                        + widget.formatted(group, "v1alpha1", "colour: red, size: big"));
        real.apply(true, both.formatted("false", "true"));
        real.kubectl("annotate", "widgets." + group, "gear", "migrated=yes");
        real.kubectl(
                "patch",
                "crd",
                "widgets." + group,
                "--subresource=status",
                "--type=merge",
                "--patch={\"status\": {\"storedVersions\": [\"v1\"]}}");
        real.apply(true, definition + version.formatted("v1", "true"));

        DeploymentException e = assertThrows(
                DeploymentException.class, () -> real.apply(true, widget.formatted(group, "v1", "colour: blue")));
        String patch = "[{\"op\": \"replace\", \"path\": \"/metadata/managedFields\", \"value\": [{}]}]";
        assertThat(
                e.getMessage(), containsString("kubectl patch KIND NAME -n NAMESPACE --type=json -p '" + patch + "'"));
        real.kubectl("patch", "widgets." + group, "gear", "--type=json", "-p", patch);

        ApplyResult result = real.take(widget.formatted(group, "v1", "colour: blue"));

        assertThat(actions(result), contains(Action.CONFIGURED));
        assertThat(real.get("widgets." + group + "/gear", ".spec"), containsString("\"colour\":\"blue\""));
        real.kubectl("delete", "crd", "widgets." + group);
    }

    @Test
    public void onlyWhatDiffersIsWritten() throws Exception {
        real.apply(true, configMap("one", "a: b") + "---\n" + configMap("two", "a: b"));
        String version = real.get("configmap/one", ".metadata.resourceVersion");

        ApplyResult result = real.apply(false, configMap("one", "a: b") + "---\n" + configMap("two", "a: c"));

        assertThat(actions(result), contains(Action.UNCHANGED, Action.CONFIGURED));
        assertThat(real.get("configmap/one", ".metadata.resourceVersion"), is(version));
    }
}
