package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.scenarios.SecretSearch;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * Where the secret of a step is while it works, and after its success, failure and abort: in no child process, no file
 * of workspace, build or temporary directory, and in no form in log, failure or report.
 */
@RunWith(Parameterized.class)
public class SecretsOfStepsTest {
    private static final SecretSearch SECRET = new SecretSearch(List.of(ScriptedServers.TOKEN));

    private final ScriptedServers servers = new ScriptedServers();

    @Rule
    public final RuleChain rules = RuleChain.outerRule(servers.git).around(servers);

    @Rule
    public final TemporaryFolder temporary = new TemporaryFolder();

    @Parameter
    public Kind kind;

    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private String temporaryBefore;

    /** A step, and what its server does. */
    enum Kind {
        /** Talks to the API server. */
        KUBE_APPLY {
            @Override
            Operation operation(ScriptedServers servers) throws Exception {
                return servers.applyWithoutPreflight().operation(UnaryOperator.identity());
            }

            @Override
            void hold(SecretsOfStepsTest test, boolean succeed) {
                test.servers.api.on("GET", ScriptedServers.OBJECT, ScriptedServers.stored(1));
                test.servers.api.on(
                        "PATCH",
                        ".*",
                        test.held(succeed ? ScriptedServers.stored(0) : refusal(422, "\"kind\": \"Status\", ")));
            }
        },
        /** Talks to the Git server. */
        GITOPS_COMMIT {
            @Override
            Operation operation(ScriptedServers servers) throws Exception {
                return servers.commit().operation(UnaryOperator.identity());
            }

            @Override
            void hold(SecretsOfStepsTest test, boolean succeed) throws IOException {
                test.servers.firstCommit();
                if (!succeed) {
                    Path said = test.temporary.getRoot().toPath().resolveSibling("said-" + System.nanoTime());
                    Files.writeString(said, String.join("\n", forms()) + "\n");
                    test.servers.git.hook("pre-receive", "cat " + said + " >&2; rm " + said + "; exit 1");
                }
                test.servers.git.before = (exchange, line) -> {
                    if (line.startsWith("POST") && line.contains("git-receive-pack")) {
                        test.hold();
                    }
                    return false;
                };
            }
        },
        /** Talks to Argo CD. */
        ARGO_SYNC {
            @Override
            Operation operation(ScriptedServers servers) throws Exception {
                ArgoSyncStep step = servers.sync();
                step.setWait(false);
                return step.operation(UnaryOperator.identity());
            }

            @Override
            void hold(SecretsOfStepsTest test, boolean succeed) {
                test.servers.argo.on("POST", ".*/sync", test.held(succeed ? Answer.json("{}") : refusal(403, "")));
            }
        };

        abstract Operation operation(ScriptedServers servers) throws Exception;

        /** Has the server hold an answer until the test has looked around. */
        abstract void hold(SecretsOfStepsTest test, boolean succeed) throws IOException;
    }

    /** Every kind of step. */
    @Parameters(name = "{0}")
    public static List<Kind> kinds() {
        return List.of(Kind.values());
    }

    @Before
    public void ownTemporaryDirectory() {
        temporaryBefore =
                System.setProperty("java.io.tmpdir", temporary.getRoot().toString());
    }

    @After
    public void restore() {
        System.setProperty("java.io.tmpdir", temporaryBefore);
        goOn.countDown();
    }

    private Function<FaultServer.Request, Answer> held(Answer answer) {
        return request -> {
            hold();
            return answer;
        };
    }

