package io.jenkins.plugins.deploymentsteps.credentials;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Item;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;

/**
 * Resolves a credential id for a form that tries a connection: as a job at the same place would. Whether the user may try
 * it, the caller has asked.
 */
public final class ItemCredentials {
    private ItemCredentials() {}

    /**
     * Resolves the connection to a cluster.
     *
     * @param item where the credential must be found; null for the global configuration, whose credentials with the
     *     scope "system" do not count, because no job may use them
     * @param location what the form says
     * @throws DeploymentException naming what is missing or does not fit, or the credential's id; never a part of its
     *     content
     */
    public static ClusterConnection cluster(@CheckForNull Item item, ClusterLocation location)
            throws DeploymentException {
        String id = RunCredentials.usableId(location.credentialsId(), ClusterCredentials.TYPES);
        StandardCredentials found = CredentialsProvider.findCredentialByIdInItem(
                id,
                StandardCredentials.class,
                item,
                CredentialsFields.authenticationOf(item),
                CredentialDomain.ofServer(location.server()));
        if (found == null || found.getScope() == CredentialsScope.SYSTEM) {
            throw RunCredentials.notFound(id, location.server(), ClusterCredentials.TYPES);
        }
        return ClusterCredentials.connection(found, location);
    }
}
