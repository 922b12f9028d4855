package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.util.Timer;
import org.springframework.security.core.Authentication;

/**
 * The looks of one operation, until its end: each on a background thread, one at a time, and no thread in between.
 *
 * <p>The end is told once. Whoever stops it gets an answer within five seconds, also when a server does not; only then,
 * and past the deadline, connections are closed while a look may still hang in them.
 */
final class Looks {
    private static final Logger LOGGER = Logger.getLogger(Looks.class.getName());

    /** That many at once do not matter to a server. */
    private static final int LOOKS_OF_A_CALM_TIME = 8;

    private final Operation operation;
    private final Host host;
    private final Pace pace;

    /** Everything below is guarded by this object's lock. */
    private Future<?> next;

    private Future<?> alarm;
    private Thread worker;
    private boolean looking;

    /** Whether the last look is over, and what it found is on its way to the build. */
    private boolean ending;

    private boolean lookAgain;

    /** When the last look ended, on the monotonic clock. */
    private long lastLook = System.nanoTime();

    /** The state that was saved last; only looks use it, one at a time. */
    private Object saved;

    private boolean overdue;
    private boolean ended;
    private Throwable stopCause;
    private volatile String waitsForAgent;

    /** What the looks are for. */
    interface Host {
        /** Returns as whom to look. */
        Authentication authentication() throws IOException, InterruptedException;

        /** Returns the build, as it is at one look. */
        BuildContext context() throws IOException, InterruptedException;

        /** Has the operation's state written before the next look relies on it. */
        void save() throws InterruptedException;

        /** Is told the operation's value, at its end. */
        void succeeded(Map<String, Object> value);

        /**
         * Is told the failure, at its end.
         *
         * @param redactor knows the secrets that the operation has used
         */
        void failed(Throwable failure, Redactor redactor);

        /** Is told why it was stopped, at its end. */
        void stopped(Throwable cause);
    }

    /**
     * How long what takes.
     *
     * @param betweenLooks the least time from the end of a look to the next: changes come in swarms, and a look sees them
     *     all. Longer while many look at once, so that a thousand deployments do not keep a server busy by themselves
     * @param toStop what an interrupted look has to end
     * @param pastDeadline what a look that began before the deadline has to say itself how things stand at the deadline
     * @param agentBack how often to look whether an agent is back
     */
    record Pace(Duration betweenLooks, Duration toStop, Duration pastDeadline, Duration agentBack) {
        /** As it is but in tests. */
        static final Pace USUAL =
                new Pace(Duration.ofMillis(40), Duration.ofSeconds(4), Duration.ofSeconds(15), Duration.ofSeconds(5));
    }

