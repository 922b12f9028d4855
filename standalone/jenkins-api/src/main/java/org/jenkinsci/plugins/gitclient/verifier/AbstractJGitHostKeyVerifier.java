package org.jenkinsci.plugins.gitclient.verifier;

import hudson.model.TaskListener;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.security.PublicKey;
import java.util.List;
import org.eclipse.jgit.internal.transport.sshd.OpenSshServerKeyDatabase;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/** Verifies host keys for JGit. */
public abstract class AbstractJGitHostKeyVerifier implements Serializable {
    private static final long serialVersionUID = 1L;

    private final transient TaskListener taskListener;
    private final HostKeyVerifierFactory hostKeyVerifierFactory;

    /** Verifies by what a factory says. */
    protected AbstractJGitHostKeyVerifier(TaskListener taskListener, HostKeyVerifierFactory hostKeyVerifierFactory) {
        this.taskListener = taskListener;
        this.hostKeyVerifierFactory = hostKeyVerifierFactory;
    }

    /** {@return who is told} */
    public TaskListener getTaskListener() {
        return taskListener;
    }

    /** {@return the factory} */
    public HostKeyVerifierFactory getHostKeyVerifierFactory() {
        return hostKeyVerifierFactory;
    }

    /** {@return how strict it is} */
    protected abstract ServerKeyDatabase.Configuration getServerKeyDatabaseConfiguration();

    /** {@return what JGit asks} */
    public ServerKeyDatabase getServerKeyDatabase() {
        ServerKeyDatabase.Configuration fixed = getServerKeyDatabaseConfiguration();
        OpenSshServerKeyDatabase keys = new OpenSshServerKeyDatabase(
                askAboutKnowHostFile(),
                List.of(hostKeyVerifierFactory.getKnownHostsFile().toPath()));
        return new ServerKeyDatabase() {
            @Override
            public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
                return keys.lookup(address, remote, fixed);
            }

            @Override
            public boolean accept(
                    String address,
                    InetSocketAddress remote,
                    PublicKey key,
                    Configuration config,
                    CredentialsProvider provider) {
                return keys.accept(address, remote, key, fixed, provider);
            }
        };
    }

    /** {@return whether a person is asked before a known hosts file is made} */
    protected boolean askAboutKnowHostFile() {
        return true;
    }
}
