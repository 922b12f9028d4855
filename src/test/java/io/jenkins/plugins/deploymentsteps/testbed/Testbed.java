package io.jenkins.plugins.deploymentsteps.testbed;

import static org.junit.Assume.assumeFalse;

import java.nio.file.Path;
import java.util.List;
import org.junit.rules.ExternalResource;

/**
 * Real servers for a test class, as a class rule:
 *
 * <pre>{@code
 * @ClassRule
 * public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA);
 * }</pre>
 *
 * <p>All classes of a JVM share the servers, which start when the first class needs them and end with the JVM. Tests
 * keep apart by {@linkplain KubernetesCluster#newNamespace() namespaces} and {@linkplain GiteaServer#createRepository
 * repositories} of their own.
 *
 * <p>With {@code DEPLOYMENT_STEPS_TEST_CLUSTER=own} in the environment, {@link #kubernetes()} is the cluster of the
 * current context of {@code KUBECONFIG}. With the system property {@code testbed.skip=true} the tests are skipped;
 * otherwise a server that does not start is a failure.
 */
public final class Testbed extends ExternalResource {

    /** A cluster with simulated nodes. */
    public static final String KUBERNETES = "kubernetes";

    /** Another cluster, with an API server and an authority of its own. */
    public static final String SECOND_CLUSTER = "second-cluster";

    /** A Git host over HTTP, HTTPS and SSH. */
    public static final String GITEA = "gitea";

    /** Argo CD, which deploys to {@link #KUBERNETES}. */
    public static final String ARGOCD = "argocd";

    /** An empty image registry. */
    public static final String REGISTRY = "registry";

    /** The command-line tool that reads and writes images in a registry. */
    public static final String CRANE = "crane";

    /** The command-line tool of Helm 3. */
    public static final String HELM = "helm";

    /** The command-line tool of kustomize. */
    public static final String KUSTOMIZE = "kustomize";

    /** The command-line tool of OpenTofu, which is Terraform's in all that is used here. */
    public static final String TOFU = "tofu";

    /** Manifests as other projects publish them: those that install Argo CD and Flux. */
    public static final String PUBLISHED = "published";

    private final List<String> components;

    private Testbed(List<String> components) {
        this.components = components;
    }

    /** Returns a rule that brings up the named components before the first test of its class. */
    public static Testbed with(String... components) {
        return new Testbed(List.of(components));
    }

    @Override
    protected void before() {
        assumeWanted(String.join(", ", components));
        assumeFalse(
                "Argo CD deploys to the testbed's own cluster, not to yours",
                OwnCluster.isChosen() && components.contains(ARGOCD));
        List<String> started = OwnCluster.isChosen()
                ? components.stream().filter(name -> !name.equals(KUBERNETES)).toList()
                : components;
        TestbedProcess.shared().require(started);
    }

    /** Skips the test, aloud, where the testbed is not to be started. */
    static void assumeWanted(String needed) {
        if (Boolean.getBoolean("testbed.skip")) {
            String reason = "skipped, because testbed.skip=true: tests that need " + needed;
            System.err.println(reason);
            assumeFalse(reason, true);
        }
    }

    @Override
    protected void after() {
        if (OwnCluster.isChosen()) {
            OwnCluster.deleteNamespaces();
        }
    }

    /** The cluster that tests deploy to. */
    public KubernetesCluster kubernetes() {
        return OwnCluster.isChosen()
                ? OwnCluster.cluster()
                : new KubernetesCluster(TestbedProcess.shared().announced(KUBERNETES));
    }

    /** A second cluster, for what spans clusters. It trusts none of the first one's users. */
    public KubernetesCluster secondCluster() {
        return new KubernetesCluster(TestbedProcess.shared().announced(SECOND_CLUSTER));
    }

    /** The Git host. */
    public GiteaServer gitea() {
        TestbedProcess process = TestbedProcess.shared();
        return new GiteaServer(process.announced(GITEA), process.directory());
    }

    /** The registry's host and port, with which the name of an image in it begins. It speaks HTTP and asks no login. */
    public String registry() {
        return TestbedProcess.shared().announced(REGISTRY).get("server").asText();
    }

    /** The program of a tool: {@link #HELM}, say. */
    public Path program(String tool) {
        return Path.of(TestbedProcess.shared().announced(tool).get("program").asText());
    }

    /**
     * The directory of {@link #PUBLISHED}: {@code argocd/manifests/install.yaml} is Argo CD's installation; {@code
     * flux/manifests} is what all controllers of Flux share, and the directories of each are the rest, as kustomizations.
     */
    public Path published() {
        return Path.of(
                TestbedProcess.shared().announced(PUBLISHED).get("directory").asText());
    }

    /** Argo CD. */
    public ArgoCdServer argocd() {
        return new ArgoCdServer(TestbedProcess.shared().announced(ARGOCD), kubernetes());
    }
}
