package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.sameInstance;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.After;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.RuleChain;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameter;
import org.junit.runners.Parameterized.Parameters;

/**
 * An abort at each moment in which a step can be: it ends within five seconds, as aborted, says what had been done, and
 * nothing is written any more.
 */
@RunWith(Parameterized.class)
@Covers({"R-37", "T-109", "T-111"})
public class AbortPointsTest {
    private final ScriptedServers servers = new ScriptedServers();
    private final CountDownLatch released = new CountDownLatch(1);

    @Rule
    public final RuleChain rules = RuleChain.outerRule(servers.git).around(servers);

    @Parameter(0)
    public Point point;

    @Parameter(1)
    public boolean freestyle;

    /** A moment at which the servers hold a step. */
    enum Point {
        /** The agent does not answer. */
        AGENT(t -> t.servers.context.agentHangs(), ScriptedServers::apply, t -> t.servers.context.agentAsked() > 0),
        /** The API server does not say which kinds it knows. */
        KINDS(t -> t.api("GET", "/apis/apps/v1"), ScriptedServers::apply, t -> t.asked("GET", "/apis/apps/v1")),
        /** The dry run before the apply is not answered. */
        PREFLIGHT(t -> t.api("PATCH", ".*dryRun.*"), ScriptedServers::apply, t -> t.asked("PATCH", ".*dryRun.*")),
        /** The apply is not answered. */
        APPLY(t -> t.api("PATCH", ".*"), ScriptedServers::applyWithoutPreflight, t -> t.asked("PATCH", ".*")),
        /** The API server is too busy for the apply, and asks to try again in a second. */
        APPLY_LATER(
                t -> t.servers.api.on("PATCH", ".*", Answer.status(429).withHeader("Retry-After", "1")),
                ScriptedServers::applyWithoutPreflight,
                t -> t.asked("PATCH", ".*")),
        /** A look at the rollout is not answered. */
        LOOK(
                t -> t.api("GET", ScriptedServers.OBJECT),
                ScriptedServers::apply,
                t -> t.asked("GET", ScriptedServers.OBJECT)),
        /** Nobody looks at the rollout right now. */
        BETWEEN_LOOKS(
                t -> {},
                ScriptedServers::apply,
                t -> t.asked("GET", ScriptedServers.OBJECT)
                        && t.servers.build.log().contains("Deployment shop/web: ")
                        && t.isIdle()),
        /** The Git server does not say what branches it has. */
        BRANCHES(
                t -> t.git("GET", "git-upload-pack"),
                ScriptedServers::commit,
                t -> t.gitAsked("GET", "git-upload-pack")),
        /** The Git server does not send what it has. */
        FETCH(
                t -> t.git("POST", "git-upload-pack"),
                ScriptedServers::commit,
                t -> t.gitAsked("POST", "git-upload-pack")),
        /** The Git server does not say whether it lets push. */
        PUSH(
                t -> t.git("GET", "git-receive-pack"),
                ScriptedServers::commit,
                t -> t.gitAsked("GET", "git-receive-pack")),
        /** The Git server does not say what became of the push. */
        PUSHED(
                t -> t.git("POST", "git-receive-pack"),
                ScriptedServers::commit,
                t -> t.gitAsked("POST", "git-receive-pack")),
        /** Somebody else was faster each time. */
        RACE(
                AbortPointsTest::othersAreFaster,
                ScriptedServers::commit,
                t -> t.gitRequests("POST", "git-receive-pack") > 2),
        /** Argo CD does not say how the application is. */
        APPLICATION(
                t -> t.argo("GET", ScriptedServers.APPLICATION),
                ScriptedServers::sync,
                t -> t.argoAsked("GET", ScriptedServers.APPLICATION)),
        /** Argo CD does not say whether it begins to sync. */
        SYNC(t -> t.argo("POST", ".*/sync"), ScriptedServers::sync, t -> t.argoAsked("POST", ".*/sync")),
        /** Nobody looks at the application right now. */
        BETWEEN_SYNC_LOOKS(t -> {}, ScriptedServers::sync, t -> t.argoAsked("POST", ".*/sync") && t.isIdle());

        private final Preparation preparation;
        private final Choice step;
        private final Moment moment;

        Point(Preparation preparation, Choice step, Moment moment) {
            this.preparation = preparation;
            this.step = step;
            this.moment = moment;
        }
    }

    private interface Preparation {
        void prepare(AbortPointsTest test) throws IOException;
    }

    private interface Choice {
        DeploymentStep of(ScriptedServers servers);
    }

    private interface Moment {
        boolean isThere(AbortPointsTest test);
    }

