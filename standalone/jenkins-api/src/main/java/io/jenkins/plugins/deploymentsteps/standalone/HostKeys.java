package io.jenkins.plugins.deploymentsteps.standalone;

import hudson.model.TaskListener;
import java.util.List;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.jenkinsci.plugins.gitclient.verifier.AbstractJGitHostKeyVerifier;
import org.jenkinsci.plugins.gitclient.verifier.HostKeyVerifierFactory;

/** Verifies host keys with one strictness for all hosts. */
public final class HostKeys extends AbstractJGitHostKeyVerifier {
    private static final long serialVersionUID = 1L;

    private final ServerKeyDatabase.Configuration.StrictHostKeyChecking strictness;

    /** Verifies by the factory's file of known host keys. */
    public HostKeys(
            TaskListener listener,
            HostKeyVerifierFactory factory,
            ServerKeyDatabase.Configuration.StrictHostKeyChecking strictness) {
        super(listener, factory);
        this.strictness = strictness;
    }

    @Override
    protected boolean askAboutKnowHostFile() {
        return strictness != ServerKeyDatabase.Configuration.StrictHostKeyChecking.ACCEPT_NEW;
    }

    @Override
    protected ServerKeyDatabase.Configuration getServerKeyDatabaseConfiguration() {
        return new ServerKeyDatabase.Configuration() {
            @Override
            public List<String> getUserKnownHostsFiles() {
                return List.of(getHostKeyVerifierFactory().getKnownHostsFile().getAbsolutePath());
            }

            @Override
            public List<String> getGlobalKnownHostsFiles() {
                return List.of();
            }

            @Override
            public boolean getHashKnownHosts() {
                return false;
            }

            @Override
            public String getUsername() {
                return System.getProperty("user.name");
            }

            @Override
            public StrictHostKeyChecking getStrictHostKeyChecking() {
                return strictness;
            }
        };
    }
}
