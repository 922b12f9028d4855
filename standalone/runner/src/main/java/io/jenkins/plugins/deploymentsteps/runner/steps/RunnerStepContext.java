package io.jenkins.plugins.deploymentsteps.runner.steps;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Result;
import io.jenkins.plugins.deploymentsteps.runner.engine.Build;
import io.jenkins.plugins.deploymentsteps.runner.engine.Frame;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.concurrent.CompletableFuture;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/** What a plugin's step sees of the build, and where it reports its end. */
@SuppressWarnings("serial") // What is serialised is the handle that writeReplace() puts in its place.
final class RunnerStepContext extends StepContext {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient RunningStep step;
    private final transient Build build;
    private final transient Frame frame;
    private final transient CompletableFuture<Object> outcome;

    RunnerStepContext(RunningStep step, Build build, Frame frame, CompletableFuture<Object> outcome) {
        this.step = step;
        this.build = build;
        this.frame = frame;
        this.outcome = outcome;
    }

    @Override
    @CheckForNull
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        if (!step.isCurrent(this)) {
            // Nothing of the controller before the restart is left; what still runs of the step there ends by this.
            throw new IOException("This context ended with the restart of the controller.");
        }
        return build.context(frame, key);
    }

    @Override
    public void onSuccess(@CheckForNull Object result) {
        if (step.isCurrent(this)) {
            outcome.complete(result);
        }
    }

    @Override
    public void onFailure(Throwable t) {
        if (step.isCurrent(this)) {
            outcome.completeExceptionally(t);
        }
    }

    @Override
    public void setResult(Result r) {
        build.run().setResult(r);
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new IllegalStateException("There is no body to invoke: the runner gives blocks to built-in steps only.");
    }

    @Override
    public boolean hasBody() {
        return false;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    /** Nothing is on disk to bring up to date: a simulated restart stores the step when it happens. */
    @Override
    public ListenableFuture<Void> saveState() {
        return Futures.immediateVoidFuture();
    }

    @Override
    public boolean equals(Object o) {
        return this == o;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Serial
    private Object writeReplace() {
        return new Handle();
    }

    /** What is stored of a context: after the restart its step gives a new one. */
    private record Handle() implements Serializable {
        @Serial
        private Object readResolve() {
            return RunningStep.resuming().current();
        }
    }
}
