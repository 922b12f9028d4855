package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.SuppressFBWarnings;
import hudson.model.TaskListener;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintStream;
import java.io.Serial;
import java.util.Collection;

/** Writes to a build's log with secrets masked. */
@SuppressWarnings("serial")
@SuppressFBWarnings(
        value = "SE_BAD_FIELD",
        justification = "It refuses to be serialised: a step has to ask its context for a new one.")
public final class LogListener implements TaskListener {
    private final BuildLog log;
    private final SecretMask mask;
    private final PrintStream stream;

    LogListener(BuildLog log, SecretMask mask) {
        this.log = log;
        this.mask = mask;
        this.stream = log.stream(mask);
    }

    /** Returns a listener that also hides these values. */
    LogListener hiding(Collection<String> secrets) {
        return new LogListener(log, mask.with(secrets));
    }

    /** Returns a text as the log shows it. */
    String masked(String text) {
        return mask.apply(text);
    }

    @Override
    public PrintStream getLogger() {
        return stream;
    }

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(
                "a TaskListener; a step gets a new one from its StepContext when it resumes");
    }
}
