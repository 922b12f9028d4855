package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.springframework.security.core.Authentication;

/**
 * The looks of what a step does on one of several clusters. They are like those of a step of its own: a cluster that does
 * not answer holds up no other one.
 */
final class ClusterRun implements Looks.Host {
    private static final Logger LOGGER = Logger.getLogger(ClusterRun.class.getName());

    private final Operation operation;
    private final Authentication authentication;
    private final BuildContext first;
    private final Ending ending;
    private final Looks looks;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    /** Is told how it ended, once, from any thread. */
    interface Ending {
        /** Everything is as wanted. */
        void succeeded(Map<String, Object> value);

        /**
         * It failed.
         *
         * @param message without secrets
         */
        void failed(Throwable failure, String message);

        /** Somebody ended it. */
        void stopped();
    }

    /**
     * Prepares the looks.
     *
     * @param cluster its name in the log
     * @param authentication as whom to look
     */
    ClusterRun(Operation operation, String cluster, Authentication authentication, BuildContext build, Ending ending) {
        this.operation = operation;
        this.authentication = authentication;
        this.ending = ending;
        this.looks = new Looks(operation, this, Looks.Pace.USUAL);
        this.first = new ClusterContext(build, cluster, looks::soon);
    }

    /** Begins, or goes on after a restart. */
    void start() {
        looks.now();
    }

    /**
     * Ends it where it is.
     *
     * @return completed once nothing is done there any more, within five seconds
     */
    CompletableFuture<Void> stop(Throwable cause) {
        looks.stop(cause);
        return over;
    }

    /** Returns whether a look goes on. */
    boolean isBusy() {
        return looks.isBusy();
    }

    @Override
    public Authentication authentication() {
        return authentication;
    }

    @Override
    public BuildContext context() throws IOException, InterruptedException {
        return first.again();
    }

    @Override
    public void save() throws InterruptedException {
        first.save();
    }

    @Override
    public void succeeded(Map<String, Object> value) {
        ending.succeeded(value);
        over.complete(null);
    }

    @Override
    public void failed(Throwable failure, Redactor redactor) {
        String message = Failures.message(failure, redactor);
        if (!(failure instanceof DeploymentException)) {
            LOGGER.log(Level.WARNING, "Unforeseen on one of several clusters", Failures.forBuild(failure, redactor));
        }
        try {
            // Nobody else prints it before all clusters are at their end.
            operation.log(context()).warn(message);
        } catch (IOException e) {
            LOGGER.log(Level.FINE, "The step is not part of a build any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ending.failed(failure, message);
        over.complete(null);
    }

    @Override
    public void stopped(Throwable cause) {
        ending.stopped();
        over.complete(null);
    }
}
