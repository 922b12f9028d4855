package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.Dispatcher;
import okhttp3.Dns;
import okhttp3.OkHttpClient;

/**
 * Makes fabric8's HTTP client for one connection, without fabric8's {@code Config}: that reads the environment, system
 * properties and files of this process, follows redirects, retries without jitter and asks other sources for tokens.
 * The factory is named rather than found by {@code ServiceLoader}, which would ask the class loader of whatever thread
 * comes along.
 */
final class ApiHttpClient extends OkHttpClientFactory {
    /** Many watches and applies share the one host of a client; the library's own limit is 5. */
    private static final int MOST_REQUESTS = 256;

    private final ClusterConnection connection;
    private final Timeouts timeouts;

    /**
     * How long things may take.
     *
     * @param connect until a connection is there
     * @param call a request and its whole answer; the API server's own limit is 60 s
     */
    record Timeouts(Duration connect, Duration call) {
        static final Timeouts DEFAULT = new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(65));
    }

    private ApiHttpClient(ClusterConnection connection, Timeouts timeouts) {
        this.connection = connection;
        this.timeouts = timeouts;
    }

    static HttpClient open(ClusterConnection connection, Timeouts timeouts) throws DeploymentException {
        TlsSettings tls = TlsSettings.of(connection);
        HttpClient.Builder builder = new ApiHttpClient(connection, timeouts).newBuilder();
        builder.sslContext(tls.keyManagers(), tls.trustManagers());
        builder.connectTimeout(timeouts.connect().toMillis(), TimeUnit.MILLISECONDS);
        RequestConfig noRetries =
                new RequestConfigBuilder().withRequestRetryBackoffLimit(0).build();
        builder.tag(noRetries);
        return builder.build();
    }

    @Override
    protected OkHttpClient.Builder newOkHttpClientBuilder() {
        Dispatcher dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(MOST_REQUESTS);
        dispatcher.setMaxRequestsPerHost(MOST_REQUESTS);
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .followRedirects(false)
                .followSslRedirects(false)
                .readTimeout(timeouts.call())
                .writeTimeout(timeouts.call())
                .callTimeout(timeouts.call())
                .pingInterval(Duration.ofSeconds(20));
        if (connection.skipTlsVerify()) {
            builder.hostnameVerifier((host, session) -> true);
        }
        String serverName = connection.tlsServerName();
        if (serverName != null) {
            // Requests go to a URL of that name, so that it is what the client says (SNI) and verifies.
            String host = ApiUrl.parse(connection.server()).getHost();
            builder.dns(name -> name.equalsIgnoreCase(serverName) ? Dns.SYSTEM.lookup(host) : Dns.SYSTEM.lookup(name));
        }
        return builder;
    }
}
