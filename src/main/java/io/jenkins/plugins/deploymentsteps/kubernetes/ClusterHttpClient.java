package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.fabric8.kubernetes.client.RequestConfig;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.okhttp.OkHttpClientFactory;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import okhttp3.Authenticator;
import okhttp3.Credentials;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;

/**
 * Makes fabric8's HTTP client for one connection, without fabric8's {@code Config}: that reads the environment, system
 * properties and files of this process, follows redirects, retries without jitter and asks other sources for tokens.
 * The factory is named rather than found by {@code ServiceLoader}, which would ask the class loader of whatever thread
 * comes along.
 */
final class ClusterHttpClient extends OkHttpClientFactory {
    /** Many watches and applies share the one host of a client; the library's own limit is 5. */
    private static final int MOST_REQUESTS = 256;

    /** How soon a connection that went dead without a word is noticed. */
    private static final Duration PING_INTERVAL = Duration.ofSeconds(20);

    private final ClusterConnection connection;
    private final ProxySettings proxy;
    private final ClientSettings settings;
    private final X509ExtendedTrustManager trust;
    private final KeyManager[] identity;

    private ClusterHttpClient(ClusterConnection connection, ProxySettings proxy, ClientSettings settings)
            throws DeploymentException {
        this.connection = connection;
        this.proxy = proxy;
        this.settings = settings;
        this.trust = new TlsTrust(connection.caCertificate(), connection.skipTlsVerify()).trustManager();
        this.identity = ClientIdentity.of(connection.auth());
    }

    /**
     * Makes a client; nothing is sent yet.
     *
     * @return to be closed
     * @throws DeploymentException (invalid input) if a certificate or key cannot be used; (unauthorized) if the client
     *     certificate has expired
     */
    static HttpClient open(ClusterConnection connection, ProxySettings proxy, ClientSettings settings)
            throws DeploymentException {
        HttpClient.Builder builder = new ClusterHttpClient(connection, proxy, settings).newBuilder();
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
        SSLSocketFactory sockets = TlsTrust.context(trust, identity).getSocketFactory();
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .dispatcher(dispatcher)
                .followRedirects(false)
                .followSslRedirects(false)
                .connectTimeout(settings.connect())
                .readTimeout(settings.call())
                .writeTimeout(settings.call())
                .callTimeout(settings.call())
                .pingInterval(PING_INTERVAL)
                .proxySelector(proxy.selector())
                .proxyAuthenticator(proxyAuthenticator());
        String serverName = connection.tlsServerName();
        if (serverName != null) {
            sockets = new ServerNameSockets(sockets, serverName);
        }
        if (connection.skipTlsVerify()) {
            builder.hostnameVerifier((host, session) -> true);
        } else if (serverName != null) {
            HostnameVerifier usual = new OkHttpClient().hostnameVerifier();
            builder.hostnameVerifier((host, session) -> usual.verify(serverName, session));
        }
        return builder.sslSocketFactory(sockets, trust);
    }

    /** Logs in to our proxy, and never a second time where it does not accept the login. */
    private Authenticator proxyAuthenticator() {
        return (route, response) -> {
            boolean isRefused = response.request().header("Proxy-Authorization") != null;
            if (isRefused || route == null || route.proxy().type() != Proxy.Type.HTTP) {
                return null;
            }
            InetSocketAddress address = (InetSocketAddress) route.proxy().address();
            PasswordAuthentication login = proxy.login(address.getHostString(), address.getPort());
            return login == null
                    ? null
                    : response.request()
                            .newBuilder()
                            .header(
                                    "Proxy-Authorization",
                                    Credentials.basic(
                                            login.getUserName(),
                                            String.valueOf(login.getPassword()),
                                            StandardCharsets.UTF_8))
                            .build();
        };
    }
}
