package org.jenkinsci.plugins.gitclient.verifier;

import hudson.Extension;
import org.kohsuke.stapler.DataBoundConstructor;

/** Accepts every key. */
@Extension
public class NoHostKeyVerificationStrategy extends SshHostKeyVerificationStrategy<NoHostKeyVerifier> {
    /** Has no settings. */
    @DataBoundConstructor
    public NoHostKeyVerificationStrategy() {}

    @Override
    public NoHostKeyVerifier getVerifier() {
        return new NoHostKeyVerifier();
    }
}
