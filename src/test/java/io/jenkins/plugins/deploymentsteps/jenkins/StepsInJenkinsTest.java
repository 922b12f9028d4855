package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import hudson.model.FreeStyleBuild;
import hudson.model.FreeStyleProject;
import hudson.model.Result;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.diff.FieldChange;
import io.jenkins.plugins.deploymentsteps.core.diff.ObjectDiff;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.ShownDiff;
import io.jenkins.plugins.deploymentsteps.steps.ArgoSyncStep;
import io.jenkins.plugins.deploymentsteps.steps.DeployBuilder;
import io.jenkins.plugins.deploymentsteps.steps.GitopsCommitStep;
import io.jenkins.plugins.deploymentsteps.steps.GitopsHelmImage;
import io.jenkins.plugins.deploymentsteps.steps.GitopsImage;
import io.jenkins.plugins.deploymentsteps.steps.GitopsKustomizeImage;
import io.jenkins.plugins.deploymentsteps.steps.GitopsValue;
import io.jenkins.plugins.deploymentsteps.steps.KubeApplyStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeDiffStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeHelm;
import io.jenkins.plugins.deploymentsteps.steps.KubeImage;
import io.jenkins.plugins.deploymentsteps.steps.KubeKluctl;
import io.jenkins.plugins.deploymentsteps.steps.KubeKustomize;
import io.jenkins.plugins.deploymentsteps.steps.KubeRollbackStep;
import io.jenkins.plugins.deploymentsteps.steps.KubeSource;
import io.jenkins.plugins.deploymentsteps.steps.KubeWaitStep;
import io.jenkins.plugins.deploymentsteps.steps.PullMethod;
import io.jenkins.plugins.deploymentsteps.steps.PushMethod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.jenkinsci.plugins.structs.describable.DescribableModel;
import org.jenkinsci.plugins.workflow.cps.CpsFlowDefinition;
import org.jenkinsci.plugins.workflow.cps.Snippetizer;
import org.jenkinsci.plugins.workflow.job.WorkflowJob;
import org.jenkinsci.plugins.workflow.job.WorkflowRun;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TestName;
import org.jvnet.hudson.test.BuildWatcher;
import org.jvnet.hudson.test.JenkinsRule;

/** The steps in a real Jenkins: snippets, binding, forms, polite failures, secrets, the build's page. */
public class StepsInJenkinsTest {
    private static final String TOKEN = "s3cret-token-of-the-planted-kind";

    @ClassRule
    public static final BuildWatcher watcher = new BuildWatcher();

    @ClassRule
    public static final JenkinsRule j = new JenkinsRule();

    static {
        // The usual limit is for one test, and would be that of all here.
        j.timeout = 0;
    }

    @Rule
    public final TestName name = new TestName();

