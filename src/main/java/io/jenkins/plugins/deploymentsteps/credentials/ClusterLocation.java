package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;

/**
 * Which cluster a step means and the credential for it, as its arguments say; without any secret, so that it can be
 * kept with a build and resolved again after a restart.
 *
 * @param cluster the name of a target, which says everything else; null for what the other arguments say
 * @param kubeconfigFile the path of a workspace file that says everything but the context; null for a credential
 * @param credentialsId of a kubeconfig file, token, user with password, or client certificate
 * @param server the API server's URL; null with a kubeconfig, which names it
 * @param caCertificate PEM text of the authorities that sign the server's certificate; null for those Java trusts
 * @param context of the kubeconfig; null for its current one
 * @param skipTlsVerify whether the server's certificate is not checked
 */
public record ClusterLocation(
        @CheckForNull String cluster,
        @CheckForNull String kubeconfigFile,
        @CheckForNull String credentialsId,
        @CheckForNull String server,
        @CheckForNull String caCertificate,
        @CheckForNull String context,
        boolean skipTlsVerify)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** A cluster by its server and credential. */
    public ClusterLocation(
            @CheckForNull String credentialsId,
            @CheckForNull String server,
            @CheckForNull String caCertificate,
            @CheckForNull String context,
            boolean skipTlsVerify) {
        this(null, null, credentialsId, server, caCertificate, context, skipTlsVerify);
    }

    /** The cluster that a target names. */
    public static ClusterLocation named(String cluster) {
        return new ClusterLocation(cluster, null, null, null, null, null, false);
    }

    /**
     * The cluster that a workspace file names.
     *
     * @param context of the kubeconfig in it; null for its current one
     */
    public static ClusterLocation file(String kubeconfigFile, @CheckForNull String context, boolean skipTlsVerify) {
        return new ClusterLocation(null, kubeconfigFile, null, null, null, context, skipTlsVerify);
    }
}
