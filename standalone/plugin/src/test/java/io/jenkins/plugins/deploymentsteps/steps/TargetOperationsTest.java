package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.TestCredentials;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTarget;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Rule;
import org.junit.Test;

/** Targets and files of an earlier stage in running steps: resolved at each connection, over restarts and refusals. */
public class TargetOperationsTest {
    private static final String UID = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
    private static final String OTHER = "11111111-2222-3333-4444-555555555555";

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private static ClusterTarget prod(String uid) {
        ClusterTarget target = new ClusterTarget("prod");
        target.setServer("https://kubernetes.example");
        target.setCredentialsId("cluster");
        target.setClusterUid(uid);
        DeploymentTargets.get().setClusters(List.of(target));
        return target;
    }

    private void isCluster(String uid) {
        fixture.systems.objects.put(
                "Namespace/kube-system",
                Map.of("apiVersion", "v1", "kind", "Namespace", "metadata", Map.of("name", "kube-system", "uid", uid)));
    }

    private static KubeApplyStep toProd() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("*.yaml");
        step.setNamespace("shop");
        step.setCluster("prod");
        return step;
    }

    private static Operation operation(DeploymentStep step) throws Exception {
        return step.operation(UnaryOperator.identity());
    }

    private String failure(DeploymentStep step) throws Exception {
        fixture.started(operation(step));
        String message = fixture.context.failure().getMessage();
        assertThat(fixture.build.log() + message, not(containsString("hunter")));
        return message;
    }

    @Test
    @Covers({"S-35", "T-98"})
    public void aTargetIsDeployedToOnlyWhereItsClusterAnswers() throws Exception {
        prod(UID);
        isCluster(OTHER);
        assertThat(
                failure(toProd()),
                containsString("is not the cluster that the target 'prod' (global configuration) pins: expected"));
        assertThat(fixture.systems.applies.get() + fixture.systems.dryRuns.get(), is(0));

        isCluster(UID);
        fixture.systems.rolledOut = true;
        fixture.newContext(fixture.build.workspace());
        fixture.started(operation(toProd()));
        assertThat(((Map<?, ?>) fixture.context.result()).get("ready"), is(true));
    }

    @Test
    public void aProtectedTargetTakesNoApplyWithoutACheckBefore() throws Exception {
        prod(UID).setProtected(true);
        isCluster(UID);
        KubeApplyStep hasty = toProd();
        hasty.setPreflight(false);
        assertThat(failure(hasty), startsWith("preflight: false is not for the target 'prod'"));
        assertThat(fixture.systems.applies.get(), is(0));
    }

    @Test
    @Covers("S-16")
    public void whatAdministratorsForbidHoldsForArgoCdToo() throws Exception {
        DeploymentTargets.get().setForbidSkipTlsVerify(true);
        ArgoSyncStep sync = SystemsFixture.sync();
        sync.setSkipTlsVerify(true);
        assertThat(failure(sync), startsWith("skipTlsVerify: the administrators of this Jenkins do not allow"));
        assertThat(fixture.systems.open.get(), is(0));
    }

    /** What administrators change while a build waits holds from its next connection on. */
    @Test
    @Covers({"S-35", "R-39"})
    public void afterARestartTheTargetIsReadAndTheClusterComparedAgain() throws Exception {
        prod(UID);
        isCluster(UID);
        SystemsFixture.Execution before = fixture.started(operation(toProd()));
        await("the first look is saved", () -> fixture.context.saves() == 1);
        SystemsFixture.Execution after = Executions.restarted(before);
        prod(OTHER);
        after.onResume();
        assertThat(fixture.context.failure().getMessage(), containsString("is not the cluster"));
    }

    @Test
    @Covers("S-35")
    public void aClusterThatIsNotThePinnedOneIsNotWatchedByALaterStepEither() throws Exception {
        prod(UID);
        isCluster(UID);
        KubeApplyStep apply = toProd();
        apply.setWait(false);
        fixture.started(operation(apply));
        KubeWaitStep wait = new KubeWaitStep();
        wait.setDeployment((String) fixture.value().get("deployment"));
        isCluster(OTHER);
        fixture.systems.watched.set(0);
        fixture.newContext(null);
        assertThat(failure(wait), containsString("is not the cluster"));
        assertThat(fixture.systems.watched.get(), is(0));
    }

    @Test
    @Covers("S-06")
    public void aPrivateKeyAsTheAuthorityOfATargetIsRefused() throws Exception {
        prod(UID);
        isCluster(UID);
        DeploymentTargets.get().getClusters().get(0).setCaCertificate("-----BEGIN PRIVATE KEY-----\nhunter4-hunter4\n");
        String failure = failure(toProd());
        assertThat(failure, containsString("has a private key as its CA certificate"));
        assertThat(failure, not(containsString("hunter")));
        ArgoSyncStep sync = SystemsFixture.sync();
        sync.setCaCertificate("-----BEGIN RSA PRIVATE KEY-----\nhunter4-hunter4\n");
        DeploymentException refused =
                assertThrows(DeploymentException.class, () -> sync.operation(UnaryOperator.identity()));
        assertThat(refused.getMessage(), startsWith("caCertificate: this looks like a secret"));
    }

    @Test
    @Covers("R-10")
    public void aRefusedTokenOfATargetIsReadAgain() throws Exception {
        prod(UID);
        isCluster(UID);
        fixture.started(operation(toProd()));
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        String fresh = "hunter3-hunter3";
        ClusterTarget target = DeploymentTargets.get().getClusters().get(0);
        Controller.start(fixture.root()).addCredentials(TestCredentials.token("cluster", fresh));
        DeploymentTargets.get().setClusters(List.of(target));
        fixture.systems.validToken = fresh;
        fixture.systems.completeRollout();
        fixture.value();
        assertThat(fixture.systems.tokens, contains(SystemsFixture.TOKEN, fresh));
        assertThat(fixture.build.log(), not(containsString("hunter")));
    }

    private void handOver(String token) throws Exception {
        fixture.build
                .workspace()
                .child("cluster.json")
                .write("{\"host\": \"https://kubernetes.example\", \"token\": \"" + token + "\"}", "UTF-8");
    }

    private static KubeApplyStep handedOver() {
        KubeApplyStep step = new KubeApplyStep();
        step.setManifests("*.yaml");
        step.setNamespace("shop");
        step.setKubeconfigFile("cluster.json");
        return step;
    }

    @Test
    @Covers({"R-10", "S-07"})
    public void theFileOfAnEarlierStageIsReadAgainWhenItsTokenIsRefused() throws Exception {
        handOver(SystemsFixture.TOKEN);
        fixture.started(operation(handedOver()));
        await("the rollout is watched", () -> !fixture.systems.watchers.isEmpty());
        handOver("hunter3-hunter3");
        fixture.systems.validToken = "hunter3-hunter3";
        fixture.systems.completeRollout();
        fixture.value();
        assertThat(fixture.systems.tokens, contains(SystemsFixture.TOKEN, "hunter3-hunter3"));
        assertThat(fixture.build.log(), not(containsString("hunter")));
    }

    @Test
    public void aWaitThatResumesReadsTheFileAgainAndSaysWhenItIsGone() throws Exception {
        handOver(SystemsFixture.TOKEN);
        SystemsFixture.Execution before = fixture.started(operation(handedOver()));
        await("the first look is saved", () -> fixture.context.saves() == 1);
        SystemsFixture.Execution after = Executions.restarted(before);
        fixture.build.workspace().child("cluster.json").delete();
        after.onResume();
        assertThat(
                fixture.context.failure().getMessage(),
                startsWith("kubeconfigFile: 'cluster.json' is not in the workspace."));
    }

    @Test
    @Covers("B-16")
    public void whatIsWrongWithTheFileIsSaidWithoutItsContent() throws Exception {
        fixture.build.workspace().child("cluster.json").write("{\"token\": \"hunter4-hunter4\"}", "UTF-8");
        assertThat(failure(handedOver()), startsWith("kubeconfigFile: 'cluster.json': It is no kubeconfig"));
        assertThat(fixture.systems.tokens, is(empty()));
    }

    @Test
    public void kubeWaitGoesToTheSameTargetOrAnother() throws Exception {
        prod(UID);
        isCluster(UID);
        KubeApplyStep apply = toProd();
        apply.setWait(false);
        fixture.started(operation(apply));
        String deployment = (String) fixture.value().get("deployment");
        fixture.systems.rolledOut = true;

        KubeWaitStep same = new KubeWaitStep();
        same.setDeployment(deployment);
        fixture.newContext(null);
        fixture.started(operation(same));
        assertThat(fixture.value().get("ready"), is(true));

        KubeWaitStep credential = new KubeWaitStep();
        credential.setDeployment(deployment);
        credential.setCredentialsId("gitops");
        fixture.newContext(null);
        assertThat(failure(credential), startsWith("credentialsId: kubeApply used the target 'prod'"));

        KubeWaitStep other = new KubeWaitStep();
        other.setDeployment(deployment);
        other.setCluster("absent");
        fixture.newContext(null);
        assertThat(failure(other), startsWith("cluster: there is no target 'absent'"));
    }

    @Test
    public void kubeWaitOutsideOfANodeCannotReadTheFile() throws Exception {
        handOver(SystemsFixture.TOKEN);
        KubeApplyStep apply = handedOver();
        apply.setWait(false);
        fixture.started(operation(apply));
        KubeWaitStep wait = new KubeWaitStep();
        wait.setDeployment((String) fixture.value().get("deployment"));
        fixture.newContext(null);
        assertThat(failure(wait), startsWith("manifests, kubeconfigFile and what tools render are in a workspace"));
        fixture.systems.rolledOut = true;
        fixture.newContext(fixture.build.workspace());
        fixture.started(operation(wait));
        assertThat(fixture.value().get("ready"), is(true));
    }
}
