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
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TemporaryFolder;

/** Whose field is whose, against a real API server; what came of it is read by kubectl. */
@Category(NeedsTestbed.class)
public class OwnershipOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    @Rule
    public final RealCluster real = new RealCluster(testbed);

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web, labels: {team: shop}}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers:
                  - {name: web, image: "example/web:1", env: [{name: OLD, value: "1"}]}
            """;

    private static final String SCALER = """
            ---
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 9
            """;

    private String file(String text) throws Exception {
        Path file = folder.newFile().toPath();
        Files.writeString(file, text);
        return file.toString();
    }

    private String managers(String object) {
        return real.kubectl(
                "get",
                object,
                "--show-managed-fields",
                "-o=jsonpath={range .metadata.managedFields[*]}{.manager}/{.operation}/{.subresource} {end}");
    }

    @Test
    @Covers("R-01")
    public void whatIsLeftToOthersStaysTheirsAndDoesNotFlap() throws Exception {
        real.apply(true, DEPLOYMENT);
        real.kubectl(
                "patch",
                "deployment",
                "web",
                "--field-manager=tuner",
                "-p",
                "{\"metadata\":{\"labels\":{\"team\":\"ops\"}},\"spec\":{\"template\":{\"spec\":{\"containers\":"
                        + "[{\"name\":\"web\",\"image\":\"example/web:tuned\"}]}}}}");
        String changed = DEPLOYMENT.replace("replicas: 2", "replicas: 3");
        assertThat(
                actions(real.apply(real.cluster(), changed, ConflictPolicy.LEAVE, true, false)),
                contains(Action.CONFIGURED));
        assertThat(
                real.log().toString(),
                allOf(
                        containsString("left .metadata.labels.team as tuner has set it"),
                        containsString("left .spec.template.spec.containers[name=\"web\"].image as tuner has set it")));
        assertThat(real.get("deployment/web", ".spec.replicas"), equalTo("3"));
        assertThat(real.get("deployment/web", ".metadata.labels.team"), equalTo("ops"));
        assertThat(real.get("deployment/web", ".spec.template.spec.containers[*].image"), equalTo("example/web:tuned"));
        String generation = real.get("deployment/web", ".metadata.generation");
        for (boolean preflight : new boolean[] {true, false}) {
            real.apply(real.cluster(), changed, ConflictPolicy.LEAVE, preflight, false);
            assertThat(real.get("deployment/web", ".metadata.generation"), equalTo(generation));
        }
        DeploymentException e = assertThrows(DeploymentException.class, () -> real.apply(true, changed));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString(".metadata.labels.team is managed by tuner"),
                        containsString("conflicts: 'take' to take them over, or 'leave'")));
    }

    @Test
    public void whatKubectlAppliedIsTakenOverSoThatRemovedFieldsGo() throws Exception {
        for (boolean preflight : new boolean[] {true, false}) {
            real.kubectl("apply", "-f", file(DEPLOYMENT));
            String next = DEPLOYMENT
                    .replace("example/web:1", "example/web:2")
                    .replace(", env: [{name: OLD, value: \"1\"}]", "");
            assertThat(actions(real.apply(preflight, next)), contains(Action.CONFIGURED));
            assertThat(real.get("deployment/web", ".spec.template.spec.containers[*].env"), equalTo(""));
            assertThat(real.get("deployment/web", ".spec.template.spec.containers[*].image"), equalTo("example/web:2"));
            assertThat(real.get("deployment/web", ".metadata.annotations"), not(containsString("last-applied")));
            assertThat(managers("deployment/web"), not(containsString("kubectl")));
            assertThat(
                    real.log().toString(), containsString("what kubectl-client-side-apply had applied was taken over"));
            assertThat(actions(real.apply(preflight, next)), contains(Action.UNCHANGED));
            real.kubectl("delete", "deployment", "web");
        }
    }

    @Test
    public void whatKubectlCreatedIsTakenOverAndADryRunSaysSo() throws Exception {
        real.kubectl("create", "configmap", "settings", "--from-literal=a=1", "--from-literal=old=x");
        assertThat(actions(real.dryRun(configMap("settings", "a: '2'"))), contains(Action.CONFIGURED));
        assertThat(real.get("configmap/settings", ".data.a"), equalTo("1"));
        assertThat(managers("configmap/settings"), containsString("kubectl-create/Update/"));
        assertThat(real.log().toString(), containsString("what kubectl-create had applied is taken over"));
        real.apply(true, configMap("settings", "a: '2'"));
        assertThat(real.get("configmap/settings", ".data"), equalTo("{\"a\":\"2\"}"));
    }

    @Test
    @Covers({"S-09", "R-01"})
    public void theCopyOfASecretThatKubectlLeftGoesAndIsNeverShown() throws Exception {
        String secret = """
                apiVersion: v1
                kind: Secret
                metadata: {name: login%s}
                stringData: {password: hunter2-%s}
                """;
        real.kubectl("apply", "-f", file(secret.formatted("", "first")));
        assertThat(real.get("secret/login", ".metadata.annotations"), containsString("hunter2-first"));
        real.apply(true, secret.formatted("", "second"));
        assertThat(real.get("secret/login", ".metadata.annotations"), not(containsString("hunter2")));
        real.kubectl("apply", "-f", file(secret.formatted("2", "first")));
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> real.apply(
                        true,
                        secret.formatted("2", "second")
                                .replace("login2}", "login2, annotations: {testbed/refuse: no}}")));
        assertThat(real.log() + e.getMessage(), not(containsString("hunter2")));
    }

    @Test
    @Covers("R-01")
    public void whatKubectlAppliedOnTheServerIsSomebodyElses() throws Exception {
        real.kubectl("apply", "--server-side", "-f", file(configMap("settings", "a: '1'")));
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> real.apply(true, configMap("settings", "a: '2'")));
        assertThat(e.getMessage(), containsString(".data.a is managed by kubectl."));
    }

    @Test
    @Covers("R-01")
    public void whatHelmInstalledIsNotTakenUnlessToldTo() throws Exception {
        real.kubectl("create", "-f", file(configMap("settings", "a: '1'\n  old: x")), "--field-manager=helm");
        DeploymentException e =
                assertThrows(DeploymentException.class, () -> real.apply(true, configMap("settings", "a: '2'")));
        assertThat(e.getMessage(), containsString(".data.a is managed by helm."));
        real.apply(true, configMap("settings", "b: '1'"));
        assertThat(real.get("configmap/settings", ".data.old"), equalTo("x"));
        real.take(configMap("settings", "a: '2'"));
        assertThat(real.get("configmap/settings", ".data"), equalTo("{\"a\":\"2\"}"));
        assertThat(managers("configmap/settings"), equalTo("deployment-steps/Apply/ "));
    }

    @Test
    @Covers("R-15")
    public void replicasAreTheAutoscalersWhereThereIsOne() throws Exception {
        real.apply(true, DEPLOYMENT + SCALER);
        assertThat("the manifest says how it begins", real.get("deployment/web", ".spec.replicas"), equalTo("2"));
        String without = DEPLOYMENT.replace("  replicas: 2\n", "");
        real.apply(true, without + SCALER);
        assertThat(
                "what nobody has scaled yet is not reset to 1",
                real.get("deployment/web", ".spec.replicas"),
                equalTo("2"));
        scaleAsAutoscaler(5);
        for (boolean preflight : new boolean[] {true, false}) {
            for (String manifest : new String[] {DEPLOYMENT, without, DEPLOYMENT + SCALER}) {
                real.apply(preflight, manifest);
                assertThat(real.get("deployment/web", ".spec.replicas"), equalTo("5"));
            }
        }
        real.take(DEPLOYMENT);
        assertThat(
                "not even what is taken is taken from it", real.get("deployment/web", ".spec.replicas"), equalTo("5"));
        assertThat(
                real.log().toString(),
                containsString("Deployment " + real.namespace() + "/web: spec.replicas stays 5, as"
                        + " HorizontalPodAutoscaler " + real.namespace() + "/web scales it; the manifest says 2"));
    }

    /** As the controller manager does it, so that the autoscaler's right to the field does not depend on finding it. */
    private void scaleAsAutoscaler(int replicas) throws Exception {
        real.kubectl(
                "patch",
                "deployment",
                "web",
                "--subresource=scale",
                "--type=merge",
                "--field-manager=kube-controller-manager",
                "-p",
                "{\"spec\":{\"replicas\":" + replicas + "}}");
    }

    @Test
    @Covers("R-01")
    public void whoMayNotLookForAutoscalersDoesNotFightThemEither() throws Exception {
        real.apply(true, DEPLOYMENT);
        scaleAsAutoscaler(4);
        real.apply(true, DEPLOYMENT.replace("example/web:1", "example/web:2"));
        assertThat(real.get("deployment/web", ".spec.replicas"), equalTo("4"));
        assertThat(real.log().toString(), containsString("left .spec.replicas as kube-controller-manager has set it"));
        String generation = real.get("deployment/web", ".metadata.generation");
        real.apply(true, DEPLOYMENT.replace("example/web:1", "example/web:2"));
        assertThat(real.get("deployment/web", ".metadata.generation"), equalTo(generation));
    }

    @Test
    @Covers("R-01")
    public void whatIsLeftIsNoChangeTheNextTime() throws Exception {
        real.apply(true, configMap("settings", "a: '1'\n  b.c: '1'"));
        real.kubectl(
                "patch",
                "configmap",
                "settings",
                "--field-manager=tuner",
                "--type=merge",
                "-p",
                "{\"data\":{\"b.c\":\"9\"}}");
        for (boolean preflight : new boolean[] {true, false, true}) {
            assertThat(
                    actions(real.apply(
                            real.cluster(),
                            configMap("settings", "a: '1'\n  b.c: '1'"),
                            ConflictPolicy.LEAVE,
                            preflight,
                            false)),
                    contains(Action.UNCHANGED));
            assertThat(real.get("configmap/settings", ".data"), equalTo("{\"a\":\"1\",\"b.c\":\"9\"}"));
        }
    }

    @Test
    public void whatAnInjectorAddsStays() throws Exception {
        real.apply(true, DEPLOYMENT);
        real.kubectl(
                "patch",
                "deployment",
                "web",
                "--field-manager=injector",
                "-p",
                "{\"metadata\":{\"labels\":{\"injected\":\"yes\"}},\"spec\":{\"template\":{\"spec\":{\"containers\":"
                        + "[{\"name\":\"sidecar\",\"image\":\"example/sidecar:1\"}]}}}}");
        real.apply(true, DEPLOYMENT.replace("example/web:1", "example/web:2"));
        assertThat(
                real.get("deployment/web", ".spec.template.spec.containers[*].image"),
                is("example/sidecar:1 example/web:2"));
        assertThat(real.get("deployment/web", ".metadata.labels.injected"), equalTo("yes"));
    }
}
