package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;
import static org.hamcrest.Matchers.startsWith;

import hudson.AbortException;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jenkins.model.CauseOfInterruption;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The life of an operation in a Pipeline, with scripted looks: threads, restart, abort, deadline, failure. */
public class DeploymentExecutionTest {
    private static final Progress<Map<String, Object>> LATER = new Progress.Running<>(Duration.ofMinutes(5));
    private static final Progress<Map<String, Object>> SOON = new Progress.Running<>(Duration.ofMillis(5));
    private static final Progress<Map<String, Object>> DONE = new Progress.Done<>(Map.of("ready", true));

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private FakeBuild build;
    private FakeContext context;

    @Before
    public void prepare() throws IOException {
        Controller.start(folder.getRoot());
        build = new FakeBuild(folder.getRoot(), "shop");
        context = new FakeContext(build, build.workspace());
    }

    private DeploymentExecution execution(ScriptedOperation.Script script) {
        return execution(script, Duration.ofMinutes(10));
    }

    private DeploymentExecution execution(ScriptedOperation.Script script, Duration timeout) {
        return new DeploymentExecution(
                context, ScriptedOperation.of(context.toString() + context.hashCode(), timeout, script));
    }

    @SuppressWarnings("unchecked")
    static <T extends Serializable> T restarted(T state) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (T) in.readObject();
        }
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat("still waiting for: " + what, System.nanoTime() < end);
            Thread.sleep(5);
        }
    }

    private static FlowInterruptedException byUser() {
        return new FlowInterruptedException(Result.ABORTED, true, new CauseOfInterruption() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getShortDescription() {
                return "Aborted by alice";
            }
        });
    }

    @Test
    @Covers("R-39")
    public void looksOnABackgroundThreadAndHoldsNoneBetweenLooks() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            go.await();
            return operation.looks() < 3 ? SOON : DONE;
        });
        DeploymentExecution execution = execution(script);

        assertThat("start() returns at once", execution.start(), is(false));
        assertThat(context.isOver(), is(false));
        go.countDown();

        assertThat(context.result(), is(Map.of("ready", true)));
        assertThat(script.threads, everyItem(startsWith("deployment-steps ")));
        assertThat(script.looks.get(), is(3));
        assertThat("one connection for all looks", script.opened.get(), is(1));
        assertThat(script.closed.get(), is(1));
        assertThat("saved after each look that is not the last", context.saves(), is(2));
        assertThat(build.reports().get(0).getOutcome(), is(Outcome.SUCCEEDED));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void goesOnAfterARestartWithItsStateAndANewConnection() throws Exception {
        ScriptedOperation.Script script =
                new ScriptedOperation.Script((operation, at) -> operation.looks() < 2 ? LATER : DONE);
        DeploymentExecution before = execution(script);
        before.start();
        await("the first look", () -> context.saves() == 1);

        DeploymentExecution after = restarted(before);
        after.onResume();

        assertThat(context.result(), is(Map.of("ready", true)));
        assertThat(script.opened.get(), is(2));
        assertThat(script.looks.get(), is(2));
    }

    @Test
    @Covers({"R-37", "R-39"})
    public void abortsWhileItWaits() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> LATER);
        DeploymentExecution execution = execution(script);
        execution.start();
        await("the first look", () -> context.saves() == 1);

        FlowInterruptedException cause = byUser();
        execution.stop(cause);

        assertThat(context.failure(), sameInstance(cause));
        assertThat(script.looks.get(), is(1));
        assertThat(script.closed.get(), is(1));
        assertThat(build.log(), containsString("[kubeApply] WARNING: Aborted. The script had 1 looks."));
        assertThat(build.reports().get(0).getOutcome(), is(Outcome.ABORTED));
    }

    @Test
    @Covers({"R-37", "R-38"})
    public void abortsALookAndTellsTheCauseUnchangedOnce() throws Exception {
        CountDownLatch inLook = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            Thread.sleep(60_000);
            return DONE;
        });
        DeploymentExecution execution = execution(script);
        execution.start();
        inLook.await();

        FlowInterruptedException cause = byUser();
        long begin = System.nanoTime();
        execution.stop(cause);

        assertThat(context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(2)));
        execution.stop(byUser());
        Thread.sleep(50);
        assertThat(context.outcomes(), is(1));
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
        DeploymentExecution execution = execution(script);
        execution.start();
        inLook.await();

        FlowInterruptedException cause = byUser();
        long begin = System.nanoTime();
        execution.stop(cause);

        assertThat(context.failure(), sameInstance(cause));
        assertThat(Duration.ofNanos(System.nanoTime() - begin), lessThan(Duration.ofSeconds(5)));
        end.countDown();
        Thread.sleep(100);
        assertThat("the late end of the look is not told", context.outcomes(), is(1));
    }

    @Test
    @Covers({"R-37", "R-39"})
    public void abortsAfterARestart() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> LATER);
        DeploymentExecution before = execution(script);
        before.start();
        await("the first look", () -> context.saves() == 1);

        DeploymentExecution after = restarted(before);
        FlowInterruptedException cause = byUser();
        after.stop(cause);
        after.onResume();

        assertThat(context.failure(), sameInstance(cause));
        Thread.sleep(50);
        assertThat("nothing is looked at any more", script.looks.get(), is(1));
    }

    @Test
    @Covers("R-39")
    public void abortsWhileTheResumedLookRuns() throws Exception {
        CountDownLatch inLook = new CountDownLatch(2);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            inLook.countDown();
            if (operation.looks() > 1) {
                Thread.sleep(60_000);
            }
            return LATER;
        });
        DeploymentExecution before = execution(script);
        before.start();
        await("the first look", () -> context.saves() == 1);
        DeploymentExecution after = restarted(before);
        after.onResume();
        inLook.await();
        FlowInterruptedException cause = byUser();
        after.stop(cause);
        assertThat(context.failure(), sameInstance(cause));
    }

    @Test
    @Covers("R-16")
    public void endsALookThatGoesOnPastTheDeadline() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            Thread.sleep(60_000);
            return DONE;
        });
        // The time that a look has to say itself how things stand is fifteen seconds.
        execution(script, Duration.ofMillis(1)).start();

        Throwable failure = context.failure();
        assertThat(failure, instanceOf(AbortException.class));
        assertThat(
                failure.getMessage(),
                is("timeout: still following the script when the time was over." + " The script had 1 looks."));
    }

    @Test
    public void looksAtTheLatestWhenTheDeadlinePasses() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            if (operation.deadline().hasPassed()) {
                throw new DeploymentException(Kind.TIMEOUT, "web was not ready in time");
            }
            return LATER;
        });
        execution(script, Duration.ofMillis(300)).start();
        assertThat(context.failure().getMessage(), is("web was not ready in time"));
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
        execution(script).start();
        await("the first look", () -> context.saves() == 1);

        for (int i = 0; i < 1000; i++) {
            seen[0].wakeUp();
        }

        context.result();
        assertThat(script.looks.get(), is(2));
        assertThat(script.overlapped, is(false));
        seen[0].wakeUp();
        Thread.sleep(300);
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
        execution(script).start();
        context.result();
        assertThat(script.looks.get(), is(2));
    }

    @Test
    @Covers("R-10")
    public void goesOnWithTheNewValueOfACredentialThatTheServerNoLongerAccepts() throws Exception {
        ScriptedOperation.Script[] script = new ScriptedOperation.Script[1];
        script[0] = new ScriptedOperation.Script((operation, at) -> {
            if (operation.looks() == 1) {
                script[0].secret = "s3cret-of-the-second-connection";
                throw new DeploymentException(Kind.UNAUTHORIZED, "401");
            }
            return DONE;
        });
        execution(script[0]).start();
        context.result();
        assertThat(script[0].opened.get(), is(2));
        assertThat(build.log(), containsString("going on with its new value"));
    }

    @Test
    @Covers("R-10")
    public void failsWhenTheCredentialIsStillTheSame() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new DeploymentException(Kind.UNAUTHORIZED, "The server does not know the token.");
        });
        execution(script).start();
        assertThat(context.failure().getMessage(), is("The server does not know the token."));
        assertThat("not tried twice with the same: accounts get locked", script.looks.get(), is(1));
        assertThat(build.reports().get(0).getOutcome(), is(Outcome.FAILED));
        assertThat(build.reports().get(0).getMessage(), is("The server does not know the token."));
    }

    @Test
    @Covers({"S-07", "S-08", "S-11"})
    public void noSecretLeavesInLogFailureOrReport() throws Exception {
        String secret = "hunter2-hunter2";
        ScriptedOperation.Script[] script = new ScriptedOperation.Script[1];
        script[0] = new ScriptedOperation.Script((operation, at) -> {
            operation.log(at).info("Authorization: Bearer " + secret);
            operation.log(at).warn("basic aHVudGVyMi1odW50ZXIy");
            throw new DeploymentException(
                    Kind.UNAVAILABLE, "The server said: " + secret, new IOException("header " + secret));
        });
        script[0].secret = secret;
        execution(script[0]).start();

        Throwable failure = context.failure();
        assertThat(failure.getMessage(), is("The server said: ****"));
        assertThat("the cause stays with the administrator", failure.getCause(), nullValue());
        assertThat(build.log(), not(containsString("hunter2")));
        assertThat(build.log(), not(containsString("aHVudGVyMi1odW50ZXIy")));
        assertThat(build.reports().get(0).getMessage(), is("The server said: ****"));
    }

    @Test
    @Covers("S-08")
    public void anUnforeseenFailureKeepsItsTypeUnlessItHoldsASecret() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new IllegalArgumentException("a bug of ours");
        });
        execution(script).start();
        assertThat(context.failure(), instanceOf(IllegalArgumentException.class));
        assertThat(build.reports().get(0).getOutcome(), is(Outcome.FAILED));
    }

    @Test
    @Covers("S-08")
    public void anUnforeseenFailureWithASecretIsReplaced() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new IllegalArgumentException(
                    "x", new IOException("token s3cret-of-the-first-connection was refused"));
        });
        execution(script).start();
        Throwable failure = context.failure();
        assertThat(failure, instanceOf(IllegalStateException.class));
        assertThat(failure.getCause(), nullValue());
        assertThat(failure.getMessage(), not(containsString("s3cret")));
    }

    @Test
    public void anErrorReachesTheBuild() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new StackOverflowError();
        });
        execution(script).start();
        assertThat(context.failure(), instanceOf(StackOverflowError.class));
    }

    @Test
    @Covers("R-40")
    public void waitsForTheAgentAfterARestart() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return operation.looks() < 2 ? LATER : DONE;
        });
        DeploymentExecution before = execution(script);
        before.start();
        await("the first look", () -> context.saves() == 1);
        DeploymentExecution after = restarted(before);
        context.agent(new IOException("agent-7 is offline"));
        after.onResume();
        await("the wait for the agent", () -> "waiting for the agent: agent-7 is offline".equals(after.getStatus()));
        assertThat(context.isOver(), is(false));

        context.agent(null);
        after.stop(byUser());
        context.failure();
    }

    @Test
    @Covers("R-40")
    public void aLostAgentFailsTheLookWithItsOwnException() throws Exception {
        IOException lost = new IOException("agent-7 was lost");
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return DONE;
        });
        context.agent(lost);
        execution(script).start();
        assertThat("for retry(conditions: [agent()])", context.failure(), sameInstance(lost));
    }

    @Test
    @Covers("S-30")
    public void saysThatItNeedsANodeWhereThereIsNone() throws Exception {
        context = new FakeContext(build, null);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return DONE;
        });
        execution(script).start();
        assertThat(context.failure().getMessage(), containsString("Run the step inside node { … }"));
    }

    @Test
    @Covers("R-42")
    public void leavesNoThreadBehind() throws Exception {
        for (int i = 0; i < 50; i++) {
            context = new FakeContext(build, null);
            execution(new ScriptedOperation.Script((operation, at) -> DONE)).start();
            context.result();
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("deployment-steps "))
                .count();
        assertThat("one at a time, kept for a minute at most", threads, lessThan(10L));
        assertThat(build.reports().size(), greaterThanOrEqualTo(50));
        assertThat(
                build.reports().stream()
                        .map(report -> report.getOutcome())
                        .distinct()
                        .toList(),
                contains(Outcome.SUCCEEDED));
    }
}
