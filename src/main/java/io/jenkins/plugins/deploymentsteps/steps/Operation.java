package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import io.jenkins.plugins.deploymentsteps.credentials.JenkinsProxy;
import io.jenkins.plugins.deploymentsteps.report.BuildOrigin;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What a step does, in looks: each does what is due and says when to look again, so that nobody holds a thread in
 * between and the controller may restart.
 *
 * <p>Its non-transient fields are the whole state that survives a restart: texts, numbers, and what the core declares
 * serialisable; they are only ever replaced as a whole, because Jenkins may write them while a look goes on. Looks and
 * {@link #close} come one at a time. A look that did not reach its end may be done again.
 */
abstract class Operation implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Logger LOGGER = Logger.getLogger(Operation.class.getName());

    private final String id;
    private final String step;
    private final Deadline deadline;

    /** Whether the log says that the server's certificate is not checked; once in a step is enough. */
    private volatile boolean warnedOfSkippedTls;

    private transient List<String> secrets;
    private transient Redactor redactor;

    /** Whether this object has done all of it until now; after a restart, what is there may have been done before. */
    private transient boolean whole = true;

    /** Whether it is at its end: what a look that is stuck finds after that is nobody's concern any more. */
    private transient volatile boolean over;

    /**
     * Begins: the time counts from here.
     *
     * @param id of the deployment in the build's report
     * @param step its name in a Jenkinsfile
     * @param timeout for all looks together
     */
    Operation(String id, String step, Duration timeout) {
        this.id = id;
        this.step = step;
        this.deadline = Deadline.after(timeout);
    }

    /**
     * Does what is due.
     *
     * @return the step's value, of maps, lists, texts, numbers and truth values, or when to look again
     */
    abstract Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException;

    /** Returns what a restart needs to know; equal to what it was where there is nothing new to be saved. */
    Object state() {
        return new Object();
    }

    /** Returns what it is doing, in a short lower-case phrase. */
    abstract String status();

    /** Returns what has been done when it is ended early, for the log. */
    abstract String doneSoFar();

    /** Closes connections; the next look opens them again. */
    abstract void close();

    /** Is called once, at the end, however that came; there is no look any more. */
    void end() {
        over = true;
        close();
    }

    /**
     * Looks once. Where the server no longer knows us, the credential is resolved again, and if it is another one by
     * now (tokens of some providers live an hour), the look is done again with it.
     */
    final Progress<Map<String, Object>> look(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        try {
            try {
                return ended(build, proceed(build));
            } catch (DeploymentException e) {
                if (e.kind() != Kind.UNAUTHORIZED || secrets == null || over) {
                    throw e;
                }
                List<String> refused = secrets;
                close();
                connect(build);
                if (refused.equals(secrets)) {
                    throw e;
                }
                whole = false;
                log(build).info("The server no longer accepted the credential; going on with its new value.");
                return ended(build, proceed(build));
            }
        } catch (DeploymentException e) {
            report(build, report -> {
                if (e.partialResult() != null) {
                    report.took(e.partialResult());
                }
                report.end(outcome(e), e.getMessage());
            });
            tell(build, e);
            throw e;
        }
    }

    private static Outcome outcome(Throwable failure) {
        Kind kind = failure instanceof DeploymentException known ? known.kind() : null;
        if (kind == Kind.SUPERSEDED) {
            return Outcome.SUPERSEDED;
        }
        return kind == Kind.TIMEOUT ? Outcome.TIMED_OUT : Outcome.FAILED;
    }

    /**
     * Tells others than the build how it ended, from its last look; that this fails changes nothing.
     *
     * @param failure null where it succeeded
     */
    void announce(BuildContext build, @CheckForNull DeploymentException failure) {
        // nobody else is told
    }

    /** Completes a step's value by how it ended, which the report says by then. */
    Map<String, Object> value(Map<String, Object> value, DeploymentReport report) {
        return value;
    }

    private void tell(BuildContext build, @CheckForNull DeploymentException failure) {
        record(build);
        if (!over && hasReport()) {
            announce(build, failure);
        }
    }

    private void record(BuildContext build) {
        if (!over && hasReport()) {
            DeploymentAction.record(build.run(), build.listener(), id, step, redactor());
        }
    }

    /** Opens the connection if it is closed. */
    abstract void connect(BuildContext build) throws DeploymentException, IOException, InterruptedException;

    private Progress<Map<String, Object>> ended(BuildContext build, Progress<Map<String, Object>> progress) {
        if (!(progress instanceof Progress.Done<Map<String, Object>> done)) {
            return progress;
        }
        report(build, report -> {
            if (report.getOutcome() == Outcome.RUNNING) {
                report.succeed();
            }
        });
        tell(build, null);
        DeploymentReport report = DeploymentAction.find(build.run(), id);
        return report == null ? progress : new Progress.Done<>(value(done.result(), report));
    }

    /** Says in log and report that somebody ended it, and what had been done by then. */
    void aborted(BuildContext build) {
        log(build).warn("Aborted. " + doneSoFar());
        cutOff(build);
    }

    /** Says in report and record that somebody ended it, and what had been done by then. */
    final void cutOff(BuildContext build) {
        report(build, report -> report.end(Outcome.ABORTED, doneSoFar()));
        record(build);
    }

    /** Says in the report that it ended for a reason that nobody foresaw. */
    final void failed(BuildContext build, Throwable failure) {
        report(build, report -> report.end(outcome(failure), Failures.message(failure, redactor())));
        record(build);
    }

    /** Says in the log, once, what an unchecked certificate means. */
    final void warnOfSkippedTls(BuildContext build, String url) {
        if (!warnedOfSkippedTls) {
            warnedOfSkippedTls = true;
            log(build)
                    .warn("skipTlsVerify: the certificate of " + url
                            + " is not checked; anybody in between could read the credential.");
        }
    }

    /** Takes note of secrets that must not appear in any output from now on. */
    final void use(List<String> secretValues) {
        secrets = List.copyOf(secretValues);
        List<String> hidden = new ArrayList<>(secrets);
        hidden.addAll(JenkinsProxy.settings().secrets());
        redactor = Redactor.of(hidden);
    }

    /** Returns what removes the secrets that have been used. */
    final Redactor redactor() {
        return redactor == null ? Redactor.NONE : redactor;
    }

    final DeploymentLog log(BuildContext build) {
        return new ListenerLog(build.listener(), build.logName(step), redactor());
    }

    /** Returns whether parts of it look now, which have looks of their own. */
    boolean isBusy() {
        return false;
    }

    /** Returns whether the report of its id is its own. */
    boolean hasReport() {
        return true;
    }

    final void report(BuildContext build, Consumer<DeploymentReport> change) {
        if (over || !hasReport()) {
            return;
        }
        DeploymentAction.update(build.run(), id, step, redactor(), report -> {
            report.getCircumstances().from(origin(build));
            describe(report);
            change.accept(report);
        });
    }

    /** Says in the report what is known beside what is done. */
    void describe(DeploymentReport report) {
        // nothing more
    }

    /** Returns which build it is part of. */
    final Origin origin(BuildContext build) {
        return BuildOrigin.of(build.run(), build.environment()).redacted(redactor());
    }

    /** Returns whether whatever was done was done since it began in this object, and not before a restart. */
    final boolean isWhole() {
        return whole;
    }

    /** Returns the deployment's id. */
    final String id() {
        return id;
    }

    /** Returns the step's name. */
    final String step() {
        return step;
    }

    /** Returns when it gives up. */
    Deadline deadline() {
        return deadline;
    }

    /** Closes what may be null. */
    static void closeQuietly(@CheckForNull AutoCloseable connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (Exception e) {
                // Whatever the server says to our leaving does not change what was done.
                LOGGER.log(Level.FINE, "A connection did not close", e);
            }
        }
    }
}
