package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * One thread of a Pipeline: where it is, and what it waits for. Jenkins calls the same thing a head.
 *
 * <p>The Groovy code runs on a Java thread of its own, which blocks while a step waits.
 */
public final class Head {
    private static final ThreadLocal<Head> CURRENT = new ThreadLocal<>();

    private final Heads heads;
    private Frame frame;

    /** What stops the step that runs; guarded by {@link #heads}. */
    @CheckForNull
    private Stopper stopper;

    /** An interruption that came while no step ran; guarded by {@link #heads}. */
    @CheckForNull
    private Throwable pending;

    /** Whether it waits for branches, which are interrupted instead of it; guarded by {@link #heads}. */
    private boolean joining;

    private Head(Heads heads, Frame frame) {
        this.heads = heads;
        this.frame = frame;
    }

    /** Stops what a head waits for. */
    @FunctionalInterface
    public interface Stopper {
        /**
         * Asks it to end; it may take its time.
         *
         * @param cause why; what the step shall fail with
         * @throws Exception if it cannot be asked; the step then fails at once
         */
        void stop(Throwable cause) throws Exception;
    }

    /** All heads of a build; also the lock that guards their state. */
    public static final class Heads {
        private final List<Head> all = new ArrayList<>();

        /**
         * Interrupts whatever runs within a scope. A head that is between two steps is interrupted at its next one.
         *
         * @param cause what the interrupted steps fail with
         */
        public void interrupt(Scope scope, Throwable cause) {
            List<Runnable> stops = new ArrayList<>();
            synchronized (this) {
                for (Head head : all) {
                    if (head.joining || !head.frame.scope().isWithin(scope)) {
                        continue;
                    }
                    Stopper stopper = head.stopper;
                    if (stopper == null) {
                        head.pending = cause;
                    } else {
                        stops.add(() -> head.stop(stopper, cause));
                    }
                }
            }
            // Outside the lock: a step may do anything in its stop().
            stops.forEach(Runnable::run);
        }
    }

    /** Returns the head that the calling thread runs. */
    public static Head current() {
        Head head = CURRENT.get();
        if (head == null) {
            throw new IllegalStateException("This thread runs no Pipeline.");
        }
        return head;
    }

    /** Runs code as a new head on the calling thread. */
    static <T> T run(Heads heads, Frame frame, Callable<T> body) throws Exception {
        return begin(heads, frame).run(body);
    }

    /** A new head, which can be interrupted from now on, also before it runs. */
    private static Head begin(Heads heads, Frame frame) {
        Head head = new Head(heads, frame);
        synchronized (heads) {
            heads.all.add(head);
        }
        return head;
    }

    /** Runs code on the calling thread, and ends with it. */
    @SuppressWarnings("try") // The context is closed, and nothing else is to be done with it.
    private <T> T run(Callable<T> body) throws Exception {
        Head outer = CURRENT.get();
        CURRENT.set(this);
        // As in Jenkins: a Pipeline runs with the rights of its job, which are the system's unless an admin says else.
        try (ACLContext ignored = ACL.as2(ACL.SYSTEM2)) {
            return body.call();
        } finally {
            synchronized (heads) {
                heads.all.remove(this);
            }
            CURRENT.set(outer);
        }
    }

    /** Returns what surrounds the step that is called now. */
    public Frame frame() {
        synchronized (heads) {
            return frame;
        }
    }

    /** Runs a body within something. */
    public <T> T in(Frame inner, Callable<T> body) throws Exception {
        Frame outer = frame();
        enter(inner);
        try {
            return body.call();
        } finally {
            enter(outer);
        }
    }

    private void enter(Frame other) {
        synchronized (heads) {
            frame = other;
        }
    }

    /**
     * Waits for a step.
     *
     * @param outcome completed when the step is
     * @param whenInterrupted called if this head is interrupted meanwhile
     * @return the step's value
     * @throws Exception what the step failed with
     */
    public <T> T await(CompletableFuture<T> outcome, Stopper whenInterrupted) throws Exception {
        Stopper stop = cause -> {
            try {
                whenInterrupted.stop(cause);
            } catch (Exception e) {
                outcome.completeExceptionally(e);
            }
        };
        Throwable interruption;
        synchronized (heads) {
            stopper = stop;
            interruption = pending;
            pending = null;
        }
        try {
            if (interruption != null) {
                stop.stop(interruption);
            }
            return outcome.get();
        } catch (ExecutionException e) {
            throw asException(e.getCause());
        } finally {
            synchronized (heads) {
                stopper = null;
            }
        }
    }

    /** Fails with the interruption that came since the last step, if one did. */
    public void checkInterrupted() throws Exception {
        Throwable interruption;
        synchronized (heads) {
            interruption = pending;
            pending = null;
        }
        if (interruption != null) {
            throw asException(interruption);
        }
    }

    /**
     * Runs branches side by side and waits for all.
     *
     * @param branches each within a frame of its own
     * @return what each did, in the same order; completed
     */
    public List<CompletableFuture<Object>> join(List<Branch> branches) {
        synchronized (heads) {
            joining = true;
        }
        List<CompletableFuture<Object>> outcomes = new ArrayList<>();
        // All begin before the first one runs: it may fail at once and interrupt the others.
        List<Head> begun =
                branches.stream().map(branch -> begin(heads, branch.frame())).toList();
        try {
            for (int i = 0; i < branches.size(); i++) {
                Branch branch = branches.get(i);
                Head head = begun.get(i);
                CompletableFuture<Object> outcome = new CompletableFuture<>();
                outcomes.add(outcome);
                Thread thread = new Thread(() -> head.complete(branch, outcome), "Branch " + branch.name());
                thread.setDaemon(true);
                thread.start();
            }
            outcomes.forEach(outcome -> outcome.exceptionally(failure -> null).join());
            return outcomes;
        } finally {
            synchronized (heads) {
                joining = false;
            }
        }
    }

    private void complete(Branch branch, CompletableFuture<Object> outcome) {
        try {
            outcome.complete(run(branch.body()));
        } catch (Throwable t) {
            // Also an Error: it is the branch's outcome, as in Jenkins, and must not be lost with its thread.
            outcome.completeExceptionally(t);
        }
    }

    /**
     * A branch of {@code parallel}.
     *
     * @param name as the Jenkinsfile calls it
     * @param frame what surrounds it
     * @param body what it runs
     */
    public record Branch(String name, Frame frame, Callable<Object> body) {}

    private void stop(Stopper stop, Throwable cause) {
        try {
            stop.stop(cause);
        } catch (Exception e) {
            throw new IllegalStateException("await() wraps every stopper so that it does not throw", e);
        }
    }

    /** Returns the throwable if it is an exception, and throws it if it is an error. */
    static Exception asException(Throwable throwable) {
        if (throwable instanceof Error error) {
            throw error;
        }
        return (Exception) throwable;
    }
}
