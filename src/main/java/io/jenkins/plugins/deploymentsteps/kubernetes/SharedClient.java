package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.http.HttpClient;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.util.HashMap;
import java.util.Map;

/**
 * The HTTP connections to a cluster, and the watches of it, of all who speak to it as the same user in the same way: a
 * thousand deployments that wait share what one of them needs. Closed when the last of them leaves.
 */
final class SharedClient {
    private static final Map<Key, SharedClient> OPEN = new HashMap<>();

    private final Key key;
    private final HttpClient http;
    private final WatchHub watches;

    /** Guarded by the lock of all of them. */
    private int users;

    /** What two of them must have in common; the connection's namespace is no part of it. */
    private record Key(ClusterConnection connection, ProxySettings proxy, ClientSettings settings) {}

    private SharedClient(Key key) throws DeploymentException {
        this.key = key;
        this.http = ClusterHttpClient.open(key.connection, key.proxy, key.settings);
        try {
            this.watches = new WatchHub(new ClusterClient(key.connection, key.settings, http, () -> {}));
        } catch (DeploymentException e) {
            http.close();
            throw e;
        }
    }

    /**
     * Joins those who are there already.
     *
     * @return to be {@linkplain #leave left} once
     * @throws DeploymentException (invalid input) if the URL, a certificate or the key cannot be used; (unauthorized) if
     *     the client certificate has expired
     */
    static SharedClient join(ClusterConnection connection, ProxySettings proxy, ClientSettings settings)
            throws DeploymentException {
        Key key = new Key(connection.inNamespace(null), proxy, settings);
        synchronized (OPEN) {
            SharedClient shared = OPEN.get(key);
            if (shared == null) {
                shared = new SharedClient(key);
                OPEN.put(key, shared);
            } else {
                // It may have expired since.
                ClientIdentity.of(connection.auth());
            }
            shared.users++;
            return shared;
        }
    }

    /** Returns the HTTP client. */
    HttpClient http() {
        return http;
    }

    /** Returns the watches. */
    WatchHub watches() {
        return watches;
    }

    /** Leaves; who is last closes the door. */
    void leave() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(key);
        }
        http.close();
    }
}
