package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.Test;

/**
 * What Jenkins makes of a config.xml or build.xml that lacks something or has too much of it, because an earlier version
 * or a person wrote it: read without any constructor, it is as if left out, or a clear error when the build runs.
 */
@Covers({"B-28", "S-30"})
public abstract class ConfigXmlSuite {
    private static final String STEPS = "io.jenkins.plugins.deploymentsteps.steps.";
    private static final String REPORT = "io.jenkins.plugins.deploymentsteps.report.";

    /** Reads as Jenkins does. */
    protected abstract Object read(String xml);

    private DeployBuilder builder(String content) {
        return (DeployBuilder) read("<" + STEPS + "DeployBuilder>" + content + "</" + STEPS + "DeployBuilder>");
    }

    private KubeApplyStep push(String content) {
        DeployBuilder builder = builder("<method class='" + STEPS + "PushMethod'>" + content + "</method>");
        return ((PushMethod) builder.getMethod()).getApply();
    }

    private PullMethod pull(String content) {
        return (PullMethod) builder("<method class='" + STEPS + "PullMethod'>" + content + "</method>")
                .getMethod();
    }

    private static String refused(DeploymentStep step) {
        return assertThrows(DeploymentException.class, () -> step.operation(UnaryOperator.identity()))
                .getMessage();
    }

    @Test
    public void aBuilderWithoutMethodOrArgumentsSaysWhatIsMissing() {
        assertThat(builder("").getMethod(), nullValue());
        assertThat(refused(push("")), startsWith("manifests: missing."));
        assertThat(refused(pull("").getCommit()), startsWith("changes: missing."));
        assertThat(pull("").getSync(), nullValue());
        assertThat(refused(pull("<sync/>").getSync()), startsWith("application: missing."));
    }

    @Test
    public void whatIsLeftOutOrEmptyHasItsDefault() throws Exception {
        for (String left : List.of("", "<conflicts></conflicts><timeout> </timeout><namespace></namespace><images/>")) {
            KubeApplyStep apply = push(
                    "<apply><manifests>deploy/</manifests><credentialsId>cluster</credentialsId>" + left + "</apply>");
            assertThat(apply.getConflicts(), is("fail"));
            assertThat(apply.getTimeout(), is("10m"));
            assertThat("checked and waited for unless somebody said no", apply.isPreflight(), is(true));
            assertThat(apply.isWait(), is(true));
            assertThat(apply.isDryRun(), is(false));
            assertThat(apply.isSkipTlsVerify(), is(false));
            apply.operation(UnaryOperator.identity());
        }
        ArgoSyncStep sync =
                pull("<sync><application>shop</application><paused/></sync>").getSync();
        assertThat(sync.getRefresh(), is("normal"));
        assertThat(sync.getOnBusy(), is("wait"));
        assertThat(sync.getPaused(), is("wait"));
        assertThat(sync.isWait(), is(true));
        GitopsCommitStep commit = pull("<commit/>").getCommit();
        assertThat(commit.getBranch(), is("main"));
        assertThat(commit.getTimeout(), is("5m"));
        assertThat(commit.getChanges(), empty());
    }

    @Test
    public void whatSomebodySaidNoToStaysSo() {
        KubeApplyStep apply = push("<apply><preflight>false</preflight><wait>false</wait></apply>");
        assertThat(apply.isPreflight(), is(false));
        assertThat(apply.isWait(), is(false));
    }

    @Test
    public void whatCannotBeUsedIsNamed() {
        String start = "<apply><manifests>a.yaml</manifests><credentialsId>cluster</credentialsId>";
        assertThat(refused(push(start + "<timeout>soon</timeout></apply>")), startsWith("timeout: 'soon'"));
        assertThat(
                refused(push(start + "<conflicts>win</conflicts></apply>")), startsWith("conflicts: 'win' is none of"));
        assertThat(refused(push(start + "<namespace>A B</namespace></apply>")), startsWith("namespace: "));
    }

    @Test
    public void aSourceThatLacksSomethingIsNamedAndWhatItLeavesOutHasItsDefault() {
        Map<String, String> missing = Map.of("Kustomize", "dir", "Helm", "chart", "Kluctl", "dir", "Image", "image");
        missing.forEach((source, argument) -> assertThat(
                refused(push("<apply><source class='" + STEPS + "Kube" + source + "'/></apply>")),
                startsWith("source: kube" + source + ": " + argument + ": missing.")));
        KubeImage image = (KubeImage)
                push("<apply><source class='" + STEPS + "KubeImage'/></apply>").getSource();
        assertThat(image.getPort() + " " + image.getReplicas() + " " + image.getMemory(), is("8080 1 256Mi"));
        KubeHelm helm = (KubeHelm)
                push("<apply><source class='" + STEPS + "KubeHelm'/></apply>").getSource();
        assertThat(helm.getMode(), is("template"));
    }

    @Test
    public void whatIsNotKnownAnyMoreIsLeftOut() throws Exception {
        push("<apply><manifests>a.yaml</manifests><credentialsId>cluster</credentialsId><gone>x</gone></apply>")
                .operation(UnaryOperator.identity());
    }

    @Test
    public void aChangeThatLacksSomethingOrIsNoneIsNamed() {
        assertThat(
                refused(commit(
                        "<" + STEPS + "GitopsValue><file>a.yaml</file><path>a</path></" + STEPS + "GitopsValue>")),
                startsWith("changes: gitopsValue: value: missing."));
        assertThat(refused(commit("<" + STEPS + "GitopsImage/>")), startsWith("changes: gitopsImage: image: missing."));
        assertThat(refused(commit("<null/>")), startsWith("changes: "));
        assertThat(refused(commit("<string>web:1.2</string>")), startsWith("changes: "));
    }

    private GitopsCommitStep commit(String change) {
        return pull("<commit><url>https://git.example/a.git</url><changes>" + change + "</changes></commit>")
                .getCommit();
    }

    @Test
    public void aReportThatLacksSomethingIsShownAndNoSuccess() {
        assertThat(action("").getReports(), empty());
        DeploymentReport report = action("<reports><" + REPORT + "DeploymentReport><id>1</id><objects><" + REPORT
                        + "ObjectReport/></objects><files><" + REPORT + "FileReport/></files><applications><" + REPORT
                        + "ApplicationReport/></applications></" + REPORT + "DeploymentReport></reports>")
                .getReports()
                .get(0);
        assertThat(report.getOutcome(), is(DeploymentReport.Outcome.FAILED));
        assertThat(report.getStep(), is(""));
        assertThat(report.getMessage(), is(""));
        assertThat(report.getImages(), empty());
        assertThat(report.getObjects().get(0).getName(), is(""));
        assertThat(report.getFiles().get(0).getEdits(), empty());
        assertThat(report.getApplications().get(0).getHealth(), is(""));
    }

    private DeploymentAction action(String content) {
        return (DeploymentAction)
                read("<" + REPORT + "DeploymentAction>" + content + "</" + REPORT + "DeploymentAction>");
    }
}
