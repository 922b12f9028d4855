package io.jenkins.plugins.deploymentsteps.steps;

import static io.jenkins.plugins.deploymentsteps.steps.Executions.await;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.Rule;
import org.junit.Test;

/** How an operation in a Pipeline fails, with scripted looks: credentials, secrets, what nobody foresaw, agents. */
public class ExecutionFailureTest {
    private static final Progress<Map<String, Object>> LATER = new Progress.Running<>(Duration.ofMinutes(5));
    private static final Progress<Map<String, Object>> DONE = new Progress.Done<>(Map.of("ready", true));

    @Rule
    public final Executions executions = new Executions();

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
        executions.of(script[0]).start();
        executions.context.result();
        assertThat(script[0].opened.get(), is(2));
        assertThat(executions.build.log(), containsString("going on with its new value"));
    }

    @Test
    @Covers("R-10")
    public void failsWhenTheCredentialIsStillTheSame() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new DeploymentException(Kind.UNAUTHORIZED, "The server does not know the token.");
        });
        executions.of(script).start();
        assertThat(executions.context.failure().getMessage(), is("The server does not know the token."));
        assertThat("not tried twice with the same: accounts get locked", script.looks.get(), is(1));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.FAILED));
        assertThat(executions.build.reports().get(0).getMessage(), is("The server does not know the token."));
    }

    @Test
    @Covers({"R-37", "T-111"})
    public void aLookThatGotNoThreadInTimeIsNotMadeAfterTheEnd() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        for (int i = 0; i < Background.MOST_LOOKS; i++) {
            Background.LOOKS.execute(() -> {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
        }
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> DONE);
        executions.of(script, Duration.ofMillis(50)).start();
        Throwable end = executions.context.failure();
        release.countDown();
        executions.quiet();
        assertThat(end.getMessage(), containsString("when the time was over"));
        assertThat(script.looks.get(), is(0));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.TIMED_OUT));
    }

    /** A server that lets go of a look only after the step was ended without it. */
    @Test
    @Covers("R-37")
    public void whatAStuckLookFindsAfterTheEndChangesNoReport() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            boolean stuck = true;
            while (stuck) {
                try {
                    release.await();
                    stuck = false;
                } catch (InterruptedException e) {
                    // as a library that swallows interrupts
                }
            }
            throw new DeploymentException(Kind.UNAUTHORIZED, "too late");
        });
        DeploymentExecution execution = executions.of(script);
        execution.start();
        await("it looks", () -> script.looks.get() == 1);
        execution.stop(Executions.byUser());
        executions.context.failure();
        int opened = script.opened.get();
        release.countDown();
        executions.quiet();
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.ABORTED));
        assertThat("nothing is opened any more", script.opened.get(), is(opened));
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
        executions.of(script[0]).start();

        Throwable failure = executions.context.failure();
        assertThat(failure.getMessage(), is("The server said: ****"));
        assertThat("the cause stays with the administrator", failure.getCause(), nullValue());
        assertThat(executions.build.log(), not(containsString("hunter2")));
        assertThat(executions.build.log(), not(containsString("aHVudGVyMi1odW50ZXIy")));
        assertThat(executions.build.reports().get(0).getMessage(), is("The server said: ****"));
    }

    @Test
    @Covers("S-08")
    public void anUnforeseenFailureKeepsItsTypeUnlessItHoldsASecret() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new IllegalArgumentException("a bug of ours");
        });
        executions.of(script).start();
        assertThat(executions.context.failure(), instanceOf(IllegalArgumentException.class));
        assertThat(executions.build.reports().get(0).getOutcome(), is(Outcome.FAILED));
    }

    @Test
    @Covers("S-08")
    public void anUnforeseenFailureWithASecretIsReplaced() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new IllegalArgumentException(
                    "x", new IOException("token s3cret-of-the-first-connection was refused"));
        });
        executions.of(script).start();
        Throwable failure = executions.context.failure();
        assertThat(failure, instanceOf(IllegalStateException.class));
        assertThat(failure.getCause(), nullValue());
        assertThat(failure.getMessage(), not(containsString("s3cret")));
    }

    @Test
    public void anErrorReachesTheBuild() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            throw new StackOverflowError();
        });
        executions.of(script).start();
        assertThat(executions.context.failure(), instanceOf(StackOverflowError.class));
    }

    @Test
    @Covers("R-40")
    public void waitsForTheAgentAfterARestart() throws Exception {
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return operation.looks() < 2 ? LATER : DONE;
        });
        DeploymentExecution before = executions.of(script);
        before.start();
        await("the first look", () -> executions.context.saves() == 1);
        DeploymentExecution after = Executions.restarted(before);
        executions.context.agent(new IOException("agent-7 is offline"));
        after.onResume();
        await("the wait for the agent", () -> "waiting for the agent: agent-7 is offline".equals(after.getStatus()));
        assertThat(executions.context.isOver(), is(false));

        executions.context.agent(null);
        after.stop(Executions.byUser());
        executions.context.failure();
    }

    @Test
    @Covers("R-40")
    public void aLostAgentFailsTheLookWithItsOwnException() throws Exception {
        IOException lost = new IOException("agent-7 was lost");
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return DONE;
        });
        executions.context.agent(lost);
        executions.of(script).start();
        assertThat("for retry(conditions: [agent()])", executions.context.failure(), sameInstance(lost));
    }

    @Test
    @Covers("S-30")
    public void saysThatItNeedsANodeWhereThereIsNone() throws Exception {
        executions.outsideOfANode();
        ScriptedOperation.Script script = new ScriptedOperation.Script((operation, at) -> {
            at.workspace();
            return DONE;
        });
        executions.of(script).start();
        assertThat(executions.context.failure().getMessage(), containsString("Run the step inside node { … }"));
    }
}
