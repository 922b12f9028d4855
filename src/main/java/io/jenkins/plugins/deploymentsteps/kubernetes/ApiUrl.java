package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The URLs of an API server. Every segment that comes from outside is encoded, so that no name can leave its place. */
final class ApiUrl {
    private ApiUrl() {}

    /**
     * Checks an API server's URL.
     *
     * @throws DeploymentException (invalid input) if it is not {@code https://host[:port][/path]}; plain {@code http} is
     *     taken, too, for an API server behind a local proxy
     */
    static void check(String server) throws DeploymentException {
        URI uri;
        try {
            uri = new URI(server);
        } catch (URISyntaxException e) {
            throw invalid("'" + shown(server) + "' is not a URL.");
        }
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw invalid("'" + shown(server) + "' does not begin with https://.");
        } else if (uri.getHost() == null) {
            throw invalid("'" + shown(server) + "' names no host.");
        } else if (uri.getRawUserInfo() != null) {
            throw invalid("holds a user or password. Store them as a credential.");
        } else if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
            throw invalid("'" + shown(server) + "' has a query or fragment.");
        }
    }

    /** A URL with a password is not quoted. */
    private static String shown(String server) {
        return server.contains("@") ? "****" : Text.shorten(server, 200);
    }

    private static DeploymentException invalid(String problem) {
        return new DeploymentException(
                Kind.INVALID_INPUT, "The API server's URL " + problem + " Write it as https://host[:port][/path].");
    }

    /** Returns a URL that was checked. */
    static URI parse(String server) {
        return URI.create(server);
    }

    /** Returns a checked URL without a slash at its end and, where one is given, with another host. */
    static String target(String server, @CheckForNull String host) {
        URI uri = parse(server);
        String authority = (host == null ? uri.getHost() : host) + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        String path = uri.getRawPath() == null ? "" : uri.getRawPath().replaceAll("/+$", "");
        return uri.getScheme().toLowerCase(Locale.ROOT) + "://" + authority + path;
    }

    /** The path of a group and version, such as {@code /api/v1} or {@code /apis/apps/v1}. */
    static String groupVersion(String apiVersion) {
        int slash = apiVersion.indexOf('/');
        return slash < 0
                ? "/api/" + segment(apiVersion)
                : "/apis/" + segment(apiVersion.substring(0, slash)) + "/" + segment(apiVersion.substring(slash + 1));
    }

    /** The path of all objects of a kind, in a namespace or, with null, in the whole cluster. */
    static String collection(String apiVersion, String plural, @CheckForNull String namespace) {
        return groupVersion(apiVersion) + (namespace == null ? "" : "/namespaces/" + segment(namespace)) + "/"
                + segment(plural);
    }

    /** The path of one object. */
    static String object(ObjectRef ref, String plural) {
        return collection(ref.apiVersion(), plural, ref.namespace()) + "/" + segment(ref.name());
    }

    /** Encodes a path segment or the value of a query parameter. */
    static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
