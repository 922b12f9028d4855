package io.jenkins.plugins.deploymentsteps.targets;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.Locale;
import jenkins.security.FIPS140;

/** What no connection may do, whoever asks for it: decided by administrators, and by Jenkins' FIPS mode. */
public final class ConnectionPolicy {
    private ConnectionPolicy() {}

    /**
     * Checks a connection before anything is sent over it.
     *
     * @param server its URL
     * @param skipTlsVerify whether the server's certificate is not checked
     * @throws DeploymentException (forbidden) naming the rule that is against it
     */
    public static void check(String server, boolean skipTlsVerify) throws DeploymentException {
        boolean plain = server.toLowerCase(Locale.ROOT).startsWith("http:");
        if (FIPS140.useCompliantAlgorithms() && (plain || skipTlsVerify)) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    (plain ? "server: plain http" : "skipTlsVerify: leaving out the check of the server's certificate")
                            + " is not allowed, because this Jenkins runs in FIPS 140 mode. "
                            + (plain ? "Use https." : "Give the server's CA certificate instead."));
        }
        if (skipTlsVerify && DeploymentTargets.get().isForbidSkipTlsVerify()) {
            throw new DeploymentException(
                    Kind.FORBIDDEN,
                    "skipTlsVerify: the administrators of this Jenkins do not allow to leave out the check of a server's"
                            + " certificate. Give the server's CA certificate instead.");
        }
    }
}
