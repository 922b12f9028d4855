package org.jenkinsci.plugins.gitclient;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Extension;
import hudson.ExtensionList;
import jenkins.model.GlobalConfiguration;
import org.jenkinsci.plugins.gitclient.verifier.HostKeyVerifierFactory;
import org.jenkinsci.plugins.gitclient.verifier.KnownHostsFileVerificationStrategy;
import org.jenkinsci.plugins.gitclient.verifier.SshHostKeyVerificationStrategy;

/** How the host keys of Git servers are verified. */
@Extension
public class GitHostKeyVerificationConfiguration extends GlobalConfiguration {
    private SshHostKeyVerificationStrategy<? extends HostKeyVerifierFactory> sshHostKeyVerificationStrategy;

    /** {@return the way; the known hosts file by default} */
    public SshHostKeyVerificationStrategy<? extends HostKeyVerifierFactory> getSshHostKeyVerificationStrategy() {
        return sshHostKeyVerificationStrategy != null
                ? sshHostKeyVerificationStrategy
                : new KnownHostsFileVerificationStrategy();
    }

    /** Sets the way. */
    public void setSshHostKeyVerificationStrategy(
            SshHostKeyVerificationStrategy<? extends HostKeyVerifierFactory> sshHostKeyVerificationStrategy) {
        this.sshHostKeyVerificationStrategy = sshHostKeyVerificationStrategy;
        save();
    }

    /** {@return the configuration} */
    public static @NonNull GitHostKeyVerificationConfiguration get() {
        return ExtensionList.lookupSingleton(GitHostKeyVerificationConfiguration.class);
    }
}