    /** Each moment, in a Pipeline and in a freestyle build; the latter has its workspace without asking. */
    @Parameters(name = "{0}, freestyle: {1}")
    public static List<Object[]> points() {
        List<Object[]> points = new ArrayList<>();
        for (Point each : Point.values()) {
            points.add(new Object[] {each, false});
            if (each != Point.AGENT) {
                points.add(new Object[] {each, true});
            }
        }
        return points;
    }

    @After
    public void release() {
        released.countDown();
    }

    private void api(String method, String path) {
        servers.api.on(method, path, Answer.silence());
    }

    private void argo(String method, String path) {
        servers.argo.on(method, path, Answer.silence());
    }

    private void git(String method, String service) {
        servers.git.before = (exchange, line) -> {
            if (line.startsWith(method) && line.contains(service)) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
                return true;
            }
            return false;
        };
    }

    private void othersAreFaster() {
        AtomicInteger number = new AtomicInteger();
        servers.git.before = (exchange, line) -> {
            if (line.startsWith("POST") && line.contains("git-receive-pack")) {
                servers.othersPush(number.incrementAndGet());
            }
            return false;
        };
    }

    private boolean asked(String method, String path) {
        return !servers.api.requests(method, path).isEmpty();
    }

    private boolean argoAsked(String method, String path) {
        return !servers.argo.requests(method, path).isEmpty();
    }

    private boolean gitAsked(String method, String service) {
        return gitRequests(method, service) > 0;
    }

    private long gitRequests(String method, String service) {
        return servers.git.requests.stream()
                .filter(line -> line.startsWith(method) && line.contains(service))
                .count();
    }

    private static ThreadPoolExecutor threads() {
        return (ThreadPoolExecutor) Background.THREADS;
    }

    private boolean isIdle() {
        return threads().getActiveCount() == 0;
    }

    /** Returns what could change something: every write that a server has got. */
    private List<String> writes() {
        return Stream.concat(
                        Stream.concat(servers.api.requests().stream(), servers.argo.requests().stream())
                                .filter(request -> !request.method().equals("GET"))
                                .map(FaultServer.Request::path),
                        servers.git.requests.stream()
                                .filter(line -> line.startsWith("POST") && line.contains("git-receive-pack")))
                .toList();
    }

    @Test
    public void endsWithinFiveSecondsAndNothingIsWrittenAnyMore() throws Exception {
        servers.firstCommit();
        point.preparation.prepare(this);
        Operation operation = point.step.of(servers).operation(UnaryOperator.identity());
        Throwable end = freestyle ? abortedOnAnExecutor(operation) : abortedInAPipeline(operation);

        assertThat("closed, and on no thread any more", end != null, is(true));
        assertThat(servers.build.log(), containsString("WARNING: Aborted. " + operation.doneSoFar()));
        assertThat(servers.build.reports().get(0).getOutcome(), is(Outcome.ABORTED));
        List<String> before = writes();
        // Longer than what a server asked to wait for, and than the longest pause by then.
        Executions.quiet(Duration.ofMillis(point == Point.APPLY_LATER || point == Point.RACE ? 700 : 50));
        assertThat(writes(), is(before));
    }

    private Throwable abortedInAPipeline(Operation operation) throws Exception {
        DeploymentExecution execution = new DeploymentExecution(servers.context, operation);
        execution.start();
        Executions.await(point.name(), there());
        FlowInterruptedException cause = Executions.byUser();
        long begin = System.nanoTime();
        execution.stop(cause);
        Throwable end = servers.context.failure();
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        assertThat("Jenkins takes the result from it", end, sameInstance(cause));
        assertThat(cause.getResult(), is(Result.ABORTED));
        assertThat(servers.context.outcomes(), is(1));
        return end;
    }

    private Throwable abortedOnAnExecutor(Operation operation) throws Exception {
        CompletableFuture<Throwable> end = new CompletableFuture<>();
        Thread executor = new Thread(() -> {
            try {
                new BlockingRun(servers.build, servers.build.workspace(), servers.build.listener, Connections.REAL)
                        .complete(operation);
                end.complete(null);
            } catch (IOException | InterruptedException | RuntimeException e) {
                end.complete(e);
            }
        });
        executor.start();
        Executions.await(point.name(), there());
        long begin = System.nanoTime();
        executor.interrupt();
        Throwable thrown = end.get();
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        assertThat("Jenkins makes ABORTED of it", thrown instanceof InterruptedException, is(true));
        return thrown;
    }

    private BooleanSupplier there() {
        return () -> {
            boolean over = servers.build.reports().stream().anyMatch(report -> report.getOutcome() == Outcome.FAILED);
            assertThat(
                    "has failed before: "
                            + servers.build.reports().stream()
                                    .map(DeploymentReport::getMessage)
                                    .toList(),
                    over,
                    is(false));
            return point.moment.isThere(this);
        };
    }
}