    private void hold() {
        reached.countDown();
        try {
            goOn.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns every form in which a server may send a secret back. */
    private static List<String> forms() {
        String secret = ScriptedServers.TOKEN;
        List<String> forms = new ArrayList<>(List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                secret.replace("\\", "\\\\").replace("\"", "\\\""),
                "'" + secret.replace("'", "'\\''") + "'",
                '"' + secret.replaceAll("[\\\\\"$`]", "\\\\$0") + '"'));
        for (String before : List.of("", "a", "ab")) {
            byte[] bytes = (before + secret).getBytes(StandardCharsets.UTF_8);
            forms.add(Base64.getEncoder().encodeToString(bytes));
            forms.add(Base64.getUrlEncoder().encodeToString(bytes));
        }
        return forms;
    }

    private static Answer refusal(int status, String fields) {
        String message = String.join(" ", forms()).replace("\\", "\\\\").replace("\"", "\\\"");
        return Answer.status(status)
                .withJson("{" + fields + "\"message\": \"no: " + message + "\", \"code\": " + status + "}");
    }

    private DeploymentExecution started(boolean succeed) throws Exception {
        kind.hold(this, succeed);
        DeploymentExecution execution = new DeploymentExecution(servers.context, kind.operation(servers));
        execution.start();
        Executions.await("the request", () -> reached.getCount() == 0 || servers.context.isOver());
        assertThat(
                "ended before the request: " + (servers.context.isOver() ? servers.context.failure() : ""),
                reached.getCount(),
                is(0L));
        return execution;
    }

    @Test
    @Covers({"S-10", "T-21"})
    public void noChildProcessAndNoFileHoldsItMeanwhile() throws Exception {
        started(true);
        Process child = new ProcessBuilder("sleep", "60").start();
        try {
            assertThat("children are looked at", inChildren(""), not(empty()));
            assertThat(inChildren(null), empty());
        } finally {
            child.destroy();
        }
        assertThat(SECRET.in(servers.root().toPath()), empty());
        assertThat(SECRET.in(temporary.getRoot().toPath()), empty());
        goOn.countDown();
        servers.context.result();
        nothingIsLeft();
    }

    @Test
    @Covers("S-10")
    public void aChildProcessThatHeldItWouldBeFound() throws Exception {
        ProcessBuilder planted = new ProcessBuilder("sleep", "60");
        planted.environment().put("PLANTED", ScriptedServers.TOKEN);
        Process child = planted.start();
        try {
            Executions.await("the child is looked into", () -> !inChildren(null).isEmpty());
            assertThat(inChildren(null), hasItem(containsString("environ holds a secret")));
        } finally {
            child.destroy();
        }
    }

    /** Returns where a child process of ours holds the secret, or any text if one is given. */
    private static List<String> inChildren(String text) {
        return ProcessHandle.current()
                .descendants()
                .flatMap(child -> Stream.of("cmdline", "environ").map(name -> Path.of("/proc", child.pid() + "", name)))
                .flatMap(file -> (text == null ? SECRET.in(read(file)) : List.of(text))
                        .stream().map(found -> file.getFileName() + " " + found))
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).replace('\0', '\n');
        } catch (IOException e) {
            return ""; // it has ended
        }
    }

    @Test
    @Covers({"S-10", "T-22", "S-07", "S-08", "T-15", "T-17"})
    public void nothingIsLeftAfterAFailureThatSendsItBackInEveryForm() throws Exception {
        started(false);
        goOn.countDown();
        Throwable failure = servers.context.failure();
        assertThat("the refusal is shown", failure.getMessage(), containsString("****"));
        for (Throwable at = failure; at != null; at = at.getCause()) {
            assertThat(SECRET.in(String.valueOf(at)), empty());
        }
        DeploymentReport report = servers.build.reports().get(0);
        assertThat(report.getOutcome(), is(Outcome.FAILED));
        assertThat(
                SECRET.in(report.getMessage()
                        + report.getObjects().stream()
                                .map(object -> object.getMessage())
                                .toList()),
                empty());
        nothingIsLeft();
    }

    @Test
    @Covers({"S-10", "T-22"})
    public void nothingIsLeftAfterAnAbort() throws Exception {
        started(true).stop(Executions.byUser());
        servers.context.failure();
        Executions.quiet(Duration.ofMillis(10));
        nothingIsLeft();
    }

    private void nothingIsLeft() throws IOException {
        assertThat(SECRET.in(servers.build.log()), empty());
        assertThat(SECRET.in(servers.root().toPath()), empty());
        assertThat(List.of(temporary.getRoot().list()), empty());
        File workspace = new File(servers.build.workspace().getRemote());
        assertThat(List.of(workspace.list()), is(List.of("web.yaml")));
    }
}
