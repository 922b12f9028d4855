package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertTrue;

import hudson.AbortException;
import hudson.FilePath;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Tools on the agent: what they are started with, what becomes of what they print, and how they end. */
public class ToolRunTest {
    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private ToolsFixture tools;

    @Before
    public void overlay() throws Exception {
        tools = new ToolsFixture(fixture);
        Files.createDirectories(tools.workspace().resolve("overlays/prod"));
    }

    private SystemsFixture.Execution start(KubeApplyStep step) throws Exception {
        return fixture.started(step.operation(UnaryOperator.identity()));
    }

    private String failure(KubeApplyStep step) throws Exception {
        start(step);
        Throwable failure = fixture.context.failure();
        assertThat(failure, instanceOf(AbortException.class));
        return failure.getMessage();
    }

    private static KubeApplyStep kustomize() {
        return ToolsFixture.step(new KubeKustomize("overlays/prod"));
    }

    @Test
    public void whatTheToolPrintsIsApplied() throws Exception {
        tools.program(
                "kustomize",
                "echo careful >&2\nprintf '%s|' \"$@\" > args\ncat <<'END'\n" + ToolsFixture.CONFIG_MAP + "END\n");
        start(kustomize());
        assertThat(fixture.value().get("ready"), is(true));
        assertThat(fixture.systems.objects, hasKey("ConfigMap/rendered"));
        assertThat(
                Files.readString(tools.workspace().resolve("args")),
                is("build|--load-restrictor=LoadRestrictionsRootOnly|./overlays/prod|"));
        assertThat(
                fixture.build.log(),
                allOf(
                        containsString(
                                "[kubeApply] $ kustomize build --load-restrictor=LoadRestrictionsRootOnly ./overlays/prod"),
                        containsString("[kubeApply] kustomize: careful")));
    }

    @Test
    public void kubectlTakesThePlaceOfKustomize() throws Exception {
        tools.printing("kubectl");
        start(kustomize());
        fixture.value();
        assertThat(fixture.build.log(), containsString("$ kubectl kustomize"));
        assertThat(fixture.systems.objects, hasKey("ConfigMap/rendered"));
    }

    @Test
    public void aMissingToolIsNamedWithTheRemedy() throws Exception {
        assertThat(
                failure(ToolsFixture.step(new KubeKluctl("overlays/prod"))),
                allOf(
                        startsWith("source: kubeKluctl: There is no program 'kluctl' on the agent 'linux-1'"),
                        containsString("Manage Jenkins, Tools"),
                        containsString("https://kluctl.io/docs/kluctl/installation")));
        assertThat(fixture.systems.applies.get() + fixture.systems.dryRuns.get(), is(0));
    }

    @Test
    @Covers("S-26")
    public void aFailureTellsExitCodeCommandAndTheLastLines() throws Exception {
        tools.program(
                "kustomize",
                "for i in $(seq 100); do echo \"line $i\" >&2; done\nprintf 'Error: \\033[31mno such file\\033[0m\\n' >&2\nexit 3\n");
        String message = failure(kustomize());
        assertThat(
                message,
                allOf(
                        startsWith("source: kubeKustomize: kustomize failed with exit code 3."),
                        containsString("kustomize build"),
                        containsString("\n  line 100\n  Error: \uFFFD[31mno such file"),
                        not(containsString("line 71\n"))));
        assertThat(fixture.systems.applies.get() + fixture.systems.dryRuns.get(), is(0));
    }

    @Test
    public void aToolThatPrintsNothingIsAMistake() throws Exception {
        tools.program("kustomize", "exit 0\n");
        assertThat(
                failure(kustomize()),
                is("source: kubeKustomize: Nothing was rendered by kustomize from overlays/prod: kustomize printed no"
                        + " object."));
    }

