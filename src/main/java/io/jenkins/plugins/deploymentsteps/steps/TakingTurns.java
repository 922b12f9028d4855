package io.jenkins.plugins.deploymentsteps.steps;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** Runs work on another executor's threads, only so much of it at once and the rest in its order. */
final class TakingTurns implements Executor {
    private final Executor threads;
    private final int most;
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;

    TakingTurns(Executor threads, int most) {
        this.threads = threads;
        this.most = most;
    }

    /** Returns how much work goes on now. */
    synchronized int running() {
        return running;
    }

    @Override
    public synchronized void execute(Runnable work) {
        if (running == most) {
            waiting.add(work);
        } else {
            running++;
            threads.execute(() -> run(work));
        }
    }

    private void run(Runnable first) {
        for (Runnable work = first; work != null; work = next()) {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                // As if the executor had run it: the thread ends with it, and what waits goes on on another one.
                Runnable other = next();
                if (other != null) {
                    threads.execute(() -> run(other));
                }
                throw e;
            }
        }
    }

    private synchronized Runnable next() {
        Runnable work = waiting.poll();
        if (work == null) {
            running--;
        }
        return work;
    }
}
