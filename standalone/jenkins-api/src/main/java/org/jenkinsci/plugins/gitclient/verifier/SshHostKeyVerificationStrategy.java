package org.jenkinsci.plugins.gitclient.verifier;

import hudson.ExtensionPoint;
import hudson.model.AbstractDescribableImpl;
import java.io.File;
import java.nio.file.Path;

/**
 * A way to verify host keys.
 *
 * @param <T> what verifies
 */
@SuppressWarnings("deprecation")
public abstract class SshHostKeyVerificationStrategy<T extends HostKeyVerifierFactory>
        extends AbstractDescribableImpl<SshHostKeyVerificationStrategy<T>> implements ExtensionPoint {
    /** The known hosts file of the user who runs the controller. */
    public static final String KNOWN_HOSTS_DEFAULT =
            Path.of(System.getProperty("user.home"), ".ssh", "known_hosts").toString();

    /** The known hosts file. */
    public static final File JGIT_KNOWN_HOSTS_FILE = new File(System.getProperty(
            SshHostKeyVerificationStrategy.class.getName() + ".jgit_known_hosts_file", KNOWN_HOSTS_DEFAULT));

    /** {@return what verifies} */
    public abstract T getVerifier();
}
