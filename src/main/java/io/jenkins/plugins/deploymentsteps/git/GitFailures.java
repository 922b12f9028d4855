package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.http.NetworkFault;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.eclipse.jgit.errors.NoRemoteRepositoryException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;

/** Makes JGit's exceptions and the words of remotes into failures that a user can act on. */
final class GitFailures {
    private static final int LONGEST = 1000;

    /**
     * What remotes say when somebody else was faster: Git ("failed to update ref", "cannot lock ref … is at … but
     * expected …", "incorrect old value provided", the last one by GitLab too), "fetch first" and "non-fast-forward" by
     * several, JGit and Gerrit ("lock failure"), Azure DevOps (TF401028).
     */
    private static final Pattern RACE = Pattern.compile(
            "non-fast-forward|fetch first|failed to update ref|(?:cannot|failed to|could not|unable to) lock|lock failure"
                    + "|incorrect old value|stale info|\\bis at [0-9a-f]{7,} but expected|reference already exists"
                    + "|unable to create '.*\\.lock'|already been updated by another client|TF401028",
            Pattern.CASE_INSENSITIVE);

    /** What they say when trying again cannot help. */
    private static final Pattern REFUSED = Pattern.compile(
            "hook declined|protected|denied|declined|not allowed|prohibited|permission|forbidden|quota|exceed",
            Pattern.CASE_INSENSITIVE);

    /** A Git connection has no certificates of its own. */
    private static final String TRUSTING = "Add the certificate of that authority to the trust store of this JVM.";

    private final GitConnection connection;
    private final String host;
    private final Redactor redactor;

    /**
     * Tells of failures of one connection.
     *
     * @param host its server's
     */
    GitFailures(GitConnection connection, String host) {
        this.connection = connection;
        this.host = host;
        this.redactor = Redactor.of(connection.secrets());
    }

    static boolean isRace(String reason) {
        return RACE.matcher(reason).find() && !refusesForGood(reason);
    }

    /** Whether a hook or a rule said no; a rule may well speak of a lock or of fast-forward. */
    static boolean refusesForGood(String reason) {
        return REFUSED.matcher(reason).find();
    }

    /** The remote's words, fit to print. */
    String words(String text) {
        return Text.shorten(redactor.redact(text).strip(), LONGEST);
    }

    /**
     * The failure of one operation.
     *
     * @param doing what was being done, such as {@code read branch main}
     */
    DeploymentException of(String doing, Throwable thrown, GitOperation operation) {
        String what = "Could not " + doing + " of " + connection.url() + ": ";
        String refusal = operation.refusal();
        if (refusal != null) {
            return failure(Kind.INVALID_INPUT, what + Text.shorten(refusal, LONGEST) + ".", thrown);
        }
        int status = operation.httpStatus();
        if (status >= 400) {
            // Some hosts refuse with a 403 who asks too often (GitHub's secondary rate limit).
            return status == 403 && operation.retryAfter() != null
                    ? failure(Kind.UNAVAILABLE, what + "the server wants to be asked less often (HTTP 403).", thrown)
                            .withRetryAfter(operation.retryAfter())
                    : ofStatus(what, status, thrown).withRetryAfter(operation.retryAfter());
        }
        DeploymentException network = ofNetwork(what, thrown);
        return network != null ? network : ofRemote(what, thrown);
    }

    private DeploymentException ofStatus(String what, int status, Throwable thrown) {
        return switch (status) {
            case 401 ->
                failure(
                        Kind.UNAUTHORIZED,
                        what
                                + (connection.auth() instanceof GitAuth.None
                                        ? "the server asks for credentials and none were given. Give credentialsId."
                                        : "the server does not accept the credentials (HTTP 401). Look whether the token has"
                                                + " expired and whether it may write to this repository."),
                        thrown);
            case 403 ->
                failure(
                        Kind.FORBIDDEN,
                        what + "the credentials are not allowed to do that (HTTP 403). Give them the right to write to"
                                + " this repository.",
                        thrown);
            case 404 ->
                failure(
                        Kind.NOT_FOUND,
                        what + "the server has no such repository, or these credentials may not see it (HTTP 404).",
                        thrown);
            case 407 ->
                failure(Kind.UNAUTHORIZED, what + "the server cannot be reached. " + NetworkFault.PROXY_LOGIN, thrown);
            default ->
                failure(
                        status == 429 || status >= 500 ? Kind.UNAVAILABLE : Kind.INVALID_INPUT,
                        what + "the server answered HTTP " + status + ".",
                        thrown);
        };
    }

    @CheckForNull
    private DeploymentException ofNetwork(String what, Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof IOException broken && NetworkFault.isOne(t)) {
                NetworkFault fault = NetworkFault.of(broken, host, TRUSTING);
                return failure(fault.kind(), what + "the server " + words(fault.sentence()), thrown);
            }
        }
        return null;
    }

    private DeploymentException ofRemote(String what, Throwable thrown) {
        SshException ssh = cause(thrown, SshException.class);
        if (ssh != null && ssh.getDisconnectCode() == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE) {
            return failure(
                    Kind.UNAUTHORIZED,
                    what + "the server does not accept the SSH key. Look whether its public half is registered there.",
                    thrown);
        }
        String message = words(String.valueOf(thrown.getMessage()));
        String end = message.endsWith(".") ? "" : ".";
        String lower = message.toLowerCase(Locale.ROOT);
        if (cause(thrown, NoRemoteRepositoryException.class) != null) {
            return failure(
                    Kind.NOT_FOUND,
                    what + "the server has no such repository, or these credentials may not see it (" + message + ").",
                    thrown);
        }
        if (cause(thrown, TooLargePackException.class) != null
                || cause(thrown, TooLargeObjectInPackException.class) != null
                || lower.contains("not permitted")
                || lower.contains("permission denied")) {
            return failure(Kind.FORBIDDEN, what + "the server refuses: " + message + end, thrown);
        }
        return failure(Kind.UNAVAILABLE, what + message + end, thrown);
    }

    private static DeploymentException failure(Kind kind, String message, Throwable thrown) {
        return new DeploymentException(kind, message, thrown);
    }

    @CheckForNull
    static <T extends Throwable> T cause(Throwable thrown, Class<T> type) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
