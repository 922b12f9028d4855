package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * Everything that is needed to speak to one cluster; nothing is added to it from this process's environment, files or
 * Kubernetes service account.
 *
 * @param server the API server's URL, {@code https://host[:port][/path]}
 * @param caCertificate the certificates, in PEM, that may have signed the server's; null for those that Java trusts
 * @param auth as whom
 * @param namespace where objects go that name none; null for {@code default}
 * @param skipTlsVerify whether any server certificate is taken, which lets anybody on the way read the credential
 * @param tlsServerName the name that the server's certificate must carry; null for the host of the URL
 */
public record ClusterConnection(
        String server,
        @CheckForNull String caCertificate,
        ClusterAuth auth,
        @CheckForNull String namespace,
        boolean skipTlsVerify,
        @CheckForNull String tlsServerName) {

    /** Returns the same connection with another default namespace. */
    ClusterConnection inNamespace(@CheckForNull String otherNamespace) {
        return new ClusterConnection(server, caCertificate, auth, otherNamespace, skipTlsVerify, tlsServerName);
    }

    /** Returns the same connection, taking any server certificate. */
    public ClusterConnection withoutTlsVerify() {
        return new ClusterConnection(server, caCertificate, auth, namespace, true, tlsServerName);
    }

    /** Returns what must appear in no log, message, file or page. */
    public List<String> secrets() {
        return auth.secrets();
    }
}
