package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;

import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import jenkins.model.CauseOfInterruption;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.junit.rules.ExternalResource;
import org.junit.rules.TemporaryFolder;

/** A build in memory, and executions of scripted operations in it. */
final class Executions extends ExternalResource {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final TemporaryFolder folder = new TemporaryFolder();

    FakeBuild build;
    FakeContext context;

    /** One that looks more often than usual and waits less long for looks that do not end at their deadline. */
    private static final class Execution extends DeploymentExecution {
        private static final long serialVersionUID = 1L;

        Execution(StepContext context, Operation operation) {
            super(context, operation);
        }

        @Override
        Looks.Pace pace() {
            return new Looks.Pace(
                    BETWEEN_LOOKS, Looks.Pace.USUAL.toStop(), Duration.ofMillis(200), Duration.ofMillis(200));
        }
    }

    @Override
    protected void before() throws IOException {
        folder.create();
        Controller.start(folder.getRoot());
        build = new FakeBuild(folder.getRoot(), "shop");
        context = new FakeContext(build, build.workspace());
    }

    @Override
    protected void after() {
        folder.delete();
    }

    /** Has the next execution run where there is no workspace. */
    void outsideOfANode() {
        context = new FakeContext(build, null);
    }

    DeploymentExecution of(ScriptedOperation.Script script) {
        return of(script, Duration.ofMinutes(10));
    }

    DeploymentExecution of(ScriptedOperation.Script script, Duration timeout) {
        return new Execution(context, ScriptedOperation.of(context.toString() + context.hashCode(), timeout, script));
    }

    /** Writes and reads an object, as a restart of the controller does. */
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

    /** Waits for a condition; the least time between two looks at it keeps the machine free for what it waits for. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertThat("still waiting for: " + what, System.nanoTime() < end);
            TimeUnit.MILLISECONDS.sleep(2);
        }
    }

    /** Waits until whatever was to be looked at soon has been, and no look goes on. */
    void quiet() throws Exception {
        quiet(BETWEEN_LOOKS);
    }

    /** Waits until whatever was to be looked at within a time has been, and no look goes on. */
    static void quiet(Duration betweenLooks) throws Exception {
        // The timer runs what is due earlier first.
        Timer.get()
                .schedule(() -> {}, betweenLooks.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS)
                .get();
        await("no look goes on", () -> ((ThreadPoolExecutor) Background.THREADS).getActiveCount() == 0);
    }

    /** Makes the interruption that a user's abort is. */
    static FlowInterruptedException byUser() {
        return new FlowInterruptedException(Result.ABORTED, true, new CauseOfInterruption() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getShortDescription() {
                return "Aborted by alice";
            }
        });
    }
}
