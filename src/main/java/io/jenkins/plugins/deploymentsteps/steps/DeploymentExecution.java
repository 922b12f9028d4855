package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.FilePath;
import hudson.model.Queue;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.model.queue.Tasks;
import hudson.security.ACL;
import hudson.security.ACLContext;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import jenkins.model.Jenkins;
import jenkins.util.Timer;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.springframework.security.core.Authentication;

/**
 * Runs an operation within a Pipeline: each look on a background thread, nothing in between, on again after a restart
 * of the controller.
 *
 * <p>A restart during a look does that look again. Whoever aborts gets an answer within five seconds, also when a
 * server does not.
 */
@SuppressFBWarnings(
        value = "SE_TRANSIENT_FIELD_NOT_RESTORED",
        justification = "After a restart nothing looks, waits or has ended: what the fields of a new object say.")
public class DeploymentExecution extends StepExecution {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = Logger.getLogger(DeploymentExecution.class.getName());

    /** Changes come in swarms; a look sees them all. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    /** What an interrupted look has to end; the promise is five seconds. */
    private static final Duration TO_STOP = Duration.ofSeconds(4);

    /** What a look that began before the deadline has to say itself how things stand at the deadline. */
    private static final Duration PAST_DEADLINE = Duration.ofSeconds(15);

    private static final Duration AGENT_BACK = Duration.ofSeconds(5);

    private final Operation operation;

    /** Whether the step had a workspace; if so, the lack of one after a restart will pass. */
    private volatile boolean workspaceSeen;

    /** Everything below is guarded by this object's lock and gone after a restart. */
    private transient Authentication authentication;

    private transient Future<?> next;
    private transient Future<?> alarm;
    private transient Thread worker;
    private transient boolean looking;

    /** Whether the last look is over, and what it found is on its way to the build. */
    private transient boolean ending;

    private transient boolean lookAgain;
    private transient volatile boolean resumed;
    private transient boolean overdue;
    private transient boolean ended;
    private transient Throwable stopCause;
    private transient volatile String waitsForAgent;

    DeploymentExecution(StepContext context, Operation operation) {
        super(context);
        this.operation = operation;
    }

    /** Returns what opens clusters and servers; tests have their own. */
    Connections connections() {
        return Connections.REAL;
    }

    @Override
    public boolean start() {
        synchronized (this) {
            authentication = Jenkins.getAuthentication2();
            lookNow();
        }
        return false;
    }

    @Override
    public void onResume() {
        synchronized (this) {
            resumed = true;
            lookNow();
        }
    }

