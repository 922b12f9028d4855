package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.sameInstance;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Rule;
import org.junit.Test;

/** How an operation in a Pipeline is aborted, with scripted looks. */
public class ExecutionAbortTest {
    private static final Progress<Map<String, Object>> LATER = new Progress.Running<>(Duration.ofMinutes(5));
    private static final Progress<Map<String, Object>> DONE = new Progress.Done<>(Map.of("ready", true));

    @Rule
    public final Executions executions = new Executions();

    @Test
    @Covers({"R-37", "R-39"})
    public void abortsWhileItWaits() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> LATER);
        DeploymentExecution execution = executions.of(script);
        execution.start();
        await("the first look", () -> executions.context.saves() == 1);

        FlowInterruptedException cause = Executions.byUser();
        execution.stop(cause);

        assertThat(executions.context.failure(), sameInstance(cause));
        assertThat(script.looks.get(), is(1));
        assertThat(script.closed.get(), is(1));
        assertThat(executions.build.log(), containsString("[kubeApply] WARNING: Aborted. The script had 1 looks."));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.ABORTED));
    }

    @Test
    @Covers({"R-37", "R-38"})
    public void abortsALookAndTellsTheCauseUnchangedOnce() throws Exception {
        CountDownLatch inLook = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            new CountDownLatch(1).await();
            return DONE;
        });
        DeploymentExecution execution = executions.of(script);
        execution.start();
        inLook.await();

        FlowInterruptedException cause = Executions.byUser();
        long begin = System.nanoTime();
        execution.stop(cause);

        assertThat(executions.context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(2)));
        execution.stop(Executions.byUser());
        executions.quiet();
        assertThat(executions.context.outcomes(), is(1));
    }

    @Test
    @Covers("R-37")
    public void abortsWithinFiveSecondsWhenALookDoesNotHearTheInterrupt() throws Exception {
        CountDownLatch inLook = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            while (end.getCount() > 0) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    // as a client that swallows it
                }
            }
            return DONE;
        });
        DeploymentExecution execution = executions.of(script);
        execution.start();
        inLook.await();

        FlowInterruptedException cause = Executions.byUser();
        long begin = System.nanoTime();
        execution.stop(cause);

        assertThat(executions.context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        end.countDown();
        executions.quiet();
        assertThat("the late end of the look is not told", executions.context.outcomes(), is(1));
    }

    @Test
    @Covers({"R-37", "R-39"})
    public void abortsAfterARestart() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> LATER);
        DeploymentExecution before = executions.of(script);
        before.start();
        await("the first look", () -> executions.context.saves() == 1);

        DeploymentExecution after = Executions.restarted(before);
        FlowInterruptedException cause = Executions.byUser();
        after.stop(cause);
        after.onResume();

        assertThat(executions.context.failure(), sameInstance(cause));
        executions.quiet();
        assertThat("nothing is looked at any more", script.looks.get(), is(1));
    }

    @Test
    @Covers("R-39")
    public void abortsWhileTheResumedLookRuns() throws Exception {
        CountDownLatch inLook = new CountDownLatch(2);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            if (operation.looks() > 1) {
                new CountDownLatch(1).await();
            }
            return LATER;
        });
        DeploymentExecution before = executions.of(script);
        before.start();
        await("the first look", () -> executions.context.saves() == 1);
        DeploymentExecution after = Executions.restarted(before);
        after.onResume();
        inLook.await();
        FlowInterruptedException cause = Executions.byUser();
        after.stop(cause);
        assertThat(executions.context.failure(), sameInstance(cause));
    }
}
