package org.jenkinsci.plugins.gitclient.verifier;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.model.TaskListener;
import java.io.File;
import java.io.Serializable;

/** Makes what verifies host keys. */
public abstract class HostKeyVerifierFactory implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@return what verifies host keys for JGit} */
    public abstract AbstractJGitHostKeyVerifier forJGit(TaskListener listener);

    /** {@return the file of known host keys} */
    @NonNull
    public File getKnownHostsFile() {
        return SshHostKeyVerificationStrategy.JGIT_KNOWN_HOSTS_FILE;
    }
}
