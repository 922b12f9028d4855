package io.jenkins.plugins.deploymentsteps.core;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A container image reference by the grammar of the distribution project's {@code reference} package:
 * {@code [host[:port]/]path[:tag][@digest]}. It is kept as it was written; nothing is added or normalised in it.
 *
 * @param name the repository with its host, without tag and digest
 * @param tag without the colon, or null
 * @param digest such as {@code sha256:…}, or null
 */
public record ImageReference(
        String name, @CheckForNull String tag, @CheckForNull String digest) {
    private static final String DOMAIN_PART = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final String DOMAIN =
            "(?:" + DOMAIN_PART + "(?:\\." + DOMAIN_PART + ")*|\\[[a-fA-F0-9:]+])(?::[0-9]+)?";
    private static final String PATH_PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final String NAME = "(?:" + DOMAIN + "/)?" + PATH_PART + "(?:/" + PATH_PART + ")*";
    private static final Pattern REFERENCE = Pattern.compile("(" + NAME
            + ")(?::(\\w[\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?");

    private static final int LONGEST_NAME = 255;

    /** What Docker and Kubernetes put before a name that has no host. */
    private static final String DEFAULT_HOST = "docker.io/";

    private static final String DEFAULT_PATH = "library/";

    /**
     * Reads a reference.
     *
     * @param text such as {@code registry.example:5000/team/app:1.2@sha256:…}
     * @throws DeploymentException (invalid input) if it is none
     */
    public static ImageReference parse(String text) throws DeploymentException {
        // Far beyond any valid reference; keeps the pattern from running over megabytes.
        if (text.length() <= 1024) {
            Matcher matcher = REFERENCE.matcher(text);
            if (matcher.matches()
                    && matcher.group(1).length() <= LONGEST_NAME
                    && isDigestOfItsLength(matcher.group(3))) {
                return new ImageReference(matcher.group(1), matcher.group(2), matcher.group(3));
            }
        }
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                "'" + Text.shorten(text, 200) + "' is not an image reference. Write it as "
                        + "[host[:port]/]name[:tag][@sha256:digest], in lower case but for the tag.");
    }

    /** The algorithms that registries know have digests of one length. */
    private static boolean isDigestOfItsLength(@CheckForNull String digest) {
        if (digest == null) {
            return true;
        }
        int length = digest.length() - digest.indexOf(':') - 1;
        return switch (digest.substring(0, digest.indexOf(':'))) {
            case "sha256" -> length == 64;
            case "sha384" -> length == 96;
            case "sha512" -> length == 128;
            default -> true;
        };
    }

    /**
     * Whether both name the same repository; {@code nginx}, {@code library/nginx} and {@code docker.io/library/nginx}
     * do. Tags and digests do not matter.
     */
    public boolean sameRepository(ImageReference other) {
        return canonicalName().equals(other.canonicalName());
    }

    private String canonicalName() {
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean hasHost = first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
        String withHost = hasHost ? name : DEFAULT_HOST + name;
        if (withHost.startsWith("index.docker.io/")) {
            withHost = DEFAULT_HOST + withHost.substring("index.docker.io/".length());
        }
        String path = withHost.substring(withHost.indexOf('/') + 1);
        return withHost.startsWith(DEFAULT_HOST) && !path.contains("/") ? DEFAULT_HOST + DEFAULT_PATH + path : withHost;
    }

    /** Returns the reference as it was written. */
    @Override
    public String toString() {
        return name + (tag == null ? "" : ":" + tag) + (digest == null ? "" : "@" + digest);
    }
}
