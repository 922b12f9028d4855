package io.jenkins.plugins.deploymentsteps.steps;

import com.google.common.util.concurrent.Futures;
import com.google.common.util.concurrent.ListenableFuture;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.model.Result;
import hudson.model.Run;
import hudson.model.TaskListener;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jenkinsci.plugins.workflow.steps.BodyInvoker;
import org.jenkinsci.plugins.workflow.steps.StepContext;

/**
 * A step's context that remembers what it was told. Serialised it is a name, as a real one is: read back it is the same
 * step of the same build.
 */
final class FakeContext extends StepContext {
    private static final long serialVersionUID = 1L;
    private static final ConcurrentHashMap<String, State> STATES = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name = "step " + NUMBER.incrementAndGet();

    private transient volatile boolean cutOff;

    private static final class State {
        FakeBuild build;
        FilePath workspace;
        EnvVars environment;
        IOException agentTrouble;
        boolean agentHangs;
        final AtomicInteger agentAsked = new AtomicInteger();
        final CompletableFuture<Object> outcome = new CompletableFuture<>();
        final AtomicInteger outcomes = new AtomicInteger();
        final AtomicInteger saves = new AtomicInteger();
    }

    FakeContext(FakeBuild build, FilePath workspace) {
        State state = new State();
        state.build = build;
        state.workspace = workspace;
        STATES.put(name, state);
    }

    private State state() {
        return STATES.get(name);
    }

    /** Has the agent be away, or back with null. */
    void agent(IOException trouble) {
        state().agentTrouble = trouble;
    }

    /** Has the build have environment variables. */
    void environment(EnvVars environment) {
        state().environment = environment;
    }

    /** Has the agent never answer. */
    void agentHangs() {
        state().agentHangs = true;
    }

    /** Lets the step that has this very object have no build any more, as one whose controller is gone. */
    void cutOff() {
        cutOff = true;
    }

    /** Returns how often somebody asked for the workspace. */
    int agentAsked() {
        return state().agentAsked.get();
    }

    int saves() {
        return state().saves.get();
    }

    /** Returns how often an outcome was told; more than once is an error. */
    int outcomes() {
        return state().outcomes.get();
    }

    boolean isOver() {
        return state().outcome.isDone();
    }

    Object result() throws InterruptedException, TimeoutException {
        try {
            return state().outcome.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("failed instead", e.getCause());
        }
    }

    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            throw new AssertionError("succeeded with " + state().outcome.get(20, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    @Override
    public <T> T get(Class<T> key) throws IOException, InterruptedException {
        State state = state();
        if (cutOff) {
            throw new IOException("the controller is gone");
        }
        if (key == FilePath.class) {
            state.agentAsked.incrementAndGet();
            if (state.agentHangs) {
                new CountDownLatch(1).await();
            }
            if (state.agentTrouble != null) {
                throw state.agentTrouble;
            }
            return key.cast(state.workspace);
        }
        if (key == EnvVars.class) {
            return key.cast(state.environment);
        }
        if (key == Run.class) {
            return key.cast(state.build);
        }
        return key == TaskListener.class ? key.cast(state.build.listener) : null;
    }

    @Override
    public void onSuccess(Object result) {
        if (cutOff) {
            return;
        }
        state().outcomes.incrementAndGet();
        state().outcome.complete(result);
    }

    @Override
    public void onFailure(Throwable t) {
        if (cutOff) {
            return;
        }
        state().outcomes.incrementAndGet();
        state().outcome.completeExceptionally(t);
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public ListenableFuture<Void> saveState() {
        state().saves.incrementAndGet();
        return Futures.immediateFuture(null);
    }

    @Override
    public void setResult(Result r) {
        throw new UnsupportedOperationException();
    }

    @Override
    public BodyInvoker newBodyInvoker() {
        throw new IllegalStateException("no body");
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof FakeContext other && name.equals(other.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }
}
