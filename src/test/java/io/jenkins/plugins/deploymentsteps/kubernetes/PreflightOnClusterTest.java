package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.actions;
import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What is checked before the first change, against a real API server. */
@Category(NeedsTestbed.class)
public class PreflightOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    private static final String WEB = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec: {containers: [{name: web, image: "example/web:1"}]}
            """;

    private Cluster as(String rules) throws Exception {
        real.kubernetes().apply("""
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: jenkins, namespace: %1$s}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: Role
                metadata: {name: jenkins, namespace: %1$s}
                rules: %2$s
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: RoleBinding
                metadata: {name: jenkins, namespace: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: jenkins}
                subjects: [{kind: ServiceAccount, name: jenkins, namespace: %1$s}]
                """.formatted(real.namespace(), rules));
        return Fabric8Cluster.open(
                real.withToken(real.kubectl("create", "token", "jenkins").strip()), ProxySettings.OF_JAVA);
    }

    @Test
    @Covers("R-11")
    public void eachRightThatIsMissingIsNamedOnceWithTheRuleThatGrantsIt() throws Exception {
        String rule = "[{apiGroups: [\"\"], resources: [configmaps], verbs: [patch]}%s]";
        String set = configMap("one", "a: b") + "---\n" + configMap("two", "a: b") + WEB;
        try (Cluster cluster = as(rule.formatted(""))) {
            DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(cluster, true, set));
            assertThat(e.kind(), is(DeploymentException.Kind.FORBIDDEN));
            String namespace = real.namespace();
            assertThat(
                    e.getMessage(),
                    allOf(
                            containsString("3 objects cannot be applied, because the credential is forbidden to do"
                                    + " this; nothing was changed:"),
                            containsString("- create configmaps in the namespace " + namespace + ", for ConfigMap "
                                    + namespace + "/one (deploy.yaml, document 1, line 1), ConfigMap " + namespace
                                    + "/two (deploy.yaml, document 2, line 8). Add to a Role of the account in "
                                    + namespace + ": - {apiGroups: [\"\"], resources: [configmaps], verbs: [create]}"),
                            containsString("- create, patch deployments.apps in the namespace " + namespace),
                            containsString(
                                    "- {apiGroups: [\"apps\"], resources: [deployments], verbs: [create, patch]}")));
        }
        String more = ", {apiGroups: [\"\"], resources: [configmaps], verbs: [create]}, {apiGroups: [\"apps\"],"
                + " resources: [deployments], verbs: [create, patch]}";
        try (Cluster cluster = as(rule.formatted(more))) {
            assertThat(
                    "the rules of the message are those that lacked",
                    actions(real.apply(cluster, true, set)),
                    contains(Action.CREATED, Action.CREATED, Action.CREATED));
        }
    }

    @Test
    @Covers("R-11")
    public void aRightToCreateIsOnlyNeededForWhatIsNotThere() throws Exception {
        real.apply(true, configMap("one", "a: b"));
        try (Cluster cluster = as("[{apiGroups: [\"\"], resources: [configmaps], verbs: [patch]}]")) {
            assertThat(actions(real.apply(cluster, true, configMap("one", "a: c"))), contains(Action.CONFIGURED));
        }
    }

    @Test
    @Covers("R-13")
    public void aNamespaceThatIsBeingDeletedIsToldBeforeAnythingIsChanged() throws Exception {
        String other = real.namespace() + "-ending";
        real.kubernetes().apply("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: %1$s}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: held, namespace: %1$s, finalizers: [example.org/hold]}
                """.formatted(other));
        real.kubernetes().kubectl("delete", "namespace", other, "--wait=false");
        try {
            String set = configMap("here", "a: b") + "---\n"
                    + configMap("there", "a: b").replace("metadata:\n", "metadata:\n  namespace: " + other + "\n");
            String namespace = "---\napiVersion: v1\nkind: Namespace\nmetadata: {name: " + other + "}\n";
            for (String text : new String[] {set, set + namespace}) {
                DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, text));
                assertThat(
                        e.getMessage(),
                        allOf(
                                containsString("ConfigMap " + other + "/there (deploy.yaml, document 2, line 8): the"
                                        + " namespace " + other + " is being deleted, with all that is in it"),
                                containsString("nothing was changed")));
                assertThat(real.kubectl("get", "configmap", "here", "--ignore-not-found"), equalTo(""));
            }
            DeploymentException late = assertThrows(DeploymentException.class, () -> real.apply(false, set));
            assertThat(
                    late.getMessage(),
                    allOf(containsString("the namespace " + other + " is being deleted"), not(containsString("Role"))));
        } finally {
            real.kubernetes()
                    .kubectl(
                            "patch",
                            "configmap",
                            "held",
                            "-n",
                            other,
                            "--type=merge",
                            "-p",
                            "{\"metadata\":{\"finalizers\":null}}");
        }
    }

    @Test
    @Covers({"R-11", "R-13"})
    public void differentSortsOfProblemsAreToldTogether() throws Exception {
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: lost, namespace: nowhere}
                ---
                apiVersion: example.org/v1
                kind: Gadget
                metadata: {name: x}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: wrong}
                dta: {a: b}
                """));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("found 3 sorts of problems; nothing was changed"),
                        containsString("the cluster knows no Gadget in example.org/v1"),
                        containsString("the namespace nowhere does not exist"),
                        containsString("wrong (deploy.yaml, document 3, line 9): "),
                        containsString("dta")));
    }
}
