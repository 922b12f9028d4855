package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.lib.EmptyProgressMonitor;

/**
 * One piece of work that JGit does on a thread of its own, and the means to end it at once: JGit looks at its monitor
 * only now and then, so the connections are closed under it, and no new one may be opened.
 */
final class GitOperation extends EmptyProgressMonitor {
    private final List<Runnable> connections = new ArrayList<>();
    private final AtomicInteger httpStatus = new AtomicInteger();
    private boolean cancelled;

    @CheckForNull
    private volatile String refusal;

    /** Ends the work; may be called from any thread, and more than once. */
    void cancel() {
        List<Runnable> open;
        synchronized (this) {
            cancelled = true;
            open = List.copyOf(connections);
            connections.clear();
        }
        open.forEach(Runnable::run);
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

    /** Notes the status of an HTTP answer. */
    void answered(int status) {
        httpStatus.set(status);
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
