package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;

/**
 * Which Argo CD server a step means and the credential for it, as its arguments say; without any secret.
 *
 * @param credentialsId of an API token, or of a user with password
 * @param server the server's URL
 * @param caCertificate PEM text of the authorities that sign the server's certificate; null for those Java trusts
 * @param skipTlsVerify whether the server's certificate is not checked
 */
public record ArgoLocation(
        @CheckForNull String credentialsId,
        @CheckForNull String server,
        @CheckForNull String caCertificate,
        boolean skipTlsVerify)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;
}
