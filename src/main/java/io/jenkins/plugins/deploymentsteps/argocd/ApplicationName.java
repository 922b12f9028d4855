package io.jenkins.plugins.deploymentsteps.argocd;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.util.regex.Pattern;

/**
 * The name of an application.
 *
 * @param namespace empty for Argo CD's own
 * @param name a Kubernetes object name
 */
record ApplicationName(String namespace, String name) {
    /** RFC 1123 as Kubernetes checks it; anything else cannot exist, so it is not sent. */
    private static final String LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

    private static final Pattern NAMESPACE = Pattern.compile(LABEL);
    private static final Pattern NAME = Pattern.compile("(?=.{1,253}$)" + LABEL + "(?:\\." + LABEL + ")*");

    static ApplicationName parse(String application) throws DeploymentException {
        String text = application.trim();
        int slash = text.indexOf('/');
        String namespace = slash < 0 ? "" : text.substring(0, slash);
        String name = text.substring(slash + 1);
        if (slash >= 0 && !NAMESPACE.matcher(namespace).matches()
                || !NAME.matcher(name).matches()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "'" + Text.shorten(application, 200) + "' is not the name of an Argo CD application. Write name or"
                            + " namespace/name, with lower case letters, digits, '-' and '.' only.");
        }
        return new ApplicationName(namespace, name);
    }

    /** Its URL, or that of something below it. */
    ApiUrl in(ApiUrl server, String... below) throws DeploymentException {
        return server.path("api", "v1", "applications", name)
                .path(below)
                .query("appNamespace", namespace.isEmpty() ? null : namespace);
    }
}