    @Override
    public void stop(Throwable cause) {
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
                alarm(TO_STOP, () -> Background.THREADS.execute(this::abort));
                return;
            }
        }
        Background.THREADS.execute(this::abort);
    }

    @Override
    public String getStatus() {
        String agent = waitsForAgent;
        return agent == null ? operation.status() : agent;
    }

    /** A look is short, and cut short it is done again: better to let it end first. */
    @Override
    public synchronized boolean blocksRestart() {
        return looking || ending;
    }

    private synchronized void lookNow() {
        if (ending || ended || stopCause != null) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        cancel(next);
        looking = true;
        alarm(operation.deadline().remaining().plus(PAST_DEADLINE), this::overdue);
        Background.THREADS.execute(this::look);
    }

    /** Called by whoever sees a change, from any thread. */
    private synchronized void lookSoon() {
        if (looking) {
            lookAgain = true;
        } else if (!ending && !ended && stopCause == null) {
            lookAfter(BETWEEN_LOOKS);
        }
    }

    private void lookAfter(Duration pause) {
        cancel(next);
        next = Timer.get().schedule(this::lookNow, pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void alarm(Duration after, Runnable action) {
        cancel(alarm);
        alarm = Timer.get().schedule(action, after.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void cancel(Future<?> scheduled) {
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
            alarm(TO_STOP, () -> Background.THREADS.execute(() -> fail(tooLate())));
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
            worker = Thread.currentThread();
        }
        Progress<Map<String, Object>> progress = null;
        Throwable failure = null;
        try (ACLContext ignored = ACL.as2(authentication())) {
            progress = operation.look(new Context());
            waitsForAgent = null;
            if (progress instanceof Progress.Running) {
                save();
            }
        } catch (AgentAway e) {
            progress = new Progress.Running<>(AGENT_BACK);
            waitsForAgent = e.getMessage();
        } catch (Throwable t) {
            // Also errors: whatever happens, the build must hear of it.
            failure = t;
        }
        boolean stopped;
        synchronized (this) {
            worker = null;
            looking = false;
            // An interrupt that came too late must not meet the next work of this thread.
            Thread.interrupted();
            stopped = stopCause != null;
            if (overdue && failure instanceof InterruptedException) {
                failure = tooLate();
            }
            if (!stopped && failure == null && progress instanceof Progress.Running<Map<String, Object>> running) {
                cancel(alarm);
                Duration left = operation.deadline().remaining().plusMillis(1);
                Duration pause = lookAgain ? BETWEEN_LOOKS : running.retryAfter();
                lookAgain = false;
                lookAfter(pause.compareTo(left) < 0 ? pause : left);
                return;
            }
            ending = true;
        }
        if (stopped) {
            abort();
        } else if (failure != null) {
            fail(failure);
        } else if (progress instanceof Progress.Done<Map<String, Object>> done) {
            succeed(done.result());
        }
    }

    /** Returns as whom to work: as the Pipeline did when the step began, after a restart as its job does. */
    private Authentication authentication() throws IOException, InterruptedException {
        synchronized (this) {
            if (authentication != null) {
                return authentication;
            }
        }
        Run<?, ?> run = getContext().get(Run.class);
        Authentication jobs = run != null && run.getParent() instanceof Queue.Task task
                ? Tasks.getAuthenticationOf2(task)
                : Jenkins.ANONYMOUS2;
        synchronized (this) {
            authentication = jobs;
        }
        return jobs;
    }

    /** Has the state written before the next look relies on it; a slow disk does not hold the deployment up for ever. */
    private void save() throws InterruptedException {
        try {
            getContext().saveState().get(30, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOGGER.log(Level.WARNING, e, () -> "The state of " + operation.step() + " could not be saved");
        }
    }

    private void succeed(Map<String, Object> result) {
        if (end()) {
            operation.close();
            getContext().onSuccess(result);
        }
    }

    private void fail(Throwable failure) {
        if (end()) {
            if (!(failure instanceof DeploymentException)) {
                tell(() -> operation.failed(new Context(), failure));
            }
            Throwable forBuild = Failures.forBuild(failure, operation.redactor());
            operation.close();
            getContext().onFailure(forBuild);
        }
    }

    private void abort() {
        if (end()) {
            tell(() -> operation.aborted(new Context()));
            operation.close();
            Throwable cause;
            synchronized (this) {
                cause = stopCause;
            }
            getContext().onFailure(cause);
        }
    }

    /** Whatever goes wrong with the log or report must not keep the build from ending. */
    private static void tell(Telling telling) {
        try {
            telling.tell();
        } catch (IOException | InterruptedException | RuntimeException e) {
            LOGGER.log(Level.WARNING, "The end of a step could not be reported", e);
        }
    }

    private interface Telling {
        void tell() throws IOException, InterruptedException;
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

    /** The agent is not back yet after a restart. */
    private static final class AgentAway extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        AgentAway(String message) {
            super(message);
        }
    }

    /** The Pipeline's context at one look. */
    private final class Context implements BuildContext {
        private final Run<?, ?> run;
        private final TaskListener listener;

        Context() throws IOException, InterruptedException {
            run = getContext().get(Run.class);
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
                    throw new AgentAway("waiting for the agent: " + e.getMessage());
                }
                throw e;
            }
            if (workspace == null) {
                if (workspaceSeen && !operation.deadline().hasPassed()) {
                    throw new AgentAway("waiting for the agent");
                }
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "manifests: they are files of a workspace, and there is none here. Run the step inside"
                                + " node { … }, or in a Declarative stage with an agent.");
            }
            workspaceSeen = true;
            return workspace;
        }

        @Override
        public Connections connections() {
            return DeploymentExecution.this.connections();
        }

        @Override
        public void wakeUp() {
            lookSoon();
        }
    }
}
