package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of the network, named with the checksum that makes it always the same one: {@code
 * https://host/install.yaml#sha256=…}.
 *
 * @param uri without the checksum
 * @param sha256 the checksum, in lower-case hexadecimal digits
 */
public record PinnedFile(URI uri, String sha256) {
    private static final Pattern FRAGMENT = Pattern.compile("sha256=([0-9a-fA-F]{64})");

    /** Returns whether a text is meant to be a URL rather than a path. */
    public static boolean isUrl(String text) {
        return text.contains("://");
    }

    /**
     * Reads one.
     *
     * @param argument of the step, with which messages begin
     * @param text {@code https://host/path#sha256=…}
     * @throws DeploymentException (invalid input) if it is no such URL; user info is not repeated
     */
    public static PinnedFile parse(String argument, String text) throws DeploymentException {
        if (!text.regionMatches(true, 0, "https://", 0, 8)) {
            throw invalid(
                    argument,
                    "'" + Text.shorten(text.replaceAll("//[^/]*@", "//"), 300)
                            + "' is fetched by https:// only, where nobody on the way can change it.");
        }
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw invalid(argument, "this is not a URL. Write it as https://host/install.yaml#sha256=…");
        }
        if (uri.getRawUserInfo() != null || uri.getHost() == null) {
            throw invalid(
                    argument,
                    uri.getHost() == null && uri.getRawUserInfo() == null
                            ? "a URL without a host. Write it as https://host/install.yaml#sha256=…"
                            : "a URL with a user in it. No login is sent for a file; fetch it by an earlier stage.");
        }
        String bare = text.substring(0, text.indexOf('#') < 0 ? text.length() : text.indexOf('#'));
        Matcher matcher = FRAGMENT.matcher(uri.getRawFragment() == null ? "" : uri.getRawFragment());
        if (!matcher.matches()) {
            throw invalid(
                    argument,
                    "'" + Text.shorten(bare, 300) + "' has no checksum, so that it could be another file tomorrow. Look"
                            + " at the file, and write " + Text.shorten(bare, 300)
                            + "#sha256= with what 'sha256sum' says of it.");
        }
        return new PinnedFile(URI.create(bare), matcher.group(1).toLowerCase(Locale.ROOT));
    }

    /**
     * Accepts the content.
     *
     * @throws DeploymentException (invalid input) with both checksums if it is another file
     */
    void check(byte[] content) throws DeploymentException {
        String actual;
        try {
            actual = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
        if (!actual.equals(sha256)) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    this + " has the checksum sha256=" + actual + ", and not sha256=" + sha256
                            + ". It was changed, or is another one than was looked at; nothing was applied. Look at it"
                            + " again, and then change the checksum.");
        }
    }

    private static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }

    /** Returns the URL, without its query, which may hold a secret. */
    @Override
    public String toString() {
        return ApiUrl.origin(uri) + Text.shorten(String.valueOf(uri.getPath()), 300);
    }
}
