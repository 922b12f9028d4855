package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Custom kinds on a real API server, whose generations and status subresources are real. Their controllers are played by
 * kubectl, which writes the status that they would write. Argo CD's Application is not among them: the testbed's Argo CD
 * brings the real one.
 */
@Category(NeedsTestbed.class)
@RunWith(Parameterized.class)
@Covers("R-15")
public class CustomKindsOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private static final String SEEN = "\"observedGeneration\": 1, ";

    private final RecordedLog log = new RecordedLog();
    private KubernetesCluster kubernetes;
    private String namespace;
    private Cluster cluster;

    @Parameters(name = "{1} {0}")
    public static Collection<Object[]> kinds() {
        return List.of(
                new Object[] {
                    "argoproj.io/v1alpha1",
                    "Rollout",
                    "{\"observedGeneration\": \"1\", \"phase\": \"Healthy\"}",
                    "{\"observedGeneration\": \"1\", \"phase\": \"Degraded\", \"message\": \"RolloutAborted\"}",
                    "RolloutAborted"
                },
                kind("serving.knative.dev/v1", "Service", "Ready", "not Ready: Why: because"),
                kind("bitnami.com/v1alpha1", "SealedSecret", "Synced", "cannot be unsealed: because"),
                kind("external-secrets.io/v1", "ExternalSecret", "Ready", null),
                kind("external-secrets.io/v1", "SecretStore", "Ready", null),
                kind("cert-manager.io/v1", "Certificate", "Ready", null),
                flux("kustomize.toolkit.fluxcd.io/v1", "Kustomization"),
                flux("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
                flux("source.toolkit.fluxcd.io/v1", "GitRepository"),
                new Object[] {
                    "gateway.networking.k8s.io/v1",
                    "Gateway",
                    "{\"conditions\": [" + condition("Accepted", "True") + ", " + condition("Programmed", "True")
                            + "]}",
                    "{\"conditions\": [" + condition("Accepted", "False") + "]}",
                    null
                });
    }

    private static Object[] kind(String apiVersion, String kind, String type, @CheckForNull String failure) {
        return new Object[] {
            apiVersion,
            kind,
            "{" + SEEN + "\"conditions\": [" + condition(type, "True") + "]}",
            "{" + SEEN + "\"conditions\": [" + condition(type, "False") + "]}",
            failure
        };
    }

    private static Object[] flux(String apiVersion, String kind) {
        return new Object[] {
            apiVersion,
            kind,
            "{" + SEEN + "\"conditions\": [" + condition("Ready", "True") + "]}",
            "{" + SEEN + "\"conditions\": [" + condition("Stalled", "True") + "]}",
            "it is stalled: Why: because"
        };
    }

    private static String condition(String type, String status) {
        return "{\"type\": \"" + type + "\", \"status\": \"" + status
                + "\", \"observedGeneration\": 1, \"reason\": \"Why\", \"message\": \"because\"}";
    }

    @Parameter(0)
    public String apiVersion;

    @Parameter(1)
    public String kind;

    @Parameter(2)
    public String ready;

    @Parameter(3)
    public String failed;

    @Parameter(4)
    public String failure;

    @Before
    public void connect() throws Exception {
        kubernetes = testbed.kubernetes();
        namespace = kubernetes.newNamespace();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
        kubernetes.apply(definition());
        kubernetes.kubectl("wait", "--for=condition=Established", "--timeout=30s", "crd/" + plural());
    }

    /** Where the real definitions of these kinds come later, the server must not know others by their names. */
    @After
    public void close() {
        cluster.close();
        kubernetes.kubectl("delete", "crd/" + plural());
    }

    @Test
    public void isReadyWhenItsControllerSaysSoOfThisGeneration() throws Exception {
        List<WaitTarget> targets = apply("one");
        WaitForRollout wait = new WaitForRollout(cluster, log, ToldRollouts.NOTHING);
        assertThat(look(wait, targets), is(instanceOf(Progress.Running.class)));
        status(ready);
        assertThat(log.toString(), look(wait, targets), is(instanceOf(Progress.Done.class)));
        List<WaitTarget> changed = apply("two");
        if (changed.get(0).generation() == 2 && ready.contains("observedGeneration")) {
            assertThat(
                    "the status tells of the generation before",
                    look(new WaitForRollout(cluster, log, ToldRollouts.NOTHING), changed),
                    is(instanceOf(Progress.Running.class)));
        }
    }

    @Test
    public void failsAtOnceWhereItsControllerGivesUpAndElseGoesOn() throws Exception {
        List<WaitTarget> targets = apply("one");
        status(failed);
        WaitForRollout wait = new WaitForRollout(cluster, log, ToldRollouts.NOTHING);
        if (failure == null) {
            assertThat(look(wait, targets), is(instanceOf(Progress.Running.class)));
            return;
        }
        DeploymentException e = assertThrows(DeploymentException.class, () -> look(wait, targets));
        assertThat(e.kind(), is(Kind.NOT_READY));
        assertThat(e.getMessage(), containsString(kind + " " + namespace + "/probe: "));
        assertThat(e.getMessage(), containsString(failure));
    }

    private Progress<RolloutResult> look(WaitForRollout wait, List<WaitTarget> targets) throws Exception {
        return wait.look(targets, Deadline.after(Duration.ofMinutes(1)));
    }

    private void status(String status) {
        kubernetes.kubectl(
                "patch",
                plural(),
                "probe",
                "-n",
                namespace,
                "--subresource=status",
                "--type=merge",
                "--patch={\"status\": " + status + "}");
    }

    private List<WaitTarget> apply(String value) throws Exception {
        String text = "apiVersion: %s\nkind: %s\nmetadata: {name: probe}\nspec: {value: %s}\n"
                .formatted(apiVersion, kind, value);
        ManifestFile file = new ManifestFile("probe.yaml", text.getBytes(StandardCharsets.UTF_8));
        return new ApplyManifests(cluster, log)
                .apply(new ApplyRequest(List.of(file), namespace, List.of(), ConflictPolicy.FAIL, false, false, null))
                .waitTargets();
    }

    private String group() {
        return apiVersion.substring(0, apiVersion.indexOf('/'));
    }

    private String plural() {
        return kind.toLowerCase(Locale.ROOT) + "probes." + group();
    }

    /** The least that makes the API server serve the kind, with a generation and a status of its own. */
    private String definition() {
        String name = kind.toLowerCase(Locale.ROOT) + "probe";
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        // A group of k8s.io is Kubernetes' own, so whoever defines a kind in it must name its approval.
        return """
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata:
                  name: %1$ss.%2$s
                  annotations: {api-approved.kubernetes.io: unapproved}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {kind: %3$s, plural: %1$ss, singular: %1$s}
                  versions:
                  - name: %4$s
                    served: true
                    storage: true
                    subresources: {status: {}}
                    schema:
                      openAPIV3Schema:
                        type: object
                        x-kubernetes-preserve-unknown-fields: true
                """.formatted(name, group(), kind, version);
    }
}
