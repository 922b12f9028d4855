package io.jenkins.plugins.deploymentsteps.steps;

import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Makes of a failure what Jenkins shows: the only place that does. */
final class Failures {
    private static final Logger LOGGER = Logger.getLogger(Failures.class.getName());

    /** A message with every unready object fits; a server's whole page does not. */
    private static final int LONGEST_MESSAGE = 20_000;

    private Failures() {}

    /**
     * Translates a failure.
     *
     * <p>What was superseded ends as not built, as the steps of Jenkins that do the same have it. What a user can act on becomes an {@code AbortException}, which Jenkins prints without a stack trace and keeps
     * without a cause; the cause goes to the administrator's log at level FINE. Interruptions and whatever nobody
     * foresaw stay what they are, unless a text in them holds a secret: then an exception without it takes their place.
     *
     * @param failure of a look
     * @param redactor knows the secrets that the operation has used
     */
    static Throwable forBuild(Throwable failure, Redactor redactor) {
        if (failure instanceof DeploymentException expected) {
            return expected.kind() == DeploymentException.Kind.SUPERSEDED
                    ? Superseded.interruption(message(expected, redactor))
                    : toAbort(expected, redactor);
        }
        if (failure instanceof InterruptedException) {
            return failure;
        }
        String trace = stackTrace(failure);
        if (redactor.redact(trace).equals(trace)) {
            return failure;
        }
        IllegalStateException scrubbed =
                new IllegalStateException(failure.getClass().getName() + ": " + message(failure, redactor));
        scrubbed.setStackTrace(failure.getStackTrace());
        return scrubbed;
    }

    /** Translates a failure that the user can act on. */
    static AbortException toAbort(DeploymentException failure, Redactor redactor) {
        if (failure.getCause() != null) {
            LOGGER.log(Level.FINE, () -> redactor.redact(stackTrace(failure)));
        }
        return new AbortException(message(failure, redactor));
    }

    /** Returns a failure's message, without secrets and control characters. */
    static String message(Throwable failure, Redactor redactor) {
        String text = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        String clean = Text.printable(redactor.redact(text));
        return clean.length() <= LONGEST_MESSAGE
                ? clean
                : clean.substring(0, LONGEST_MESSAGE) + "… (" + (clean.length() - LONGEST_MESSAGE)
                        + " more characters)";
    }

    private static String stackTrace(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