    /** The agent is not back yet after a restart: a look that can be done again later. */
    static final class AgentAway extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        /** @param message what is waited for, in a short lower-case phrase */
        AgentAway(String message) {
            super(message);
        }
    }

    Looks(Operation operation, Host host, Pace pace) {
        this.operation = operation;
        this.host = host;
        this.pace = pace;
    }

    /** Returns what is being done, in a short lower-case phrase. */
    String status() {
        String agent = waitsForAgent;
        return agent == null ? operation.status() : agent;
    }

    /** Returns whether a look goes on, or its end is on its way to the build. */
    synchronized boolean isBusy() {
        return looking || ending;
    }

    /** Looks now, or again after the look that goes on. */
    synchronized void now() {
        if (ending || ended || stopCause != null) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        cancel(next);
        looking = true;
        alarm(operation.deadline().remaining().plus(pace.pastDeadline), this::overdue);
        Background.LOOKS.execute(this::look);
    }

    /** Looks soon, once for all changes until then. Called by whoever sees a change, from any thread. */
    synchronized void soon() {
        if (looking) {
            lookAgain = true;
        } else if (!ending && !ended && stopCause == null) {
            Duration since = Duration.ofNanos(System.nanoTime() - lastLook);
            Duration left = gap().minus(since);
            after(left.isNegative() ? Duration.ZERO : left);
        }
    }

    private Duration gap() {
        return pace.betweenLooks.multipliedBy(1 + Background.LOOKS.running() / LOOKS_OF_A_CALM_TIME);
    }

    /** Ends it, for a reason that is passed on unchanged. Only the first one counts. */
    void stop(Throwable cause) {
        synchronized (this) {
            if (ended) {
                return;
            }
            boolean first = stopCause == null;
            stopCause = first ? cause : stopCause;
            cancel(next);
            if (looking && first) {
                if (worker != null) {
                    worker.interrupt();
                }
                alarm(pace.toStop, () -> Background.THREADS.execute(this::abort));
                return;
            }
        }
        Background.THREADS.execute(this::abort);
    }

    private void after(Duration pause) {
        cancel(next);
        next = Timer.get().schedule(this::now, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void alarm(Duration after, Runnable action) {
        cancel(alarm);
        alarm = Timer.get().schedule(action, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cancel(@CheckForNull Future<?> scheduled) {
        if (scheduled != null) {
            scheduled.cancel(false);
        }
    }

    /** Ends a look that goes on past the deadline: a server that neither answers nor refuses. */
    private synchronized void overdue() {
        if (looking && !ended) {
            overdue = true;
            if (worker != null) {
                worker.interrupt();
            }
            alarm(pace.toStop, () -> Background.THREADS.execute(() -> fail(tooLate(), false)));
        }
    }

    private DeploymentException tooLate() {
        return new DeploymentException(
                Kind.TIMEOUT,
                "timeout: still " + operation.status() + " when the time was over. " + operation.doneSoFar());
    }

    @SuppressWarnings("try") // only its end matters
    private void look() {
        synchronized (this) {
            if (ended) {
                // It waited for a thread for so long.
                looking = false;
                return;
            }
            worker = Thread.currentThread();
            if (stopCause != null) {
                // Stopped before there was a thread to interrupt.
                worker.interrupt();
            }
        }
        Progress<Map<String, Object>> progress = null;
        Throwable failure = null;
        try (ACLContext ignored = ACL.as2(host.authentication())) {
            progress = operation.look(host.context());
            waitsForAgent = null;
            Object state = operation.state();
            if (progress instanceof Progress.Running && !state.equals(saved)) {
                host.save();
                saved = state;
            }
        } catch (AgentAway e) {
            progress = new Progress.Running<>(pace.agentBack);
            waitsForAgent = e.getMessage();
        } catch (Throwable t) {
            // Also errors: whatever happens, the build must hear of it.
            failure = t;
        }
        Throwable thrown = failure;
        boolean stopped;
        synchronized (this) {
            worker = null;
            looking = false;
            lastLook = System.nanoTime();
            // An interrupt that came too late must not meet the next work of this thread.
            Thread.interrupted();
            if (ended) {
                // Nobody waited for it any more. What it has opened since is closed once more.
                Background.THREADS.execute(operation::close);
                return;
            }
            stopped = stopCause != null;
            if (overdue && failure instanceof InterruptedException) {
                failure = tooLate();
            }
            if (!stopped && failure == null && progress instanceof Progress.Running<Map<String, Object>> running) {
                cancel(alarm);
                Duration left = operation.deadline().remaining().plusMillis(1);
                Duration pause = lookAgain ? gap() : running.retryAfter();
                lookAgain = false;
                after(pause.compareTo(left) < 0 ? pause : left);
                return;
            }
            ending = true;
        }
        if (stopped) {
            abort();
        } else if (failure != null) {
            fail(failure, failure == thrown && failure instanceof DeploymentException);
        } else if (progress instanceof Progress.Done<Map<String, Object>> done) {
            succeed(done.result());
        }
    }

    private void succeed(Map<String, Object> result) {
        if (end()) {
            operation.end();
            host.succeeded(result);
        }
    }

    /** @param reported whether the look itself did, as it does with what it throws on purpose */
    private void fail(Throwable failure, boolean reported) {
        if (end()) {
            if (!reported) {
                tell(() -> operation.failed(host.context(), failure));
            }
            Redactor redactor = operation.redactor();
            operation.end();
            host.failed(failure, redactor);
        }
    }

    private void abort() {
        if (end()) {
            tell(() -> operation.aborted(host.context()));
            operation.end();
            Throwable cause;
            synchronized (this) {
                cause = stopCause;
            }
            host.stopped(cause);
        }
    }

    private synchronized boolean end() {
        if (ended) {
            return false;
        }
        ended = true;
        cancel(next);
        cancel(alarm);
        return true;
    }

    private interface Telling {
        void tell() throws IOException, InterruptedException;
    }

    /** Whatever goes wrong with the log or report must not keep the build from ending. */
    private static void tell(Telling telling) {
        try {
            telling.tell();
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The end of a step could not be reported", e);
        }
    }
}
