package org.jenkinsci.plugins.gitclient.verifier;

import org.kohsuke.stapler.DataBoundConstructor;

/** Accepts the keys that an administrator gave. */
public class ManuallyProvidedKeyVerificationStrategy
        extends SshHostKeyVerificationStrategy<ManuallyProvidedKeyVerifier> {
    private final String approvedHostKeys;

    /** Takes the keys, as lines of a known hosts file. */
    @DataBoundConstructor
    public ManuallyProvidedKeyVerificationStrategy(String approvedHostKeys) {
        this.approvedHostKeys = approvedHostKeys.trim();
    }

    @Override
    public ManuallyProvidedKeyVerifier getVerifier() {
        return new ManuallyProvidedKeyVerifier(approvedHostKeys);
    }

    /** {@return the keys} */
    public String getApprovedHostKeys() {
        return approvedHostKeys;
    }
}
