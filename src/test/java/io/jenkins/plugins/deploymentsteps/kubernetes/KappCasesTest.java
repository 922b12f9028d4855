package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.RealCluster.actions;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * What the end-to-end tests of kapp check, as far as it is a promise of ours, too, and is in no other test of this
 * package.
 */
@Category(NeedsTestbed.class)
public class KappCasesTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    /** Its rules are the controller's, although manifests usually name them as an empty list. */
    @Test
    public void anAggregatedClusterRoleKeepsWhatItsControllerCollects() throws Exception {
        String aggregated = real.namespace() + "-all";
        String roles = """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                aggregationRule:
                  clusterRoleSelectors: [{matchLabels: {part-of: %1$s}}]
                rules: []
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %2$s, labels: {part-of: %1$s}}
                rules: [{apiGroups: [""], resources: [configmaps], verbs: [get]}]
                """.formatted(aggregated, real.namespace() + "-part");
        real.apply(true, roles);
        try {
            real.kubectl("wait", "clusterrole/" + aggregated, "--for=jsonpath={.rules[0].verbs[0]}=get");
            for (boolean preflight : new boolean[] {true, false}) {
                assertThat(actions(real.apply(preflight, roles)), contains(Action.UNCHANGED, Action.UNCHANGED));
            }
            assertThat(real.get("clusterrole/" + aggregated, ".rules[0].resources[0]"), is("configmaps"));
        } finally {
            real.kubectl("delete", "clusterrole", aggregated, real.namespace() + "-part");
        }
    }

    /** Neither does it lose the tokens that old controllers have put there, nor fight about them. */
    @Test
    public void aServiceAccountKeepsTheSecretsThatOthersGiveIt() throws Exception {
        String account = """
                apiVersion: v1
                kind: ServiceAccount
                metadata: {name: builder, labels: {colour: %s}}
                secrets: [{name: mine}]
                """;
        real.apply(true, account.formatted("red"));
        real.kubectl(
                "patch",
                "serviceaccount",
                "builder",
                "--type=strategic",
                "--patch={\"secrets\": [{\"name\": \"token-of-somebody\"}]}");

        assertThat(actions(real.apply(true, account.formatted("blue"))), contains(Action.CONFIGURED));

        assertThat(real.get("serviceaccount/builder", ".secrets[*].name"), containsString("token-of-somebody"));
        assertThat(real.get("serviceaccount/builder", ".secrets[*].name"), containsString("mine"));
    }

    /** Both would make the server refuse objects that are there, or lose them. */
    @Test
    public void aDefinitionThatItsObjectsCannotFollowIsRefusedBeforeAnythingIsChanged() throws Exception {
        String group = real.namespace() + ".example";
        String definition = """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: widgets.%1$s}
                spec:
                  group: %1$s
                  scope: %2$s
                  names: {kind: Widget, plural: widgets, singular: widget}
                  versions: [{name: %3$s, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
                """;
        real.apply(true, definition.formatted(group, "Namespaced", "v1alpha1"));
        try {
            DeploymentException otherScope = assertThrows(
                    DeploymentException.class,
                    () -> real.apply(true, definition.formatted(group, "Cluster", "v1alpha1")));
            assertThat(
                    otherScope.getMessage(),
                    allOf(containsString("nothing was changed"), containsString("spec.scope can never be changed")));
            DeploymentException lostVersion = assertThrows(
                    DeploymentException.class, () -> real.apply(true, definition.formatted(group, "Namespaced", "v1")));
            assertThat(
                    lostVersion.getMessage(),
                    allOf(containsString("nothing was changed"), containsString("status.storedVersions")));
        } finally {
            real.kubectl("delete", "crd", "widgets." + group);
        }
    }
}
