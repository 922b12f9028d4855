package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.transport.sshd.DefaultProxyDataFactory;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;
import org.eclipse.jgit.util.FS;

/**
 * SSH connections with one key from memory: no {@code ~/.ssh}, no agent, no password, and a server only if our
 * {@link HostKeyCheck} knows it.
 */
final class SshSessions extends SshSessionFactory {
    private static final String ENCRYPTED_PKCS8 = "-----BEGIN ENCRYPTED PRIVATE KEY-----";

    private final SshdSessionFactory sessions;
    private final GitOperation operation;

    private SshSessions(SshdSessionFactory sessions, GitOperation operation) {
        this.sessions = sessions;
        this.operation = operation;
    }

    /**
     * Prepares connections.
     *
     * @param home an empty directory that stands for the user's home
     */
    static SshSessions open(GitAuth.SshKey auth, List<KeyPair> keys, File home, GitOperation operation) {
        SshdSessionFactory sessions = new SshdSessionFactoryBuilder()
                .setHomeDirectory(home)
                .setSshDirectory(home)
                .setConfigStoreFactory((homeDirectory, configFile, localUser) -> null)
                .setDefaultIdentities(directory -> List.of())
                .setDefaultKnownHostsFiles(directory -> List.of())
                .setDefaultKeysProvider(directory -> keys)
                .setServerKeyDatabase((homeDirectory, sshDirectory) ->
                        new NotingKeys(auth.hostKeyCheck().serverKeys(), operation))
                .setPreferredAuthentications("publickey")
                .setConnectorFactory(null)
                .setProxyDataFactory(new DefaultProxyDataFactory())
                .build(null);
        return new SshSessions(sessions, operation);
    }

    /**
     * Reads a private key.
     *
     * @throws DeploymentException (invalid input) if it is none or the passphrase does not open it; it never quotes
     *     either
     */
    static List<KeyPair> keys(GitAuth.SshKey auth) throws DeploymentException {
        String text = auth.privateKey().replace("\r\n", "\n").strip() + "\n";
        List<KeyPair> keys = new ArrayList<>();
        boolean unsupported = false;
        try {
            Iterable<KeyPair> read = SecurityUtils.loadKeyPairIdentities(
                    null,
                    NamedResource.ofName("SSH key"),
                    new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                    isMissing(auth.passphrase()) ? null : FilePasswordProvider.of(auth.passphrase()));
            if (read != null) {
                read.forEach(keys::add);
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The library's message may quote the key, so the cause is left out on purpose.
            keys.clear();
            unsupported = GitFailures.cause(e, NoSuchAlgorithmException.class) != null
                    || String.valueOf(e.getMessage()).contains("not supported");
        }
        if (unsupported) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The SSH key of the credentials is of a kind that this JVM cannot use. For Ed25519 install the"
                            + " plugin 'eddsa-api', or use an ECDSA or RSA key.");
        }
        if (keys.isEmpty()) {
            String passphrase =
                    "its passphrase is " + (isMissing(auth.passphrase()) ? "missing." : "not the one given.");
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The SSH key of the credentials cannot be read: "
                            + (text.startsWith(ENCRYPTED_PKCS8)
                                    ? "it is encrypted in PKCS #8 format, which needs the plugin 'bouncycastle-api', or "
                                            + passphrase
                                            + " 'ssh-keygen -p -f FILE' rewrites it in OpenSSH's own format."
                                    : "it is not a private key in OpenSSH or PEM format, or " + passphrase));
        }
        return keys;
    }

    private static boolean isMissing(@CheckForNull String passphrase) {
        return passphrase == null || passphrase.isEmpty();
    }

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider provider, FS fs, int timeoutMillis)
            throws TransportException {
        try {
            operation.check();
            RemoteSession session = sessions.getSession(uri, provider, fs, timeoutMillis);
            operation.opened(session::disconnect);
            return session;
        } catch (TransportException e) {
            throw e;
        } catch (IOException e) {
            throw new TransportException(uri, String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public void releaseSession(RemoteSession session) {
        session.disconnect();
    }

    @Override
    public String getType() {
        return sessions.getType();
    }

    /** Says which key a refused server showed; the library's message does not. */
    private record NotingKeys(ServerKeyDatabase keys, GitOperation operation) implements ServerKeyDatabase {
        @Override
        public List<PublicKey> lookup(String address, InetSocketAddress remote, Configuration config) {
            return keys.lookup(address, remote, config);
        }

        @Override
        public boolean accept(
                String address,
                InetSocketAddress remote,
                PublicKey key,
                Configuration config,
                CredentialsProvider provider) {
            boolean accepted = keys.accept(address, remote, key, config, provider);
            if (!accepted) {
                operation.refused("the host key of " + address + " is not known or has changed (it shows "
                        + KeyUtils.getKeyType(key) + " " + KeyUtils.getFingerPrint(key)
                        + "). Verify it, then have an administrator add it to the known hosts (in Jenkins: Security,"
                        + " Git Host Key Verification Configuration)");
            }
            return accepted;
        }
    }
}
