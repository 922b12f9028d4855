package io.jenkins.plugins.deploymentsteps.targets;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.credentials.FipsMode;

/** What no connection may do, whoever asks for it: decided by administrators, and by Jenkins' FIPS mode. */
public final class ConnectionPolicy {
    private ConnectionPolicy() {}

    /**
     * Checks a connection before anything is sent over it.
     *
     * @param server its URL
     * @param skipTlsVerify whether the server's certificate is not checked
     * @throws DeploymentException (invalid input or forbidden) naming the rule that is against it
     */
    public static void check(String server, boolean skipTlsVerify) throws DeploymentException {
        FipsMode.checkUrl("server", server);
        FipsMode.checkSkipTlsVerify(skipTlsVerify);
        if (skipTlsVerify && DeploymentTargets.get().isForbidSkipTlsVerify()) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "skipTlsVerify: the administrators of this Jenkins do not allow to leave out the check of a server's"
                            + " certificate. Give the server's CA certificate instead.");
        }
    }

    /**
     * Checks that files of the network may be applied; the controller fetches them, from wherever it can reach.
     *
     * @param url for the message
     * @throws DeploymentException (forbidden) if administrators do not allow it
     */
    public static void checkUrlSource(String url) throws DeploymentException {
        if (DeploymentTargets.get().isForbidUrlSources()) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "manifests: the administrators of this Jenkins do not allow to apply files of the network, such as "
                            + url + ". Keep the file in the repository, or have an earlier stage fetch it.");
        }
    }

    /**
     * Checks that the credential of a cluster may be sent to an agent, for a tool that needs it there.
     *
     * @param what asks for it, as a Jenkinsfile has it
     * @throws DeploymentException (forbidden) if administrators do not allow it
     */
    public static void checkCredentialOnAgent(String what) throws DeploymentException {
        if (DeploymentTargets.get().isForbidCredentialsOnAgents()) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    what
                            + ": the administrators of this Jenkins do not allow to send a cluster's credential to an agent,"
                            + " which that needs. Let the step apply the manifests: mode: 'template'.");
        }
    }
}
