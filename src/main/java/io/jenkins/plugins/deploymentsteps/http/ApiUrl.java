package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The URL of an API, built of a base that an administrator or a job gave and of segments that come from anywhere. Each
 * segment and each query value is encoded as a whole (RFC 3986: all but the unreserved characters), so that no name
 * can reach another path than its own.
 *
 * <p>Immutable.
 */
public final class ApiUrl {
    private final URI base;
    private final String path;
    private final String query;

    private ApiUrl(URI base, String path, String query) {
        this.base = base;
        this.path = path;
        this.query = query;
    }

    /**
     * Reads the base.
     *
     * @param what the argument it was given for, for the error message
     * @param text such as {@code https://argocd.example.com/root}
     * @param plainHttp whether {@code http:} is accepted, over which everybody on the way reads the credential
     * @throws DeploymentException (invalid input) if it cannot be a base; the message never shows user info
     */
    public static ApiUrl parse(String what, String text, boolean plainHttp) throws DeploymentException {
        String trimmed = text.trim();
        if (trimmed.isEmpty()) {
            throw refused(what + " is empty. Write it as https://host or https://host/path.");
        }
        if (trimmed.contains("@")) {
            throw refused(what + " holds a user or an @. Leave the user out of it, and choose a credential instead.");
        }
        String shown = Text.shorten(trimmed, 200);
        URI uri;
        try {
            uri = new URI(trimmed);
        } catch (URISyntaxException e) {
            // "localhost:8080" ends here or below, by what follows the colon.
            throw refused(what + " '" + shown + "' is not a URL. Write it as https://host or https://host/path.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!trimmed.contains("://")) {
            throw refused(what + " '" + shown + "' has no scheme. Write it as https://" + shown);
        }
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw refused(what + " '" + shown + "' must begin with https://");
        }
        if (uri.getHost() == null) {
            throw refused(what + " '" + shown + "' names no host. Write it as https://host or https://host/path.");
        }
        if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw refused(what + " '" + shown + "' must end before the '?' or '#'.");
        }
        if (scheme.equals("http") && !plainHttp) {
            throw refused(what + " '" + shown + "' would send the credential unencrypted. Use https://, or"
                    + " skipTlsVerify if that network can be trusted.");
        }
        URI normal = uri.normalize();
        String path = normal.getRawPath() == null ? "" : normal.getRawPath();
        if (path.startsWith("/..")) {
            throw refused(what + " '" + shown + "' leaves the server's root.");
        }
        return new ApiUrl(normal, path.replaceFirst("/+$", ""), "");
    }

    /** Takes a whole URL as it is, its query included. */
    static ApiUrl of(URI uri) {
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        return new ApiUrl(uri, path, uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    private static DeploymentException refused(String message) {
        return new DeploymentException(Kind.INVALID_INPUT, message);
    }

    /**
     * The URL with segments added to its path.
     *
     * @param segments each encoded as a whole: a slash in it does not begin another segment
     * @throws DeploymentException (invalid input) if one is empty, {@code .}, {@code ..}, or holds a control character
     */
    public ApiUrl path(String... segments) throws DeploymentException {
        StringBuilder longer = new StringBuilder(path);
        for (String segment : segments) {
            // Dots are unreserved, so encoding would not keep a server or proxy from resolving these two.
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw refused("'" + segment + "' cannot be part of a URL: a name is needed there.");
            }
            longer.append('/').append(encode(segment));
        }
        return new ApiUrl(base, longer.toString(), query);
    }

    /**
     * The URL with a query parameter added.
     *
     * @param value encoded; nothing is added if it is null
     * @throws DeploymentException (invalid input) if it holds a control character
     */
    public ApiUrl query(String name, @CheckForNull String value) throws DeploymentException {
        return value == null
                ? this
                : new ApiUrl(base, path, query + (query.isEmpty() ? "?" : "&") + encode(name) + "=" + encode(value));
    }

    private static String encode(String text) throws DeploymentException {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 0 && b < 0x20 || b == 0x7F) {
                throw refused("'" + Text.shorten(text, 100) + "' holds a control character.");
            }
            boolean unreserved = b >= 'a' && b <= 'z'
                    || b >= 'A' && b <= 'Z'
                    || b >= '0' && b <= '9'
                    || b == '-'
                    || b == '.'
                    || b == '_'
                    || b == '~';
            if (unreserved) {
                encoded.append((char) b);
            } else {
                encoded.append(String.format(Locale.ROOT, "%%%02X", b & 0xFF));
            }
        }
        return encoded.toString();
    }

    /** Returns what to connect to. */
    public URI uri() {
        return URI.create(origin(base) + path + query);
    }

    /** The scheme, host and port of a URL, the port always said, for comparison and to send to. */
    static String origin(URI uri) {
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int port = uri.getPort() >= 0 ? uri.getPort() : scheme.equals("https") ? 443 : 80;
        boolean isDefault = port == (scheme.equals("https") ? 443 : 80);
        return scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + (isDefault ? "" : ":" + port);
    }

    /** The URL without its query, for messages. */
    @Override
    public String toString() {
        return origin(base) + path;
    }
}
