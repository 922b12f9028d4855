package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import org.eclipse.jgit.transport.http.HttpConnection;
import org.eclipse.jgit.transport.http.HttpConnectionFactory;

/**
 * Opens HTTP connections to one origin (scheme, host, port) and no other, so that no credential follows a redirect. TLS
 * is verified by the JVM's trust store whatever the process made its default.
 */
final class HttpOrigin implements HttpConnectionFactory {
    private final GitUrl url;
    private final HttpProxy proxy;
    private final GitOperation operation;

    HttpOrigin(GitUrl url, HttpProxy proxy, GitOperation operation) {
        this.url = url;
        this.proxy = proxy;
        this.operation = operation;
    }

    /** JGit asks the process's settings for a proxy; ours go before them. */
    @Override
    public HttpConnection create(URL target, @CheckForNull Proxy ofProcess) throws IOException {
        return create(target);
    }

    @Override
    public HttpConnection create(URL target) throws IOException {
        boolean same = target.getProtocol().equalsIgnoreCase(url.scheme())
                && target.getHost().equalsIgnoreCase(url.host())
                && portOf(target) == portOf(target.getDefaultPort());
        if (!same) {
            String to = target.getProtocol() + "://" + target.getAuthority();
            operation.refused("it redirects to " + to + ", where credentials for " + url.host()
                    + " are not sent. Give that URL if it is right");
            throw new IOException("redirect to another origin");
        }
        operation.check();
        HttpURLConnection connection = (HttpURLConnection) target.openConnection(proxy.of(target));
        connection.setAuthenticator(proxy.authenticator());
        if (connection instanceof HttpsURLConnection tls) {
            tls.setSSLSocketFactory(defaultContext().getSocketFactory());
            // Asked only after the JDK's own check of the host name has failed.
            tls.setHostnameVerifier((host, session) -> false);
        }
        operation.opened(connection::disconnect);
        return new CancellableHttpConnection(connection, operation);
    }

    private int portOf(int defaultPort) {
        return url.port() < 0 ? defaultPort : url.port();
    }

    private static int portOf(URL target) {
        return target.getPort() < 0 ? target.getDefaultPort() : target.getPort();
    }

    private static SSLContext defaultContext() throws IOException {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IOException("This JVM has no TLS", e);
        }
    }
}
