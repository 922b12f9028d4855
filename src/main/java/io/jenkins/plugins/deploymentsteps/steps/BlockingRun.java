package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.FlowInterruptedException;
import org.springframework.security.core.Authentication;

/** Runs an operation to its end on the calling thread, for builds that are not Pipelines: it waits on its executor. */
final class BlockingRun {
    private final Run<?, ?> run;
    private final FilePath workspace;
    private final TaskListener listener;
    private final Connections connections;

    @CheckForNull
    private final Launcher launcher;

    private final EnvVars environment;

    BlockingRun(Run<?, ?> run, FilePath workspace, TaskListener listener, Connections connections) {
        this(run, workspace, listener, connections, null, new EnvVars());
    }

    /** @param launcher null for that of the workspace's machine */
    BlockingRun(
            Run<?, ?> run,
            FilePath workspace,
            TaskListener listener,
            Connections connections,
            @CheckForNull Launcher launcher,
            EnvVars environment) {
        this.run = run;
        this.workspace = workspace;
        this.listener = listener;
        this.connections = connections;
        this.launcher = launcher;
        this.environment = environment;
    }

    /**
     * Looks until the end, as the one whom the calling thread acts for.
     *
     * @return the operation's value
     * @throws IOException the failure, as Jenkins shows it
     * @throws InterruptedException if the build is aborted; by then nothing goes on, or five seconds have passed
     */
    Map<String, Object> complete(Operation operation) throws IOException, InterruptedException {
        Host host = new Host(operation, Jenkins.getAuthentication2());
        host.looks.now();
        try {
            try {
                return host.end.get();
            } catch (InterruptedException e) {
                host.looks.stop(e);
                return host.end.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof FlowInterruptedException superseded) {
                // A Pipeline prints it; for other builds nobody does.
                superseded.getCauses().forEach(cause -> cause.print(listener));
            }
            throw failure(e.getCause());
        }
    }

    private static IOException failure(Throwable failure) throws InterruptedException {
        if (failure instanceof IOException io) {
            return io;
        }
        if (failure instanceof InterruptedException interrupted) {
            throw interrupted;
        }
        if (failure instanceof RuntimeException unforeseen) {
            throw unforeseen;
        }
        if (failure instanceof Error error) {
            throw error;
        }
        return new IOException(failure);
    }

    /** The waiting thread, to the looks. */
    private final class Host implements Looks.Host, BuildContext {
        private final CompletableFuture<Map<String, Object>> end = new CompletableFuture<>();
        private final Authentication authentication;
        private final Looks looks;

        Host(Operation operation, Authentication authentication) {
            this.authentication = authentication;
            this.looks = new Looks(operation, this, Looks.Pace.USUAL);
        }

        @Override
        public Authentication authentication() {
            return authentication;
        }

        @Override
        public BuildContext context() {
            return this;
        }

        /** Nothing: such a build does not survive a restart. */
        @Override
        public void save() {
            // nothing to write
        }

        @Override
        public void succeeded(Map<String, Object> value) {
            end.complete(value);
        }

        @Override
        public void failed(Throwable failure, Redactor redactor) {
            end.completeExceptionally(Failures.forBuild(failure, redactor));
        }

        @Override
        public void stopped(Throwable cause) {
            end.completeExceptionally(cause);
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
        public Launcher launcher() throws IOException, InterruptedException {
            return launcher == null ? workspace.createLauncher(listener) : launcher;
        }

        @Override
        public EnvVars environment() {
            return environment;
        }

        @Override
        public Connections connections() {
            return connections;
        }

        @Override
        public BuildContext again() {
            return this;
        }

        @Override
        public void wakeUp() {
            looks.soon();
        }
    }
}
