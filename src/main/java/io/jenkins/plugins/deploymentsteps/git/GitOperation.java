package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/**
 * One piece of work that JGit does on a thread of its own, and the means to end it at once: JGit looks at its monitor
 * only now and then, so the connections are closed under it, no new one may be opened, and its thread is interrupted
 * where it waits for something else, such as an SSH server's first words.
 */
final class GitOperation extends EmptyProgressMonitor {
    private final List<Runnable> connections = new ArrayList<>();
    private final AtomicInteger httpStatus = new AtomicInteger();
    private boolean cancelled;

    @CheckForNull
    private Thread thread;

    @CheckForNull
    private volatile Duration retryAfter;

    @CheckForNull
    private volatile String refusal;

    /**
     * Says that this thread begins the work.
     *
     * @throws InterruptedIOException if it was cancelled before
     */
    synchronized void begin() throws InterruptedIOException {
        check();
        thread = Thread.currentThread();
    }

    /** Says that this thread has ended the work; it is not interrupted any more. */
    synchronized void end() {
        thread = null;
        // What is left of an interrupt was meant for the work.
        Thread.interrupted();
    }

    /** Ends the work; may be called from any thread, and more than once. */
    void cancel() {
        List<Runnable> open;
        synchronized (this) {
            cancelled = true;
            open = List.copyOf(connections);
            connections.clear();
        }
        open.forEach(Runnable::run);
        synchronized (this) {
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * Fails if the work was cancelled.
     *
     * @throws InterruptedIOException for JGit, which passes it on
     */
    void check() throws InterruptedIOException {
        if (isCancelled()) {
            throw new InterruptedIOException("cancelled");
        }
    }

    /**
     * Remembers how to close a connection.
     *
     * @throws InterruptedIOException if the work was cancelled already; the connection is closed then
     */
    void opened(Runnable close) throws InterruptedIOException {
        synchronized (this) {
            if (!cancelled) {
                connections.add(close);
                return;
            }
        }
        close.run();
        throw new InterruptedIOException("cancelled");
    }

    /**
     * Notes an HTTP answer.
     *
     * @param wanted in how much time the server wants to be asked again; null if it does not say
     */
    void answered(int status, @CheckForNull Duration wanted) {
        httpStatus.set(status);
        retryAfter = wanted;
    }

    /** Returns in how much time the server that answered last wants to be asked again, or null. */
    @CheckForNull
    Duration retryAfter() {
        return retryAfter;
    }

    /** Returns the status of the last HTTP answer, 0 if there was none. */
    int httpStatus() {
        return httpStatus.get();
    }

    /** Notes why we ourselves went no further. */
    void refused(String reason) {
        refusal = reason;
    }

    /** Returns why we ourselves went no further, or null. */
    @CheckForNull
    String refusal() {
        return refusal;
    }
}
