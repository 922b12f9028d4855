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
}
