package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.Locale;
import jenkins.security.FIPS140;

/**
 * What Jenkins does not allow where it may use algorithms of FIPS 140 only ({@code jenkins.security.FIPS140}): to send a
 * credential without TLS, or by TLS to somebody who did not prove who they are.
 */
public final class FipsMode {
    private FipsMode() {}

    /**
     * Refuses a URL without TLS in FIPS mode.
     *
     * @param argument that the URL was given for, for the message
     * @param url null passes
     * @throws DeploymentException (invalid input) saying what to do
     */
    public static void checkUrl(String argument, @CheckForNull String url) throws DeploymentException {
        checkUrl(FIPS140.useCompliantAlgorithms(), argument, url);
    }

    static void checkUrl(boolean isFips, String argument, @CheckForNull String url) throws DeploymentException {
        if (isFips && url != null && url.strip().toLowerCase(Locale.ROOT).startsWith("http:")) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    argument
                            + ": Jenkins runs in FIPS mode, in which nothing is sent unencrypted. Use https:// instead of"
                            + " http://.");
        }
    }

    /**
     * Refuses in FIPS mode that a server's certificate is not verified.
     *
     * @param skipTlsVerify as the step was given it
     * @throws DeploymentException (invalid input) saying what to do
     */
    public static void checkSkipTlsVerify(boolean skipTlsVerify) throws DeploymentException {
        checkSkipTlsVerify(FIPS140.useCompliantAlgorithms(), skipTlsVerify);
    }

    static void checkSkipTlsVerify(boolean isFips, boolean skipTlsVerify) throws DeploymentException {
        if (isFips && skipTlsVerify) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "skipTlsVerify: Jenkins runs in FIPS mode, in which every server's certificate must be verified. Remove"
                            + " the argument, and give the CA certificate instead.");
        }
    }
}
