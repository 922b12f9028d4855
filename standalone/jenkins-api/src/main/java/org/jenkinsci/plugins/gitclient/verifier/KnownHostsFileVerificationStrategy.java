package org.jenkinsci.plugins.gitclient.verifier;

import org.kohsuke.stapler.DataBoundConstructor;

/** Accepts the keys of the known hosts file. */
public class KnownHostsFileVerificationStrategy extends SshHostKeyVerificationStrategy<KnownHostsFileVerifier> {
    /** Has no settings. */
    @DataBoundConstructor
    public KnownHostsFileVerificationStrategy() {}

    @Override
    public KnownHostsFileVerifier getVerifier() {
        return new KnownHostsFileVerifier();
    }
}
