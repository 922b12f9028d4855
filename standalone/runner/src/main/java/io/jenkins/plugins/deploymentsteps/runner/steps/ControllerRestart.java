package io.jenkins.plugins.deploymentsteps.runner.steps;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepExecution;

/**
 * Puts waiting steps through what a restart of the controller does to them.
 *
 * <p>Each step that waits is stored by Java serialisation, forgotten and read back once before it goes on. What it had
 * left with the controller's timer is lost, as it would be. All waiting steps go through it at once, at a moment when
 * none of them works.
 */
final class ControllerRestart {
    /** How long a step waits before it is put to the test; a step that ends sooner never really waited. */
    private static final long PATIENCE_MILLIS = 300;

    private static final long RETRY_MILLIS = 20;

    /** For how many looks in a row nothing may happen: a step that has just done its work may be about to end. */
    private static final int QUIET_LOOKS = 5;

    /** Read: a step is being started or stopped. Write: the restart. */
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();

    private final boolean enabled;
    private final ScheduledExecutorService clock;

    /** Guarded by itself. */
    private final Set<RunningStep> waiting = new LinkedHashSet<>();

    /** Guarded by {@link #waiting}. */
    private final Set<RunningStep> restarted = new HashSet<>();

    ControllerRestart(boolean enabled, ScheduledExecutorService clock) {
        this.enabled = enabled;
        this.clock = clock;
    }

    /** Runs what no restart may come between. */
    <T> T duringStart(Callable<T> action) throws Exception {
        lock.readLock().lock();
        try {
            return action.call();
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Takes a step that waits from now on. */
    void waits(RunningStep step) {
        synchronized (waiting) {
            waiting.add(step);
        }
        if (enabled) {
            clock.schedule(() -> attempt(step, 0), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** Forgets a step that has ended. */
    void ended(RunningStep step) {
        synchronized (waiting) {
            waiting.remove(step);
            restarted.remove(step);
        }
    }

    private void attempt(RunningStep step, int quietLooks) {
        synchronized (waiting) {
            if (!waiting.contains(step) || restarted.contains(step)) {
                return;
            }
        }
        int quiet = isQuiet() && !blocked() ? quietLooks + 1 : 0;
        if (quiet < QUIET_LOOKS || !lock.writeLock().tryLock()) {
            clock.schedule(() -> attempt(step, quiet), RETRY_MILLIS, TimeUnit.MILLISECONDS);
            return;
        }
        try {
            restart();
        } catch (InterruptedException e) {
            // Only the end of the build interrupts its clock.
            Thread.currentThread().interrupt();
        } finally {
            lock.writeLock().unlock();
        }
    }

    private static boolean isQuiet() {
        return !(Timer.get() instanceof ScheduledThreadPoolExecutor timer) || timer.getActiveCount() == 0;
    }

    /** Whether a step asks for the restart to wait, as an administrator's safe restart does. */
    private boolean blocked() {
        List<RunningStep> steps;
        synchronized (waiting) {
            steps = List.copyOf(waiting);
        }
        return steps.stream().anyMatch(RunningStep::blocksRestart);
    }

    private void restart() throws InterruptedException {
        forgetTimers();
        while (blocked()) {
            // What the timer started at the last moment is let end, and forgotten with what it scheduled.
            Thread.sleep(RETRY_MILLIS);
            forgetTimers();
        }
        List<RunningStep> steps;
        synchronized (waiting) {
            steps = new ArrayList<>(waiting);
            restarted.addAll(steps);
        }
        steps.removeIf(RunningStep::isDone);
        if (!steps.isEmpty()) {
            steps.get(0).announceRestart();
            resume(steps);
        }
    }

    private static void resume(Collection<RunningStep> steps) {
        Map<RunningStep, StepExecution> readBack = new LinkedHashMap<>();
        for (RunningStep step : steps) {
            try {
                readBack.put(step, step.storeAndReadBack());
            } catch (IOException | RuntimeException e) {
                step.lost(e);
            }
        }
        readBack.forEach((step, execution) -> {
            try {
                execution.onResume();
            } catch (RuntimeException e) {
                step.lost(e);
            }
        });
    }

    /** Drops what was scheduled; what runs at this moment ends first. */
    private static void forgetTimers() throws InterruptedException {
        boolean empty = false;
        while (!empty) {
            ScheduledExecutorService timer = Timer.get();
            empty = !(timer instanceof ScheduledThreadPoolExecutor pool)
                    || pool.getQueue().isEmpty() && pool.getActiveCount() == 0;
            if (!empty) {
                ((ScheduledThreadPoolExecutor) timer).setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
                timer.shutdown();
                timer.awaitTermination(1, TimeUnit.MINUTES);
            }
        }
    }
}
