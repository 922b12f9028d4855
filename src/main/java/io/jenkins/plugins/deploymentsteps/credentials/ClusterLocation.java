package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;

/**
 * Which cluster a step means and the credential for it, as its arguments say; without any secret, so that it can be
 * kept with a build and resolved again after a restart.
 *
 * @param credentialsId of a kubeconfig file, token, user with password, or client certificate
 * @param server the API server's URL; null with a kubeconfig, which names it
 * @param caCertificate PEM text of the authorities that sign the server's certificate; null for those Java trusts
 * @param context of the kubeconfig; null for its current one
 * @param skipTlsVerify whether the server's certificate is not checked
 */
public record ClusterLocation(
        @CheckForNull String credentialsId,
        @CheckForNull String server,
        @CheckForNull String caCertificate,
        @CheckForNull String context,
        boolean skipTlsVerify)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;
}
