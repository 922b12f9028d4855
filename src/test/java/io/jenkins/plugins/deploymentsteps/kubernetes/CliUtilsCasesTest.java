package io.jenkins.plugins.deploymentsteps.kubernetes;

import static io.jenkins.plugins.deploymentsteps.kubernetes.SetOnCluster.configMap;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunedObject;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/**
 * What the end-to-end tests of cli-utils check, as far as it is a promise of ours, too, and is not among the cases of
 * {@link PruneOnClusterTest} and {@link InventoryOnClusterTest}.
 */
@Category(NeedsTestbed.class)
public class CliUtilsCasesTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    private SetOnCluster set;

    @Before
    public void connect() {
        set = real.set();
    }

    /** An object that the server offers in two groups is one object: who changes the group must not lose it. */
    @Test
    @Covers("S-34")
    public void anObjectThatMovesToAnotherGroupStays() throws Exception {
        String event = """
                apiVersion: v1
                kind: Event
                metadata: {name: deployed}
                reason: Deployed
                message: by hand
                type: Normal
                involvedObject: {apiVersion: v1, kind: Namespace, name: %1$s, namespace: %1$s}
                """.formatted(set.namespace);
        set.deploy(event, configMap("a"));
        String uid = set.kubectl("get", "event", "deployed", "-o=jsonpath={.metadata.uid}");
        String moved = """
                apiVersion: events.k8s.io/v1
                kind: Event
                metadata: {name: deployed}
                reason: Deployed
                note: by hand
                type: Normal
                regarding: {apiVersion: v1, kind: Namespace, name: %1$s, namespace: %1$s}
                """.formatted(set.namespace);

        assertThat(set.deploy(moved, configMap("a")).in(PrunedObject.Action.PRUNED), is(empty()));

        assertThat(set.kubectl("get", "event", "deployed", "-o=jsonpath={.metadata.uid}"), is(uid));
        assertThat("it is listed once", set.inventory(), contains("a", "deployed"));
    }

    @Test
    public void aDryRunOfANewSetLeavesNeitherObjectsNorAnInventory() throws Exception {
        set.dryRun(SetOnCluster.prune(10), configMap("a"));

        assertThat(set.configMaps(), is(empty()));
        String inventory = set.set().inventory().name();
        assertThat(set.kubectl("get", "configmap", inventory, "--ignore-not-found", "-o=name"), is(""));
    }

    /** cli-utils' policy to adopt what has no inventory. */
    @Test
    public void whatWasThereWithoutASetJoinsIt() throws Exception {
        set.kubectl("create", "deployment", "web", "--image=example/app:1", "--replicas=2");
        String uid = set.kubectl("get", "deployment", "web", "-o=jsonpath={.metadata.uid}");
        String web = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, labels: {app: web}}
                spec:
                  replicas: 4
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: app, image: "example/app:1"}]}
                """;

        assertThat(
                RealCluster.actions(set.apply(SetOnCluster.prune(10), web, configMap("a"))),
                contains(Action.CREATED, Action.CONFIGURED));

        assertThat(set.kubectl("get", "deployment", "web", "-o=jsonpath={.spec.replicas}"), is("4"));
        assertThat(set.kubectl("get", "deployment", "web", "-o=jsonpath={.metadata.uid}"), is(uid));
        assertThat(set.inventory(), contains("a", "web"));
    }

    /** No annotation holds a copy of the object, as client-side apply has it. */
    @Test
    public void whatIsAppliedOnTheServerLeavesNoCopyInTheObject() throws Exception {
        String service = "v1." + set.namespace + ".example";
        set.deploy(configMap("a"), """
                apiVersion: apiregistration.k8s.io/v1
                kind: APIService
                metadata: {name: %1$s}
                spec:
                  group: %2$s.example
                  version: v1
                  groupPriorityMinimum: 1000
                  versionPriority: 15
                  insecureSkipTLSVerify: true
                  service: {name: nobody, namespace: %2$s}
                """.formatted(service, set.namespace));
        try {
            for (String object : new String[] {"configmap/a", "apiservice/" + service}) {
                String metadata = set.kubectl("get", object, "--show-managed-fields", "-o=jsonpath={.metadata}");
                assertThat(object, metadata.contains("last-applied-configuration"), is(false));
                assertThat(object, metadata.contains("\"manager\":\"deployment-steps\""), is(true));
            }
            assertThat(
                    "a server of somebody else that does not answer is no obstacle",
                    RealCluster.actions(set.apply(SetOnCluster.keep(), configMap("b"))),
                    contains(Action.CREATED));
        } finally {
            // As long as it is there, no namespace of the cluster can be deleted.
            set.kubectl("delete", "apiservice", service);
        }
        assertThat(set.configMaps(), is(not(empty())));
    }
}
