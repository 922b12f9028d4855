package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/**
 * The servers of a {@code known_hosts} text (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), held in memory. Unknown servers
 * are refused, revoked keys too; lines with {@code @cert-authority} are not used.
 */
public final class KnownHosts implements ServerKeyDatabase {
    private static final int DEFAULT_PORT = 22;

    private final List<KnownHostEntry> entries;

    private KnownHosts(List<KnownHostEntry> entries) {
        this.entries = entries;
    }

    /**
     * Reads lines as {@code ssh-keyscan} prints them.
     *
     * @throws DeploymentException (invalid input) if they are not such lines
     */
    public static HostKeyCheck of(String knownHosts) throws DeploymentException {
        try {
            KnownHosts hosts = new KnownHosts(
                    List.copyOf(KnownHostEntry.readKnownHostEntries(new StringReader(knownHosts), true)));
            return () -> hosts;
        } catch (IOException | RuntimeException e) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "The known hosts are not in the format of an SSH known_hosts file.", e);
        }
    }

    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remoteAddress, Configuration config) {
        List<PublicKey> keys = new ArrayList<>();
        for (KnownHostEntry entry : entries) {
            PublicKey key = keyOf(entry);
            if (key != null && entry.getMarker() == null && fits(entry, connectAddress)) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Override
    public boolean accept(
            String connectAddress,
            InetSocketAddress remoteAddress,
            PublicKey serverKey,
            Configuration config,
            CredentialsProvider provider) {
        boolean known = false;
        for (KnownHostEntry entry : entries) {
            boolean same = KeyUtils.compareKeys(serverKey, keyOf(entry));
            if (same && "revoked".equals(entry.getMarker())) {
                return false;
            }
            known |= same && entry.getMarker() == null && fits(entry, connectAddress);
        }
        return known;
    }

    /** The address is {@code host} or {@code [host]:port}. */
    private static boolean fits(KnownHostEntry entry, String address) {
        int port = DEFAULT_PORT;
        String host = address;
        int colon = address.lastIndexOf("]:");
        if (colon > 0) {
            host = address.substring(1, colon);
            port = Integer.parseInt(address.substring(colon + 2));
        } else if (address.indexOf(':') >= 0 && address.indexOf(':') == address.lastIndexOf(':')) {
            host = address.substring(0, address.indexOf(':'));
            port = Integer.parseInt(address.substring(address.indexOf(':') + 1));
        }
        return entry.isHostMatch(host, port);
    }

    @CheckForNull
    private static PublicKey keyOf(KnownHostEntry entry) {
        try {
            return entry.getKeyEntry() == null
                    ? null
                    : entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
        } catch (IOException | GeneralSecurityException e) {
            return null;
        }
    }
}
