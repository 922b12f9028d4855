package io.jenkins.plugins.deploymentsteps.argocd;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import java.net.http.HttpClient;

/** An Argo CD server, spoken to by its REST API. */
public final class ArgoHttpServer {
    private ArgoHttpServer() {}

    /**
     * Opens a connection; nothing is sent yet.
     *
     * @param connection which server, and as whom
     * @param client a builder that knows the proxy; this class sets everything else on it
     * @throws DeploymentException (invalid input) if the URL or the certificate cannot be used
     */
    public static ArgoServer open(ArgoConnection connection, HttpClient.Builder client) throws DeploymentException {
        throw new UnsupportedOperationException("not written yet");
    }
}
