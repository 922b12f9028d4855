package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
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

    /** How the JDK tells what a proxy answered to CONNECT. */
    private static final Pattern TUNNEL = Pattern.compile("Unable to tunnel through proxy.*?([0-9]{3})");

    private static final String PROXY_LOGIN =
            "the HTTP proxy asks for a login (HTTP 407). Check its user and password in"
                    + " Jenkins. Where both are right, Java withholds them from a proxy for https:// URLs: start Jenkins with"
                    + " -Djdk.http.auth.tunneling.disabledSchemes= (nothing behind the =).";

    private final GitConnection connection;
    private final Redactor redactor;

    GitFailures(GitConnection connection) {
        this.connection = connection;
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
            return ofStatus(what, status, thrown);
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
            case 407 -> failure(Kind.UNAUTHORIZED, what + PROXY_LOGIN, thrown);
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
            Matcher tunnel = TUNNEL.matcher(String.valueOf(t.getMessage()));
            if (tunnel.find()) {
                return tunnel.group(1).equals("407")
                        ? failure(Kind.UNAUTHORIZED, what + PROXY_LOGIN, thrown)
                        : failure(
                                Kind.UNAVAILABLE,
                                what + "the HTTP proxy does not let it through (HTTP " + tunnel.group(1) + ").",
                                thrown);
            }
        }
        SSLException tls = cause(thrown, SSLException.class);
        if (tls != null) {
            return failure(
                    Kind.INVALID_INPUT,
                    what + "TLS failed: " + words(String.valueOf(deepest(tls).getMessage()))
                            + ". If the server's certificate is of a private authority, add that to the trust store of"
                            + " this JVM.",
                    thrown);
        }
        if (cause(thrown, UnknownHostException.class) != null) {
            return failure(Kind.UNAVAILABLE, what + "the host name is not known.", thrown);
        }
        if (cause(thrown, ConnectException.class) != null) {
            return failure(Kind.UNAVAILABLE, what + "nothing answers there (connection refused).", thrown);
        }
        if (cause(thrown, SocketTimeoutException.class) != null) {
            return failure(Kind.UNAVAILABLE, what + "the server did not answer in time.", thrown);
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

    private static Throwable deepest(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
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
