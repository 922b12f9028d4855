package com.cloudbees.jenkins.plugins.sshcredentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.util.Secret;
import java.util.List;

/** A user who logs in by an SSH key. */
@SuppressWarnings("deprecation")
public interface SSHUserPrivateKey extends SSHUser {
    /** {@return what the key is encrypted with, or null} */
    @CheckForNull
    Secret getPassphrase();

    /** {@return the keys, in PEM} */
    @NonNull
    List<String> getPrivateKeys();
}
