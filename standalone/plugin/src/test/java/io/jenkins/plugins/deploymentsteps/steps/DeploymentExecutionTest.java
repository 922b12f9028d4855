package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;

import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.Rule;
import org.junit.Test;

/** The life of an operation in a Pipeline, with scripted looks: threads, changes, restart, deadline. */
public class DeploymentExecutionTest {
    private static final Progress<Map<String, Object>> LATER = new Progress.Running<>(Duration.ofMinutes(5));
    private static final Progress<Map<String, Object>> SOON = new Progress.Running<>(Duration.ofMillis(5));
    private static final Progress<Map<String, Object>> DONE = new Progress.Done<>(Map.of("ready", true));

    @Rule
    public final Executions executions = new Executions();

    @Test
    @Covers("R-39")
    public void looksOnABackgroundThreadAndHoldsNoneBetweenLooks() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            go.await();
            return operation.looks() < 3 ? SOON : DONE;
        });
        DeploymentExecution execution = executions.of(script);

        assertThat("start() returns at once", execution.start(), is(false));
        assertThat(executions.context.isOver(), is(false));
        go.countDown();

        assertThat(executions.context.result(), is(Map.of("ready", true)));
        assertThat(script.threads, everyItem(startsWith("deployment-steps ")));
        assertThat(script.looks.get(), is(3));
        assertThat("one connection for all looks", script.opened.get(), is(1));
        assertThat(script.closed.get(), is(1));
        assertThat("saved after each look that is not the last", executions.context.saves(), is(2));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void goesOnAfterARestartWithItsStateAndANewConnection() throws Exception {
        ScriptedOperation.Script script =
                new ScriptedOperation.Script((operation, at) -> operation.looks() < 2 ? LATER : DONE);
        DeploymentExecution before = executions.of(script);
        before.start();
        await("the first look", () -> executions.context.saves() == 1);

        DeploymentExecution after = Executions.restarted(before);
        after.onResume();

        assertThat(executions.context.result(), is(Map.of("ready", true)));
        assertThat(script.opened.get(), is(2));
        assertThat(script.looks.get(), is(2));
    }

    @Test
    @Covers("R-16")
    public void endsALookThatGoesOnPastTheDeadline() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            new CountDownLatch(1).await();
            return DONE;
        });
        executions.of(script, Duration.ofMillis(1)).start();

        Throwable failure = executions.context.failure();
        assertThat(failure, instanceOf(AbortException.class));
        assertThat(
                failure.getMessage(),
                is("timeout: still following the script when the time was over." + " The script had 1 looks."));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.TIMED_OUT));
        assertThat(executions.build.reports().get(0).getMessage(), startsWith("timeout: still following the script"));
    }

    @Test
    public void looksAtTheLatestWhenTheDeadlinePasses() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            if (operation.deadline().hasPassed()) {
                throw new DeploymentException(Kind.TIMEOUT, "web was not ready in time");
            }
            return LATER;
        });
        executions.of(script, Duration.ofMillis(300)).start();
        assertThat(executions.context.failure().getMessage(), is("web was not ready in time"));
        assertThat(script.looks.get(), is(2));
    }

    @Test
    @Covers("R-14")
    public void aChangeBringsTheNextLookForwardAndManyChangesAreOneLook() throws Exception {
        BuildContext[] seen = new BuildContext[1];
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            seen[0] = at;
            return operation.looks() < 2 ? LATER : DONE;
        });
        executions.of(script).start();
        await("the first look", () -> executions.context.saves() == 1);

        for (int i = 0; i < 1000; i++) {
            seen[0].wakeUp();
        }

        executions.context.result();
        assertThat(script.looks.get(), is(2));
        assertThat(script.overlapped, is(false));
        seen[0].wakeUp();
        executions.quiet();
        assertThat("no look after the end", script.looks.get(), is(2));
    }

    @Test
    public void aChangeDuringALookIsNotMissed() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            if (operation.looks() < 2) {
                at.wakeUp();
                return LATER;
            }
            return DONE;
        });
        executions.of(script).start();
        executions.context.result();
        assertThat(script.looks.get(), is(2));
    }

    @Test
    @Covers("R-42")
    public void leavesNoThreadBehind() throws Exception {
        // Those of other tests are kept for a minute, too.
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        for (int i = 0; i < 50; i++) {
            executions.outsideOfANode();
            executions.of(new ScriptedOperation.Script((operation, at) -> DONE)).start();
            executions.context.result();
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("deployment-steps ") && !before.contains(thread))
                .count();
        assertThat("one at a time, kept for a minute at most", threads, lessThan(10L));
        assertThat(executions.build.reports().size(), greaterThanOrEqualTo(50));
        assertThat(
                executions.build.reports().stream()
                        .map(report -> report.getOutcome())
                        .distinct()
                        .toList(),
                contains(Outcome.SUCCEEDED));
    }
}
