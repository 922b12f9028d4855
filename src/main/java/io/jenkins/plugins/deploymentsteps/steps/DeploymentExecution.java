package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.queue.Tasks;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.lock.DeploymentLocks;
import java.io.IOException;
import java.io.Serial;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * Runs an operation within a Pipeline, and on again after a restart of the controller; a restart during a look does that
 * look again.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "After a restart nothing looks, waits or has ended: what the fields of a new object say.")
public class DeploymentExecution extends StepExecution {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = Logger.getLogger(DeploymentExecution.class.getName());

    private final Operation operation;

    /** Whether the step had a workspace; if so, the lack of one after a restart will pass. */
    private volatile boolean workspaceSeen;

    private transient Authentication authentication;
    private transient volatile boolean resumed;
    private transient Looks looks;

    DeploymentExecution(StepContext context, Operation operation) {
        super(context);
        this.operation = operation;
    }

    /** Returns what opens clusters and servers; tests have their own. */
    Connections connections() {
        return Connections.REAL;
    }

    /** Returns what lets one deployment at a time change a set; tests have their own. */
    DeploymentLocks locks() {
        return Background.LOCKS;
    }

    /** Returns what time it is; tests have their own. */
    Instant now() {
        return Instant.now();
    }

    /** Returns how long what takes; tests have their own. */
    Looks.Pace pace() {
        return Looks.Pace.USUAL;
    }

    private synchronized Looks looks() {
        if (looks == null) {
            looks = new Looks(operation, new Host(), pace());
        }
        return looks;
    }

    @Override
    public boolean start() {
        synchronized (this) {
            authentication = Jenkins.getAuthentication2();
        }
        looks().now();
        return false;
    }

    @Override
    public void onResume() {
        resumed = true;
        looks().now();
    }

    @Override
    public void stop(Throwable cause) {
        looks().stop(cause);
    }

    @Override
    public String getStatus() {
        return looks().status();
    }

    /** A look is short, and cut short it is done again: better to let it end first. */
    @Override
    public boolean blocksRestart() {
        return looks().isBusy() || operation.isBusy();
    }

    /** A slow disk does not hold the deployment up for ever. */
    private void save() throws InterruptedException {
        try {
            getContext().saveState().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, e, () -> "The state of " + operation.step() + " could not be saved");
        }
    }

    /** The Pipeline, to its looks. */
    private final class Host implements Looks.Host {
        /** Returns whom the Pipeline was when the step began; after a restart, whom its job runs as. */
        @Override
        public Authentication authentication() throws IOException, InterruptedException {
            synchronized (DeploymentExecution.this) {
                if (authentication != null) {
                    return authentication;
                }
            }
            Run<?, ?> run = getContext().get(Run.class);
            Authentication jobs = run != null && run.getParent() instanceof Queue.Task task
                    ? Tasks.getAuthenticationOf2(task)
                    : Jenkins.ANONYMOUS2;
            synchronized (DeploymentExecution.this) {
                authentication = jobs;
            }
            return jobs;
        }

        @Override
        public BuildContext context() throws IOException, InterruptedException {
            return new Context();
        }

        @Override
        public void save() throws InterruptedException {
            DeploymentExecution.this.save();
        }

        @Override
        public void succeeded(Map<String, Object> value) {
            getContext().onSuccess(value);
        }

        @Override
        public void failed(Throwable failure, Redactor redactor) {
            getContext().onFailure(Failures.forBuild(failure, redactor));
        }

        @Override
        public void stopped(Throwable cause) {
            getContext().onFailure(cause);
        }
    }

    /** The Pipeline's context at one look. */
    private final class Context implements BuildContext {
        private final Run<?, ?> run;
        private final TaskListener listener;
        private final EnvVars environment;

        Context() throws IOException, InterruptedException {
            run = getContext().get(Run.class);
            EnvVars known = getContext().get(EnvVars.class);
            environment = known == null ? new EnvVars() : known;
            TaskListener found = getContext().get(TaskListener.class);
            listener = found == null ? TaskListener.NULL : found;
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
        public FilePath workspace() throws DeploymentException, IOException, InterruptedException {
            FilePath workspace;
            try {
                workspace = getContext().get(FilePath.class);
            } catch (IOException e) {
                if (resumed && !operation.deadline().hasPassed()) {
                    throw new Looks.AgentAway("waiting for the agent: " + e.getMessage());
                }
                throw e;
            }
            if (workspace == null) {
                if (workspaceSeen && !operation.deadline().hasPassed()) {
                    throw new Looks.AgentAway("waiting for the agent");
                }
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "manifests, kubeconfigFile and what tools render are in a workspace, and there is none here. Run the step inside"
                                + " node { … }, or in a Declarative stage with an agent.");
            }
            workspaceSeen = true;
            return workspace;
        }

        /** Whoever runs the step in a container has the tools in there. */
        @Override
        public Launcher launcher() throws DeploymentException, IOException, InterruptedException {
            FilePath workspace = workspace();
            Launcher launcher = getContext().get(Launcher.class);
            return launcher == null ? workspace.createLauncher(listener) : launcher;
        }

        @Override
        public EnvVars environment() {
            return environment;
        }

        @Override
        public Connections connections() {
            return DeploymentExecution.this.connections();
        }

        @Override
        public DeploymentLocks locks() {
            return DeploymentExecution.this.locks();
        }

        @Override
        public Instant now() {
            return DeploymentExecution.this.now();
        }

        @Override
        public BuildContext again() throws IOException, InterruptedException {
            return new Context();
        }

        @Override
        public void save() throws InterruptedException {
            DeploymentExecution.this.save();
        }

        @Override
        public void wakeUp() {
            looks().soon();
        }
    }
}
