package io.jenkins.plugins.deploymentsteps.steps;

import hudson.FilePath;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs an operation to its end on the calling thread, for builds that are not Pipelines: it waits on its executor. */
final class BlockingRun implements BuildContext {
    private static final Duration PAST_DEADLINE = Duration.ofSeconds(15);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener listener;
    private final Connections connections;
    private final Semaphore changes = new Semaphore(0);

    BlockingRun(Run<?, ?> run, FilePath workspace, TaskListener listener, Connections connections) {
        this.run = run;
        this.workspace = workspace;
        this.listener = listener;
        this.connections = connections;
    }

    /**
     * Looks until the end.
     *
     * @return the operation's value
     * @throws IOException the failure, as Jenkins shows it
     * @throws InterruptedException if the build is aborted
     */
    Map<String, Object> complete(Operation operation) throws IOException, InterruptedException {
        try {
            while (true) {
                Progress<Map<String, Object>> progress = look(operation);
                if (progress instanceof Progress.Running<Map<String, Object>> running) {
                    pause(running.retryAfter(), operation.deadline().remaining());
                } else if (progress instanceof Progress.Done<Map<String, Object>> done) {
                    return done.result();
                }
            }
        } catch (InterruptedException e) {
            operation.aborted(this);
            throw e;
        } finally {
            operation.close();
        }
    }

    private void pause(Duration retryAfter, Duration left) throws InterruptedException {
        long millis = Math.min(retryAfter.toMillis(), left.toMillis() + 1);
        if (changes.tryAcquire(millis, TimeUnit.MILLISECONDS)) {
            // Changes come in swarms; a look sees them all.
            Thread.sleep(BETWEEN_LOOKS.toMillis());
            changes.drainPermits();
        }
    }

    /** Looks on a background thread, so that a server that never answers cannot hold the executor past the deadline. */
    private Progress<Map<String, Object>> look(Operation operation) throws IOException, InterruptedException {
        Future<Progress<Map<String, Object>>> look = Background.THREADS.submit(() -> operation.look(this));
        try {
            return look.get(operation.deadline().remaining().plus(PAST_DEADLINE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            look.cancel(true);
            throw failure(
                    operation,
                    new DeploymentException(
                            Kind.TIMEOUT,
                            "timeout: still " + operation.status() + " when the time was over. "
                                    + operation.doneSoFar()));
        } catch (InterruptedException e) {
            look.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw failure(operation, e.getCause());
        }
    }

    private IOException failure(Operation operation, Throwable failure) throws InterruptedException {
        if (!(failure instanceof DeploymentException)) {
            operation.failed(this, failure);
        }
        Throwable forBuild = Failures.forBuild(failure, operation.redactor());
        if (forBuild instanceof IOException io) {
            return io;
        }
        if (forBuild instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (forBuild instanceof RuntimeException unforeseen) {
            throw unforeseen;
        }
        return new IOException(forBuild);
    }

    @Override
    public Run<?, ?> run() {
        return run;
    }

    @Override
    public TaskListener listener() {
        return listener;
    }

    @Override
    public FilePath workspace() {
        return workspace;
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public void wakeUp() {
        changes.release();
    }
}
