package io.jenkins.plugins.deploymentsteps.steps;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.sameInstance;

import hudson.AbortException;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.Test;

@Covers({"S-07", "S-08"})
public class FailuresTest {
    private static final String SECRET = "hunter2+/hunter2";
    private final Redactor redactor = Redactor.of(List.of(SECRET));

    @Test
    public void whatAUserCanActOnIsPolite() {
        Throwable failure = Failures.forBuild(new DeploymentException(Kind.NOT_FOUND, "no such thing"), redactor);
        assertThat(failure, instanceOf(AbortException.class));
        assertThat(failure.getMessage(), is("no such thing"));
        assertThat(failure.getCause(), nullValue());
    }

    @Test
    public void noFormOfASecretGetsThroughAnyPath() {
        String base64 = Base64.getEncoder().encodeToString(("user:" + SECRET).getBytes());
        List<Throwable> failures = List.of(
                new DeploymentException(Kind.UNAUTHORIZED, "401: Authorization: Bearer " + SECRET),
                new DeploymentException(Kind.UNAUTHORIZED, "401: Authorization: Basic " + base64),
                new DeploymentException(Kind.UNAVAILABLE, "TLS", new IOException("handshake of " + SECRET)),
                new IOException("GET https://host/?token=hunter2%2B%2Fhunter2"),
                new IllegalStateException("outer", new IOException("inner " + SECRET)),
                new RuntimeException(new DeploymentException(Kind.INVALID_INPUT, "line 3: " + SECRET)));
        for (Throwable failure : failures) {
            Throwable forBuild = Failures.forBuild(failure, redactor);
            for (Throwable at = forBuild; at != null; at = at.getCause()) {
                assertThat(String.valueOf(at.getMessage()), not(containsString("hunter2")));
                assertThat(String.valueOf(at.getMessage()), not(containsString(base64)));
            }
        }
    }

    @Test
    @Covers("R-38")
    public void interruptionsPassUnchanged() {
        InterruptedException interrupted = new InterruptedException("timeout of the stage");
        assertThat(Failures.forBuild(interrupted, redactor), sameInstance(interrupted));
    }

    @Test
    public void whatNobodyForesawPassesUnchangedWithoutASecret() {
        RuntimeException bug = new IllegalArgumentException("a bug");
        assertThat(Failures.forBuild(bug, redactor), sameInstance(bug));
    }

    @Test
    @Covers({"S-26", "B-29"})
    public void aServersTextIsMadeHarmlessAndCut() {
        String message = Failures.message(
                new DeploymentException(Kind.FORBIDDEN, "\u001b[2J" + "<html>".repeat(1_000_000)), redactor);
        assertThat(message, not(containsString("\u001b")));
        assertThat(message, containsString("more characters"));
    }

    @Test
    public void theCauseGoesToTheAdministratorsLogAtFineWithoutSecrets() {
        Logger logger = Logger.getLogger(Failures.class.getName());
        List<LogRecord> records = new ArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                records.add(record);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Level before = logger.getLevel();
        logger.setLevel(Level.FINE);
        logger.addHandler(handler);
        handler.setLevel(Level.FINE);
        try {
            Failures.forBuild(
                    new DeploymentException(Kind.UNAVAILABLE, "down", new IOException("reset by " + SECRET)), redactor);
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(before);
        }
        assertThat(records.size(), is(1));
        assertThat(records.get(0).getLevel(), is(Level.FINE));
        assertThat(records.get(0).getMessage(), containsString("reset by ****"));
    }
}
