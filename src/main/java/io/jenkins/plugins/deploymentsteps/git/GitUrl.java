package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The URL of a remote repository: {@code https://host[:port]/path}, {@code http://…} likewise,
 * {@code ssh://[user@]host[:port]/path} or {@code user@host:path}. Anything else is refused: local paths and
 * {@code file:} would read the controller's disk, {@code ext::} and its like run commands, {@code git:} proves nothing
 * about the server, and credentials in a URL end up in logs.
 *
 * @param scheme {@code https}, {@code http} or {@code ssh}
 * @param user the login of an SSH URL, or null
 * @param host name, IPv4 or bracketed IPv6 address
 * @param port or -1 for the scheme's own
 * @param path as it was written; for {@code user@host:path} relative to the login's home
 * @param text as it was written
 */
public record GitUrl(String scheme, @CheckForNull String user, String host, int port, String path, String text) {
    private static final int LONGEST = 2000;
    private static final int HIGHEST_PORT = 65_535;

    private static final String HOST = "([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252})|\\[[0-9A-Fa-f:.]{2,45}])";
    private static final String USER = "([A-Za-z0-9_][A-Za-z0-9._+-]{0,99})";
    private static final Pattern URL = Pattern.compile(
            "(https?|ssh)://(?:" + USER + "@)?" + HOST + "(?::([0-9]{1,5}))?(/[^/].*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern SCP = Pattern.compile(USER + "@" + HOST + ":([^:/-].*|/[^/].*)");
    private static final Pattern ENCODED_CONTROL = Pattern.compile("%(?:[01][0-9A-Fa-f]|7[Ff])");

    /**
     * Reads a URL.
     *
     * @throws DeploymentException (invalid input) saying what to write instead; it never quotes what could be a
     *     credential
     */
    public static GitUrl parse(String text) throws DeploymentException {
        boolean printable = text.codePoints().allMatch(c -> c > ' ' && c != 0x7F && c != '\\')
                && Text.printable(text).equals(text);
        if (text.isEmpty()
                || text.length() > LONGEST
                || !printable
                || ENCODED_CONTROL.matcher(text).find()) {
            throw refused(text, "is empty, too long, or has a blank, a backslash or a control character in it");
        }
        int scheme = text.indexOf("://");
        int userEnd = text.indexOf('@', scheme + 3);
        int slash = text.indexOf('/', scheme + 3);
        boolean withUser = scheme > 0 && userEnd > 0 && (slash < 0 || userEnd < slash);
        boolean http = text.regionMatches(true, 0, "http", 0, 4);
        if (withUser && (http || text.substring(scheme + 3, userEnd).contains(":"))) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The Git URL '" + Text.shorten(text.substring(0, scheme + 3) + "…" + text.substring(userEnd), 200)
                            + "' has a user or password in it. Take them out and give credentials by their id"
                            + " (credentialsId).");
        }
        Matcher url = URL.matcher(text);
        if (url.matches()) {
            int port = url.group(4) == null ? -1 : Integer.parseInt(url.group(4));
            if (port == 0 || port > HIGHEST_PORT) {
                throw refused(text, "has no valid port");
            }
            boolean query = url.group(5).indexOf('?') >= 0 || url.group(5).indexOf('#') >= 0;
            if (query || url.group(5).startsWith("/-") || url.group(5).startsWith("/~-")) {
                throw refused(text, "has a query, a fragment or an option where the path should be");
            }
            return new GitUrl(
                    url.group(1).toLowerCase(Locale.ROOT), url.group(2), url.group(3), port, url.group(5), text);
        }
        Matcher scp = SCP.matcher(text);
        if (scheme < 0 && scp.matches()) {
            return new GitUrl("ssh", scp.group(1), scp.group(2), -1, scp.group(3), text);
        }
        throw refused(text, "is not of a kind that is allowed");
    }

    private static DeploymentException refused(String text, String problem) {
        return new DeploymentException(
                Kind.INVALID_INPUT,
                "The Git URL '" + Text.shorten(text.replaceAll("//[^/@]*@", "//…@"), 200) + "' " + problem
                        + ". Write it as https://host/path.git, ssh://git@host/path.git or git@host:path.git.");
    }

    /** Whether it is reached over SSH. */
    public boolean isSsh() {
        return scheme.equals("ssh");
    }

    /** Whether everybody on the way can read along. */
    public boolean isPlain() {
        return scheme.equals("http");
    }

    /** Returns the URL as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
