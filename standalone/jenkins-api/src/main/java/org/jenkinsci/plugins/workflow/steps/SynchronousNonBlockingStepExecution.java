package org.jenkinsci.plugins.workflow.steps;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.security.ACL;
import hudson.security.ACLContext;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jenkins.model.Jenkins;
import org.springframework.security.core.Authentication;

/**
 * A run that does all its work in a thread of its own and does not survive a restart.
 *
 * @param <T> what the step returns
 */
public abstract class SynchronousNonBlockingStepExecution<T> extends StepExecution {
    private static final long serialVersionUID = 1L;

    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, SynchronousNonBlockingStepExecution.class.getName());
        thread.setDaemon(true);
        return thread;
    });

    private transient volatile Future<?> task;
    private transient volatile String threadName;
    private transient volatile Throwable stopCause;

    /** Runs in a context. */
    protected SynchronousNonBlockingStepExecution(@NonNull StepContext context) {
        super(context);
    }

    /** {@return what the step returns, the work done; with the rights of whoever started it} */
    protected abstract T run() throws Exception;

    @Override
    public final boolean start() throws Exception {
        Authentication acting = Jenkins.getAuthentication2();
        task = THREADS.submit(() -> work(acting));
        return false;
    }

    @SuppressWarnings("try") // the context only has to be closed
    private void work(Authentication acting) {
        threadName = Thread.currentThread().getName();
        try {
            T result;
            try (ACLContext ignored = ACL.as2(acting)) {
                result = run();
            }
            getContext().onSuccess(result);
        } catch (Throwable e) {
            if (stopCause == null) {
                getContext().onFailure(e);
            } else {
                stopCause.addSuppressed(e);
            }
        }
    }

    @Override
    public void stop(Throwable cause) throws Exception {
        if (task != null) {
            stopCause = cause;
            task.cancel(true);
        }
        super.stop(cause);
    }

    @Override
    public void onResume() {
        getContext().onFailure(new SynchronousResumeNotSupportedException(getContext()));
    }

    @Override
    public @NonNull String getStatus() {
        return threadName == null ? "not yet scheduled" : "running in thread: " + threadName;
    }

    @Override
    public boolean blocksRestart() {
        return threadName != null;
    }
}
