package org.jenkinsci.plugins.gitclient.verifier;

import org.kohsuke.stapler.DataBoundConstructor;

/** Accepts a key the first time that a host is met, and remembers it. */
public class AcceptFirstConnectionStrategy extends SshHostKeyVerificationStrategy<AcceptFirstConnectionVerifier> {
    /** Has no settings. */
    @DataBoundConstructor
    public AcceptFirstConnectionStrategy() {}

    @Override
    public AcceptFirstConnectionVerifier getVerifier() {
        return new AcceptFirstConnectionVerifier();
    }
}
