package org.jenkinsci.plugins.gitclient.verifier;

import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.standalone.HostKeys;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase.Configuration.StrictHostKeyChecking;

/** Accepts a key the first time that a host is met, and remembers it. */
public class AcceptFirstConnectionVerifier extends HostKeyVerifierFactory {
    private static final long serialVersionUID = 1L;

    @Override
    public AbstractJGitHostKeyVerifier forJGit(TaskListener listener) {
        return new HostKeys(listener, this, StrictHostKeyChecking.ACCEPT_NEW);
    }
}
