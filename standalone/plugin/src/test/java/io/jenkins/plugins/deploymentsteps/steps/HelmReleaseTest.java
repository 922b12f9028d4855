package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.targets.DeploymentTargets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;

/** Helm's own releases: the credential's way to the agent and back out of it. A real Helm has a scenario. */
public class HelmReleaseTest {
    /** As far as the step sees it: templates, upgrades with the credential it is given, tells the manifest. */
    private static final String HELM = """
            case "$1" in
            upgrade)
              echo "$@" > upgrade-args
              while [ "$1" != --kubeconfig ]; do shift; done
              cp "$2" upgrade-kubeconfig
              stat -c '%%a' "$2" "$(dirname "$2")" > upgrade-modes
              %s
              echo "NOTES: the password is hunter3"
              ;;
            *)
              cat <<'END'
            %sEND
              ;;
            esac
            """;

    @Rule
    public final SystemsFixture fixture = new SystemsFixture();

    private ToolsFixture tools;

    @Before
    public void chart() throws Exception {
        tools = new ToolsFixture(fixture);
        Files.createDirectories(tools.workspace().resolve("charts/shop"));
        // What Helm would have put there.
        fixture.systems.objects.put(
                "ConfigMap/rendered",
                Map.of("apiVersion", "v1", "kind", "ConfigMap", "metadata", Map.of("name", "rendered", "uid", "1")));
    }

    private void helm(String during) throws IOException {
        tools.program("helm", HELM.formatted(during, ToolsFixture.CONFIG_MAP));
    }

    private static KubeApplyStep step() {
        KubeHelm helm = new KubeHelm("charts/shop");
        helm.setMode("release");
        return ToolsFixture.step(helm);
    }

    private SystemsFixture.Execution start(KubeApplyStep step) throws Exception {
        return fixture.started(step.operation(UnaryOperator.identity()));
    }

    private String seen(String file) throws IOException {
        return Files.readString(tools.workspace().resolve(file));
    }

    private List<Path> leftBesideTheWorkspace() throws IOException {
        Path beside = tools.workspace().resolveSibling("workspace@tmp");
        try (Stream<Path> files = Files.walk(beside)) {
            return files.filter(each -> !each.equals(beside)).toList();
        }
    }

    @Test
    @Covers({"S-10", "T-21", "T-22"})
    public void theCredentialIsInAFileOfItsOwnAndOnlyWhileHelmRuns() throws Exception {
        helm("true");
        start(step());

        assertThat(fixture.value().get("ready"), is(true));
        assertThat(
                seen("upgrade-args"),
                allOf(
                        startsWith("upgrade shop ./charts/shop --install --namespace shop --kubeconfig "),
                        not(containsString(SystemsFixture.TOKEN))));
        assertThat(seen("upgrade-args"), containsString("workspace@tmp/deployment-steps-"));
        assertThat(seen("upgrade-kubeconfig"), containsString("\"token\":\"" + SystemsFixture.TOKEN + "\""));
        assertThat(seen("upgrade-modes"), is("600\n700\n"));
        assertThat(leftBesideTheWorkspace(), is(empty()));
        assertThat("only a dry run is ours", fixture.systems.applies.get(), is(0));
        assertThat(
                fixture.build.log(),
                allOf(
                        containsString("the credential of https://kubernetes.example is on the agent"),
                        not(containsString(SystemsFixture.TOKEN)),
                        not(containsString("hunter3"))));
    }

    @Test
    @Covers({"S-10", "T-22"})
    public void theFileIsGoneAfterAFailure() throws Exception {
        helm("echo 'Error: UPGRADE FAILED: " + SystemsFixture.TOKEN + " is wrong' >&2; exit 1");
        start(step());
        String message = fixture.context.failure().getMessage();
        assertThat(
                message,
                allOf(
                        startsWith("source: kubeHelm: helm failed with exit code 1."),
                        containsString("UPGRADE FAILED"),
                        not(containsString(SystemsFixture.TOKEN))));
        assertThat(leftBesideTheWorkspace(), is(empty()));
    }

    @Test
    @Covers({"S-10", "T-22", "R-37"})
    public void theFileIsGoneAfterAnAbort() throws Exception {
        helm("touch upgrading; sleep 300");
        SystemsFixture.Execution execution = start(step());
        await("Helm runs", () -> Files.exists(tools.workspace().resolve("upgrading")));
        execution.stop(new FlowInterruptedException(Result.ABORTED, true));
        fixture.context.failure();
        await("the file is gone", () -> {
            try {
                return leftBesideTheWorkspace().isEmpty();
            } catch (IOException e) {
                return false;
            }
        });
    }

    @Test
    @Covers("T-22")
    public void whatAKilledAgentLeftIsDeletedLater() throws Exception {
        helm("true");
        Path left = Files.createDirectories(tools.workspace().resolveSibling("workspace@tmp/deployment-steps-1"));
        Files.writeString(left.resolve("kubeconfig"), "x");
        Path fresh = Files.createDirectories(left.resolveSibling("deployment-steps-2"));
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        start(step());
        fixture.value();
        assertThat(leftBesideTheWorkspace(), is(List.of(fresh)));
    }

    @Test
    public void aReleaseThatAnEarlierRunLeftInTheMiddleIsExplained() throws Exception {
        helm("echo 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress' >&2; exit 1");
        start(step());
        assertThat(fixture.context.failure().getMessage(), containsString("'helm rollback shop -n shop' frees it"));
    }

    @Test
    public void aDryRunSendsNothing() throws Exception {
        helm("true");
        KubeApplyStep step = step();
        step.setDryRun(true);
        start(step);
        assertThat(fixture.value().get("dryRun"), is(true));
        assertThat(Files.exists(tools.workspace().resolve("upgrade-args")), is(false));
        assertThat(Files.exists(tools.workspace().resolveSibling("workspace@tmp")), is(false));
    }

    @Test
    public void anAdministratorMayForbidIt() throws Exception {
        helm("true");
        DeploymentTargets.get().setForbidCredentialsOnAgents(true);
        start(step());
        assertThat(
                fixture.context.failure().getMessage(),
                startsWith("mode: 'release': the administrators of this Jenkins do not allow to send a cluster's"));
        assertThat(Files.exists(tools.workspace().resolve("upgrade-args")), is(false));
    }

    @Test
    public void whatHelmWouldNotHeedIsRefused() {
        Map<String, Consumer<KubeApplyStep>> refused = Map.of(
                "images", step -> step.setImages("shop/web:1"),
                "variables", step -> step.setVariables("A=1"),
                "set", step -> step.setSet("shop"),
                "prune", step -> step.setPrune(true));
        refused.forEach((argument, change) -> {
            KubeApplyStep step = step();
            change.accept(step);
            assertThat(
                    assertThrows(DeploymentException.class, () -> step.operation(UnaryOperator.identity()))
                            .getMessage(),
                    startsWith(argument + ": does not go together with mode: 'release' of kubeHelm"));
        });
    }
}