    @Test
    @Covers({"S-10", "S-15", "T-21"})
    public void noSecretOfTheBuildIsInArgumentsOrEnvironment() throws Exception {
        tools.program(
                "kustomize",
                "tr '\\0' '\\n' < /proc/$$/environ > seen\ntr '\\0' '\\n' < /proc/$$/cmdline >> seen\n"
                        + "cat <<'END'\n" + ToolsFixture.CONFIG_MAP + "END\n");
        start(kustomize());
        fixture.value();
        String seen = Files.readString(tools.workspace().resolve("seen"));
        assertThat(seen, not(containsString(SystemsFixture.TOKEN)));
        assertThat(seen, allOf(containsString("KUBECONFIG=/dev/null\n"), containsString("HELM_KUBETOKEN=\n")));
        assertThat(seen, containsString("PATH=" + tools.bin));
        assertThat(seen, not(containsString("DATABASE_PASSWORD")));
    }

    @Test
    @Covers({"R-37", "T-109"})
    public void anAbortEndsTheToolAndWhatItStarted() throws Exception {
        tools.program("kustomize", "sleep 300 &\necho $! > child\necho $$ > parent\nwait\n");
        SystemsFixture.Execution execution = start(kustomize());
        await("the tool runs", () -> Files.exists(tools.workspace().resolve("parent")));
        long began = System.nanoTime();
        FlowInterruptedException cause = new FlowInterruptedException(Result.ABORTED, true);

        execution.stop(cause);

        assertThat(fixture.context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - began), lessThan(Duration.ofSeconds(5)));
        for (String each : new String[] {"parent", "child"}) {
            long pid = Long.parseLong(
                    Files.readString(tools.workspace().resolve(each)).strip());
            await(each + " has ended", () -> ended(pid));
        }
        assertThat(fixture.systems.applies.get(), is(0));
    }

    /** In a container nobody may fetch the exit code of an orphan: it has ended all the same. */
    private static boolean ended(long pid) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/stat")).matches("(?s).*\\) Z .*");
        } catch (java.io.IOException e) {
            return true;
        }
    }

    @Test
    public void aToolThatDoesNotEndIsEndedInTime() throws Exception {
        tools.program("kustomize", "echo waiting for a lock >&2\necho $$ > parent\nexec sleep 300\n");
        KubeApplyStep step = kustomize();
        step.setTimeout("1s");
        assertThat(
                failure(step),
                allOf(
                        startsWith(
                                "source: kubeKustomize: timeout: kustomize was still running when the time was over"),
                        containsString("waiting for a lock")));
        long pid = Long.parseLong(
                Files.readString(tools.workspace().resolve("parent")).strip());
        await("it has ended", () -> ended(pid));
    }

    @Test
    @Covers("S-13")
    public void aToolThatDoesNotStopPrintingIsEnded() throws Exception {
        tools.program("kustomize", "exec yes 'apiVersion: v1'\n");
        assertThat(failure(kustomize()), containsString("kustomize printed more than 10 MB"));
    }

    @Test
    @Covers({"S-20", "S-21"})
    public void nothingOutsideOfTheWorkspaceIsHandedToATool() throws Exception {
        tools.program("kustomize", "touch started\n");
        tools.program("helm", "touch started\n");
        Files.createSymbolicLink(tools.workspace().resolve("link"), Path.of("/etc"));
        KubeHelm values = new KubeHelm("overlays/prod");
        values.setValues("link/passwd");
        Map<KubeSource, String> refused = Map.of(
                new KubeKustomize("link"),
                "source: kubeKustomize: dir: 'link' leads through the symbolic link",
                new KubeKustomize("absent"),
                "source: kubeKustomize: dir: 'absent' is no directory of the workspace",
                new KubeKustomize("web.yaml"),
                "source: kubeKustomize: dir: 'web.yaml' is a file",
                new KubeHelm("link"),
                "source: kubeHelm: chart: 'link' leads through the symbolic link",
                new KubeHelm("absent"),
                "source: kubeHelm: chart: 'absent' is not in the workspace.",
                values,
                "source: kubeHelm: values: 'link/passwd' leads through the symbolic link");
        for (Map.Entry<KubeSource, String> each : refused.entrySet()) {
            fixture.newContext(fixture.build.workspace());
            tools.reset();
            assertThat(failure(ToolsFixture.step(each.getKey())), startsWith(each.getValue()));
        }
        assertThat(Files.exists(tools.workspace().resolve("started")), is(false));
    }

    @Test
    public void aSourceThatNeedsNoToolNeedsNoWorkspace() throws Exception {
        fixture.newContext(null);
        fixture.systems.rolledOut = true;
        start(ToolsFixture.step(new KubeImage("shop/web:1.2")));
        assertThat(fixture.value().get("images").toString(), is("[shop/web:1.2]"));
        assertThat(fixture.systems.objects, hasKey("Service/web"));
    }

    @Test
    public void generatedManifestsAreKeptInTheWorkspaceAndNeverOverwritten() throws Exception {
        KubeImage image = new KubeImage("shop/web:1.2");
        image.setWriteTo("deploy/web");
        fixture.systems.rolledOut = true;
        for (int i = 0; i < 2; i++) {
            fixture.newContext(fixture.build.workspace());
            start(ToolsFixture.step(image));
            fixture.value();
        }
        Path written = tools.workspace().resolve("deploy/web/deployment.yaml");
        assertThat(Files.readString(written), containsString("image: \"shop/web:1.2\""));
        Files.writeString(written, "# mine\n");

        fixture.newContext(fixture.build.workspace());
        assertThat(
                failure(ToolsFixture.step(image)),
                startsWith("source: kubeImage: writeTo: 'deploy/web/deployment.yaml' is there already and differs"));
        assertThat(Files.readString(written), is("# mine\n"));
    }

    /** Jenkins makes a workspace when the first file comes into it. */
    @Test
    public void aWorkspaceThatIsNotThereYetIsMade() throws Exception {
        FilePath later = fixture.build.workspace().child("later");
        fixture.systems.rolledOut = true;
        fixture.newContext(later.child("image"));
        KubeImage image = new KubeImage("shop/web:1.2");
        image.setWriteTo("deploy");
        start(ToolsFixture.step(image));
        fixture.value();
        assertTrue(later.child("image/deploy/deployment.yaml").exists());

        fixture.newContext(later.child("chart"));
        tools.reset();
        tools.printing("helm");
        KubeHelm chart = new KubeHelm("oci://registry.example/charts/shop");
        chart.setVersion("1.4.2");
        start(ToolsFixture.step(chart));
        fixture.value();
        assertThat(fixture.systems.objects, hasKey("ConfigMap/rendered"));
    }

    @Test
    public void filesOfTheNetworkAreAppliedUnlessAnAdministratorForbidsIt() throws Exception {
        fixture.systems.web.put("https://files.example/install.yaml", ToolsFixture.CONFIG_MAP);
        KubeApplyStep step = SystemsFixture.apply();
        step.setManifests("https://files.example/install.yaml#sha256=" + "a".repeat(64));
        start(step);
        fixture.value();
        assertThat(fixture.systems.objects, hasKey("ConfigMap/rendered"));
        assertThat(fixture.build.log(), containsString("Fetched https://files.example/install.yaml, "));

        io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets.get().setForbidUrlSources(true);
        fixture.newContext(fixture.build.workspace());
        assertThat(
                failure(step),
                startsWith("manifests: the administrators of this Jenkins do not allow to apply files of the network"));
    }

    @Test
    @Covers("S-15")
    public void variablesAreOnlyThoseThatAreGiven() throws Exception {
        Files.writeString(
                tools.workspace().resolve("web.yaml"),
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: \"shop-${TAG}\"}\ndata: {a: \"${DATABASE_PASSWORD}\"}\n");
        KubeApplyStep step = SystemsFixture.apply();
        step.setVariables("TAG=1");
        String message = failure(step);
        assertThat(message, containsString("web.yaml, line 4: variables: ${DATABASE_PASSWORD} is not given"));
        assertThat(message, not(containsString(SystemsFixture.TOKEN)));
    }
}
