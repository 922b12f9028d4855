package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Frame;
import io.jenkins.plugins.deploymentsteps.runner.engine.Head;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/** A plugin's step while it runs, driven as Jenkins' Pipeline engine does it. */
final class RunningStep {
    /** The step that is being read back by this thread. */
    private static final ThreadLocal<RunningStep> RESUMING = new ThreadLocal<>();

    private final String name;
    private final Build build;
    private final Frame frame;
    private final ControllerRestart restart;
    private final CompletableFuture<Object> outcome = new CompletableFuture<>();

    private volatile RunnerStepContext context;

    @CheckForNull
    private volatile StepExecution execution;

    RunningStep(String name, Build build, Frame frame, ControllerRestart restart) {
        this.name = name;
        this.build = build;
        this.frame = frame;
        this.restart = restart;
        this.context = newContext();
    }

    private RunnerStepContext newContext() {
        return new RunnerStepContext(this, build, frame, outcome);
    }

    RunnerStepContext current() {
        return context;
    }

    /** Whether a context belongs to this step still; one from before a restart does not. */
    boolean isCurrent(RunnerStepContext other) {
        return context == other;
    }

    boolean isDone() {
        return outcome.isDone();
    }

    /** Says in the log what happens, as Jenkins does after a real restart. */
    void announceRestart() {
        frame.log().getLogger().println("Resuming after a simulated restart of the controller");
    }

    boolean blocksRestart() {
        StepExecution running = execution;
        return running != null && running.blocksRestart();
    }

    /** Runs a step and blocks until it has ended. */
    @CheckForNull
    Object run(Head head, Step step) throws Exception {
        if (restart.duringStart(() -> start(step))) {
            if (!outcome.isDone()) {
                throw new AssertionError(
                        "Step " + name
                                + " claimed to have ended synchronously, but didn't set the result via StepContext.onSuccess/onFailure");
            }
            return head.await(outcome, cause -> {});
        }
        restart.waits(this);
        try {
            return head.await(outcome, this::stop);
        } finally {
            restart.ended(this);
        }
    }

    private boolean start(Step step) throws Exception {
        StepExecution started = step.start(context);
        execution = started;
        return started.start();
    }

    private void stop(Throwable cause) throws Exception {
        // Not in the middle of a restart: the execution that is stopped must be the one that goes on.
        restart.duringStart(() -> {
            execution.stop(cause);
            return true;
        });
    }

    /**
     * Does to this step what a restart of the controller would: stores it, forgets it, reads it back.
     *
     * @return what was read back, to be resumed
     * @throws IOException if it cannot be stored or read back
     */
    StepExecution storeAndReadBack() throws IOException {
        ByteArrayOutputStream stored = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(stored)) {
            out.writeObject(execution);
        }
        execution = null;
        context = newContext();
        RESUMING.set(this);
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(stored.toByteArray()))) {
            StepExecution readBack = (StepExecution) in.readObject();
            execution = readBack;
            return readBack;
        } catch (ClassNotFoundException e) {
            throw new IOException(e);
        } finally {
            RESUMING.remove();
        }
    }

    /** Ends the step because it did not survive. */
    void lost(Exception cause) {
        outcome.completeExceptionally(new IllegalStateException(
                "Step " + name + " does not survive a restart of the controller: " + cause, cause));
    }

    static RunningStep resuming() {
        return RESUMING.get();
    }

    @Override
    public String toString() {
        return name;
    }
}
