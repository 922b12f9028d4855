package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The ServiceAccount of the pod that the controller runs in, as Kubernetes mounts it there. Only for a target of which an
 * administrator says so: whoever deploys with it deploys as Jenkins itself.
 */
public final class InClusterAccount {
    private static final Path MOUNTED = Path.of(URI.create("file:///var/run/secrets/kubernetes.io/serviceaccount"));

    private InClusterAccount() {}

    /**
     * Reads the account; Kubernetes renews its token within the hour, so it is read again for each connection.
     *
     * @throws DeploymentException (invalid input) if the controller does not run in a pod, or its pod has no account
     */
    public static ClusterConnection read() throws DeploymentException {
        return read(System.getenv(), MOUNTED);
    }

    static ClusterConnection read(Map<String, String> environment, Path directory) throws DeploymentException {
        String host = environment.getOrDefault("KUBERNETES_SERVICE_HOST", "");
        String port = environment.getOrDefault("KUBERNETES_SERVICE_PORT", "443");
        try {
            String token = Files.readString(directory.resolve("token")).strip();
            if (!host.isEmpty() && !token.isEmpty()) {
                String bracketed = host.contains(":") ? "[" + host + "]" : host;
                return new ClusterConnection(
                        "https://" + bracketed + ":" + port,
                        Files.readString(directory.resolve("ca.crt")),
                        new ClusterAuth.Token(token),
                        null,
                        false,
                        null);
            }
        } catch (IOException e) {
            throw none(e);
        }
        throw none(null);
    }

    private static DeploymentException none(@CheckForNull IOException cause) {
        return new DeploymentException(
                Kind.INVALID_INPUT,
                "The Jenkins controller has no account of a cluster: it does not run in a pod, or its pod has"
                        + " automountServiceAccountToken switched off. Give the target a server and a credential.",
                cause);
    }
}
