package io.jenkins.plugins.deploymentsteps.git;

import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/**
 * Decides whether an SSH server is the one it says it is. In Jenkins that is what the administrator configured for
 * the Git client plugin ({@code AbstractJGitHostKeyVerifier.getServerKeyDatabase()}); there is no default.
 */
@FunctionalInterface
public interface HostKeyCheck {
    /**
     * Returns the keys that servers are known by; asked once for each connection.
     *
     * @return a database whose {@code accept} decides alone: the configuration and credentials provider that it is
     *     given know nothing and confirm nothing
     */
    ServerKeyDatabase serverKeys();
}