    private WorkflowRun run(Result expected, String script) throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, name.getMethodName() + System.nanoTime());
        job.setDefinition(new CpsFlowDefinition(script, true));
        return j.buildAndAssertStatus(expected, job);
    }

    private static void plant(String id) throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.GLOBAL, id, "", Secret.fromString(TOKEN)));
        SystemCredentialsProvider.getInstance().save();
    }

    private static void assertSnippet(Step step, String groovy) {
        assertThat(Snippetizer.object2Groovy(step), is(groovy));
    }

    @Test
    public void snippetsShowEachOptionAndNoDefault() {
        assertSnippet(new KubeApplyStep(), "kubeApply()");
        KubeApplyStep apply = new KubeApplyStep();
        apply.setTimeout("10m");
        apply.setConflicts("fail");
        apply.setNamespace("");
        apply.setPreflight(true);
        assertSnippet(apply, "kubeApply()");
        apply.setManifests("deploy/");
        apply.setNamespace("shop");
        apply.setImages("shop/web:1.2");
        apply.setCredentialsId("cluster");
        apply.setConflicts("take");
        apply.setPreflight(false);
        apply.setDryRun(true);
        apply.setWait(false);
        apply.setTimeout("1h");
        apply.setContext("prod");
        apply.setServer("https://k");
        apply.setCaCertificate("PEM");
        apply.setSkipTlsVerify(true);
        assertSnippet(
                apply,
                "kubeApply caCertificate: 'PEM', conflicts: 'take', context: 'prod', credentialsId: 'cluster',"
                        + " dryRun: true, images: 'shop/web:1.2', manifests: 'deploy/', namespace: 'shop',"
                        + " preflight: false, server: 'https://k', skipTlsVerify: true, timeout: '1h', wait: false");
        KubeApplyStep target = new KubeApplyStep();
        target.setManifests("deploy/");
        target.setCluster("prod");
        assertSnippet(target, "kubeApply cluster: 'prod', manifests: 'deploy/'");
        KubeApplyStep planned = new KubeApplyStep();
        planned.setPlan("id");
        planned.setOnFailure("rollback");
        assertSnippet(planned, "kubeApply onFailure: 'rollback', plan: 'id'");
        KubeDiffStep compare = new KubeDiffStep();
        compare.setManifests("deploy/");
        compare.setFailOn("drift");
        assertSnippet(compare, "kubeDiff failOn: 'drift', manifests: 'deploy/'");
        KubeRollbackStep back = new KubeRollbackStep();
        assertSnippet(back, "kubeRollback()");
        back.setToBuild(41);
        assertSnippet(back, "kubeRollback toBuild: 41");
        KubeApplyStep sourced = new KubeApplyStep();
        sourced.setSource(new KubeKustomize("overlays/prod"));
        assertSnippet(sourced, "kubeApply source: kubeKustomize('overlays/prod')");
        sourced.setSource(helm());
        assertSnippet(sourced, "kubeApply source: kubeHelm(chart: 'charts/shop', mode: 'release', set: 'a=b')");
        KubeWaitStep wait = new KubeWaitStep();
        wait.setDeployment("id");
        assertSnippet(wait, "kubeWait deployment: 'id'");
        assertSnippet(
                commit(),
                "gitopsCommit changes: [gitopsImage('shop/web:1.2'),"
                        + " gitopsKustomizeImage(dir: 'overlays/prod', image: 'shop/web:1.2'),"
                        + " gitopsHelmImage(file: 'values.yaml', image: 'shop/web:1.2', path: 'web.image'),"
                        + " gitopsValue(create: true, file: 'a.yaml', path: 'spec.replicas', value: '3')],"
                        + " credentialsId: 'cluster', url: 'https://git.example/deploy.git'");
        assertSnippet(
                new GitopsCommitStep("https://git.example/deploy.git"),
                "gitopsCommit 'https://git.example/deploy.git'");
        ArgoSyncStep sync = new ArgoSyncStep();
        sync.setApplication("shop");
        sync.setRefresh("normal");
        sync.setOnBusy("fail");
        assertSnippet(sync, "argoSync application: 'shop', onBusy: 'fail'");
    }

    private static GitopsCommitStep commit() {
        GitopsCommitStep commit = new GitopsCommitStep("https://git.example/deploy.git");
        commit.setCredentialsId("cluster");
        GitopsValue value = new GitopsValue("a.yaml", "spec.replicas", "3");
        value.setCreate(true);
        commit.setChanges(List.of(
                new GitopsImage("shop/web:1.2"),
                new GitopsKustomizeImage("shop/web:1.2", "overlays/prod"),
                new GitopsHelmImage("shop/web:1.2", "values.yaml", "web.image"),
                value));
        return commit;
    }

    @Test
    @Covers("B-27")
    public void argumentsAreBoundOrNamed() throws Exception {
        j.assertLogContains("manifests: missing.", run(Result.FAILURE, "kubeApply()"));
        j.assertLogContains("manifests: missing.", run(Result.FAILURE, "kubeApply manifests: null"));
        // A GString is bound as text: what comes next is about where the step runs.
        j.assertLogContains(
                "Run the step inside node { … }",
                run(
                        Result.FAILURE,
                        "def tag = 'x'; kubeApply manifests: \"none-${tag}.yaml\", credentialsId: 'absent'"));
        j.assertLogContains(
                "kubeApply: manifests is a list, and must be a text, in quotes.",
                run(Result.FAILURE, "kubeApply manifests: ['a', 'b'], credentialsId: 'x'"));
        j.assertLogContains(
                "kubeApply: timeout is 600, and must be a text, in quotes.",
                run(Result.FAILURE, "kubeApply manifests: 'a', timeout: 600"));
        j.assertLogContains(
                "kubeApply: unknown argument 'nonsense'. It takes batch, caCertificate, ",
                run(Result.FAILURE, "kubeApply manifests: 'a', nonsense: 1"));
        j.assertLogContains("url: missing.", run(Result.FAILURE, "gitopsCommit changes: [gitopsImage('a:1')]"));
        j.assertLogContains(
                "changes: gitopsImage: image: 'web' has neither tag nor digest",
                run(
                        Result.FAILURE,
                        "gitopsCommit url: 'https://git.example/a.git', changes: [gitopsImage(image: 'web')]"));
        // Jenkins itself reads any text but 'true' as false.
        j.assertLogContains(
                "kubeApply: wait is 'perhaps', and must be true or false.",
                run(Result.FAILURE, "kubeApply manifests: 'a', wait: 'perhaps'"));
    }

    @Test
    public void failuresArePolite() throws Exception {
        plant("polite");
        WorkflowRun run = run(
                Result.FAILURE,
                "node { writeFile file: 'a.txt', text: ''\n kubeApply manifests: 'none.yaml', credentialsId: 'polite', server: 'https://127.0.0.1:1' }");
        j.assertLogContains("ERROR: manifests: 'none.yaml' is not in the workspace.", run);
        j.assertLogNotContains("\tat ", run);
        assertThat(
                run.getAction(DeploymentAction.class).getReports().get(0).getOutcome(),
                is(DeploymentReport.Outcome.FAILED));
    }

    @Test
    @Covers({"S-03", "S-05"})
    public void aCredentialThatIsAbsentAndOneThatIsForbiddenReadTheSame() throws Exception {
        SystemCredentialsProvider.getInstance()
                .getCredentials()
                .add(new StringCredentialsImpl(CredentialsScope.SYSTEM, "of-jenkins", "", Secret.fromString(TOKEN)));
        String script = "argoSync application: 'shop', server: 'https://argocd.example', credentialsId: '%s'";
        for (String id : List.of("absent", "of-jenkins")) {
            j.assertLogContains(
                    "ERROR: credentialsId: there is no credential '" + id + "' that this job may use for"
                            + " https://argocd.example.",
                    run(Result.FAILURE, script.formatted(id)));
        }
    }

    @Test
    @Covers({"S-07", "S-08", "S-11"})
    public void noFileOfABuildHoldsASecretThatItUsed() throws Exception {
        plant("planted");
        try (LiveArgo argo = new LiveArgo()) {
            argo.refuses = true;
            WorkflowRun run = run(
                    Result.FAILURE,
                    "argoSync application: 'shop', server: '" + argo.url()
                            + "', skipTlsVerify: true, credentialsId: 'planted', timeout: '20s'");
            j.assertLogContains("[argoSync] WARNING: skipTlsVerify", run);
            assertNoSecret(run.getParent().getRootDir().toPath());
            WorkflowRun push = run(
                    Result.FAILURE,
                    "node { writeFile file: 'a.yaml', text: '{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}'\n"
                            + "kubeApply manifests: 'a.yaml', server: '" + argo.url()
                            + "', skipTlsVerify: true, credentialsId: 'planted', timeout: '20s' }");
            assertNoSecret(push.getParent().getRootDir().toPath());
        }
        assertThat(
                "the use is recorded",
                CredentialsProvider.getFingerprintOf(CredentialsProvider.findCredentialById(
                                "planted",
                                StringCredentialsImpl.class,
                                j.jenkins.getAllItems(WorkflowJob.class).get(0).getLastBuild(),
                                List.of()))
                        != null,
                is(true));
    }

    private static void assertNoSecret(Path root) throws IOException {
        List<String> forms = List.of(
                TOKEN,
                Base64.getEncoder()
                        .encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8))
                        .substring(0, 20),
                Base64.getEncoder()
                        .encodeToString(("x" + TOKEN).getBytes(StandardCharsets.UTF_8))
                        .substring(4, 20));
        int files = 0;
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                files++;
                String content = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String form : forms) {
                    assertThat(file.toString(), content, not(containsString(form)));
                }
            }
        }
        assertThat("looked at something", files > 3, is(true));
    }

    @Test
    public void theStepWaitsOutsideOfANodeAndReturnsAMapForTheSandbox() throws Exception {
        plant("argo");
        try (LiveArgo argo = new LiveArgo()) {
            argo.health = "Healthy";
            WorkflowRun run = run(
                    Result.SUCCESS,
                    "def live = argoSync application: 'shop', server: '" + argo.url()
                            + "', skipTlsVerify: true, credentialsId: 'argo', revision: '" + LiveArgo.COMMIT + "'\n"
                            + "echo \"live: ${live.revision} ${live.images[0]} ${live.applications[0].health}\"");
            j.assertLogContains("live: " + LiveArgo.COMMIT + " shop/web:1.2 Healthy", run);
            assertThat(argo.syncs.size(), is(1));
        }
    }

    private static KubeHelm helm() {
        KubeHelm helm = new KubeHelm("charts/shop");
        helm.setMode("release");
        helm.setSet("a=b");
        return helm;
    }

    @Test
    public void formsKeepEverySource() throws Exception {
        KubeKluctl kluctl = new KubeKluctl("deployment");
        kluctl.setTarget("prod");
        KubeImage image = new KubeImage("shop/web:1.2");
        image.setPort(3000);
        image.setWriteTo("deploy");
        for (KubeSource source : List.of(new KubeKustomize("overlays/prod"), helm(), kluctl, image)) {
            KubeApplyStep apply = new KubeApplyStep();
            apply.setSource(source);
            apply.setVariables("TAG=1.2\nHOST=shop.example");
            DeployBuilder push = j.configRoundtrip(new DeployBuilder(new PushMethod(apply)));
            assertSnippet(((PushMethod) push.getMethod()).getApply(), Snippetizer.object2Groovy(apply));
        }
    }

    @Test
    public void formsKeepEveryFieldOfPushAndPull() throws Exception {
        KubeApplyStep apply = new KubeApplyStep();
        apply.setManifests("deploy/\nconfig/*.yaml");
        apply.setCredentialsId("cluster");
        apply.setServer("https://kubernetes.example");
        apply.setNamespace("shop");
        apply.setImages("shop/web:1.2");
        apply.setWait(false);
        apply.setTimeout("1h");
        apply.setContext("prod");
        apply.setCaCertificate("PEM");
        apply.setSkipTlsVerify(true);
        apply.setConflicts("take");
        apply.setPreflight(false);
        apply.setDryRun(true);
        DeployBuilder push = j.configRoundtrip(new DeployBuilder(new PushMethod(apply)));
        assertSnippet(((PushMethod) push.getMethod()).getApply(), Snippetizer.object2Groovy(apply));

        ArgoSyncStep sync = new ArgoSyncStep();
        sync.setApplication("shop");
        sync.setServer("https://argocd.example");
        sync.setCredentialsId("argo");
        sync.setRevision(LiveArgo.COMMIT);
        sync.setRefresh("hard");
        sync.setPrune(true);
        sync.setDryRun(true);
        sync.setOnBusy("terminate");
        sync.setPaused("success");
        sync.setWait(false);
        sync.setTimeout("1h");
        sync.setCaCertificate("PEM");
        sync.setSkipTlsVerify(true);
        GitopsCommitStep commit = commit();
        commit.setBranch("env/prod");
        commit.setMessage("Deploy");
        commit.setAuthor("A <a@b>");
        commit.setTimeout("2m");
        PullMethod pull = new PullMethod(commit);
        pull.setSync(sync);
        PullMethod back =
                (PullMethod) j.configRoundtrip(new DeployBuilder(pull)).getMethod();
        assertSnippet(back.getCommit(), Snippetizer.object2Groovy(commit));
        assertSnippet(back.getSync(), Snippetizer.object2Groovy(sync));

        DeployBuilder untouched = j.configRoundtrip(new DeployBuilder(new PushMethod(null)));
        assertSnippet(((PushMethod) untouched.getMethod()).getApply(), "kubeApply()");
        PullMethod noSync = (PullMethod)
                j.configRoundtrip(new DeployBuilder(new PullMethod(commit()))).getMethod();
        assertThat(noSync.getSync() == null, is(true));
        assertSnippet(noSync.getCommit(), Snippetizer.object2Groovy(commit()));
    }

    @Test
    public void theSnippetGeneratorShowsAFormForEachStep() throws Exception {
        WorkflowJob job = j.createProject(WorkflowJob.class, "forms");
        String page = j.createWebClient()
                .getPage(job, "pipeline-syntax")
                .getWebResponse()
                .getContentAsString();
        for (String step : List.of("kubeApply", "kubeDiff", "kubeRollback", "kubeWait", "gitopsCommit", "argoSync")) {
            assertThat(page, containsString(step + ": "));
        }
    }

    @Test
    public void aFreestyleJobFailsPolitelyAndKeepsItsReport() throws Exception {
        plant("freestyle");
        KubeApplyStep apply = new KubeApplyStep();
        apply.setManifests("$JOB_NAME.yaml");
        apply.setCredentialsId("freestyle");
        apply.setServer("https://127.0.0.1:1");
        FreeStyleProject job = j.createFreeStyleProject("freestyle");
        job.getBuildersList().add(new DeployBuilder(new PushMethod(apply)));
        FreeStyleBuild build = j.buildAndAssertStatus(Result.FAILURE, job);
        j.assertLogContains("ERROR: manifests: 'freestyle.yaml' is not in the workspace.", build);
        j.assertLogNotContains("\tat ", build);
        assertThat(build.getAction(DeploymentAction.class).getReports().size(), is(1));
    }

    @Test
    @Covers({"S-25", "R-41", "T-53"})
    public void hostileTextsAreInertOnTheBuildsPageAlsoAfterAReload() throws Exception {
        String bad = "\"><img src=x onerror=alert(1)>";
        WorkflowRun run = run(Result.SUCCESS, "echo 'hi'");
        DeploymentAction.update(run, "id", "kubeApply", Redactor.NONE, report -> {
            report.on("javascript:alert(1)");
            report.in(bad);
            report.took(new ApplyResult(
                    bad,
                    List.of(new AppliedObject(
                            new ObjectRef("v1", bad, bad, bad),
                            AppliedObject.Action.FAILED,
                            bad,
                            null,
                            0,
                            List.of(bad))),
                    false));
            report.took(new CommitResult(bad, bad, true, List.of(new CommitResult.FileChange(bad, List.of(bad))), 1));
            report.took(new SyncResult(bad, bad, bad, bad, bad, List.of(bad)));
            report.runs(Map.of(bad, List.of(bad)));
            report.getCircumstances().from(new Origin(bad, bad, bad));
            report.getCircumstances().overrides(bad);
            report.getCircumstances().recordedIn("deployments/id.json");
            report.end(DeploymentReport.Outcome.FAILED, bad);
        });
        ObjectDiff changed = new ObjectDiff(
                new ObjectRef("v1", bad, bad, bad),
                ObjectDiff.Action.CHANGED,
                List.of(new FieldChange(bad, FieldChange.Kind.CHANGED, bad, bad + "of-the-diff")),
                0,
                null,
                "fingerprint");
        SetDiff diff = new SetDiff(bad, List.of(), List.of(changed), null, "digest");
        String plan = "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d";
        ShownDiff.of(diff, Redactor.NONE).write(run, plan);
        DeploymentAction.update(run, plan, "kubeDiff", Redactor.NONE, report -> report.took(diff));
        String job = run.getParent().getFullName();
        for (int i = 0; i < 2; i++) {
            WorkflowRun at = j.jenkins.getItemByFullName(job, WorkflowJob.class).getLastBuild();
            String page = j.createWebClient().getPage(at).getWebResponse().getContentAsString();
            assertThat(page, containsString("kubeApply"));
            assertThat("the diff is shown", page, containsString("of-the-diff"));
            assertThat(page, containsString("What would be changed (1)"));
            assertThat(page, containsString("&lt;img src=x"));
            assertThat(page, containsString(at.getUrl() + "artifact/deployments/id.json"));
            assertThat(page, not(containsString("<img src=x")));
            assertThat(page, not(containsString("href=\"javascript:")));
            String json = j.createWebClient()
                    .goTo(at.getUrl() + "api/json?depth=2", "application/json")
                    .getWebResponse()
                    .getContentAsString();
            assertThat(json, containsString("\"step\":\"kubeApply\""));
            j.jenkins.reload();
        }
    }

    @Test
    @Covers("S-02")
    public void webMethodsAnswerPostWithACrumbOnly() throws Exception {
        JenkinsRule.WebClient client = j.createWebClient().withThrowExceptionOnFailingStatusCode(false);
        String url = j.jenkins.getDescriptorOrDie(KubeApplyStep.class).getDescriptorUrl();
        for (String method : List.of("fillCredentialsIdItems", "checkTimeout")) {
            int get = client.goTo(url + "/" + method + "?value=x", null)
                    .getWebResponse()
                    .getStatusCode();
            assertThat(method, get == 404 || get == 405, is(true));
        }
        var post = new org.htmlunit.WebRequest(
                new java.net.URL(j.getURL() + url + "/checkTimeout?value=x"), org.htmlunit.HttpMethod.POST);
        j.jenkins.setCrumbIssuer(new org.jvnet.hudson.test.TestCrumbIssuer());
        try {
            assertThat(client.getPage(post).getWebResponse().getStatusCode(), is(403));
        } finally {
            j.jenkins.setCrumbIssuer(null);
        }
    }

    @Test
    public void anUnknownStepArgumentIsRefusedAlsoByTheModel() {
        assertThrows(Exception.class, () -> new DescribableModel<>(GitopsImage.class)
                .instantiate(Map.of("imag", "a:1"), null));
    }
}
