package io.jenkins.plugins.deploymentsteps.http;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says what an exception of java.net.http means. */
final class HttpFailure {
    private HttpFailure() {}

    /**
     * Whether the JDK gave up on an answer 401 without {@code WWW-Authenticate}, which it does when it has an
     * authenticator (for the proxy), as {@code jdk.internal.net.http.AuthenticationFilter} shows. Argo CD answers so.
     */
    static boolean isChallengeWithoutScheme(Throwable failure) {
        return failure instanceof IOException
                && String.valueOf(failure.getMessage()).contains("WWW-Authenticate header missing");
    }

    static DeploymentException timeout(String peer, ApiRequest request, Duration timeout) {
        return new DeploymentException(
                Kind.UNAVAILABLE,
                peer + " (" + request.url() + ") did not answer " + request.method() + " in " + timeout.toSeconds()
                        + " s.");
    }

    /**
     * The failure for the user.
     *
     * @throws ApiClient.PassingFault holding it, if a read may be sent again
     */
    static DeploymentException of(String peer, ApiRequest request, Duration timeout, IOException failure)
            throws ApiClient.PassingFault {
        String to = peer + " (" + request.url() + ")";
        if (failure instanceof LimitedBody.TooLarge) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    to + " answered with more than " + (LimitedBody.LARGEST >> 20) + " MiB, which is not read.");
        }
        // A server that goes away in the middle of a handshake may be restarting.
        boolean brokeOff = find(failure, SocketException.class) != null
                || messages(failure).contains("remote host terminated the handshake")
                || messages(failure).contains("remote host closed the channel");
        if (find(failure, SSLException.class) != null && !brokeOff) {
            return new DeploymentException(Kind.INVALID_INPUT, tls(to, request, failure), failure);
        }
        if (failure instanceof HttpTimeoutException && !(failure instanceof HttpConnectTimeoutException)) {
            return timeout(peer, request, timeout);
        }
        String message = String.valueOf(failure.getMessage());
        if (message.contains("Tunnel failed") || message.contains("Proxy-Authenticate header missing")) {
            return new DeploymentException(
                    Kind.UNAVAILABLE,
                    to + " cannot be reached through the proxy: " + Text.shorten(message, 200)
                            + ". Check the proxy's settings, its user and password.",
                    failure);
        }
        throw new ApiClient.PassingFault(
                new DeploymentException(Kind.UNAVAILABLE, to + " " + network(request, failure), failure));
    }

    private static String network(ApiRequest request, IOException failure) {
        if (find(failure, UnresolvedAddressException.class) != null
                || find(failure, UnknownHostException.class) != null) {
            return "cannot be reached: no address is known for the host. Check the URL.";
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return "cannot be reached: no connection within 10 s. Check the URL, firewalls and the proxy.";
        }
        if (failure instanceof ConnectException) {
            return "cannot be reached: the connection was refused. Check the URL and that it is running.";
        }
        if (find(failure, SSLException.class) != null) {
            return "broke off the connection during the TLS handshake. Does it speak TLS at that port?";
        }
        String detail = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return "broke off the connection during " + request.method() + " (" + Text.shorten(detail, 200) + ").";
    }

    private static String tls(String to, ApiRequest request, IOException failure) {
        String all = messages(failure);
        String host = String.valueOf(request.url().uri().getHost());
        if (find(failure, CertificateExpiredException.class) != null || all.contains("notafter")) {
            return to + " shows a certificate that has expired. It must be renewed.";
        }
        if (find(failure, CertificateNotYetValidException.class) != null || all.contains("notbefore")) {
            return to + " shows a certificate that is not valid yet. Check the clocks of both sides.";
        }
        if (all.contains("no subject alternative") || all.contains("no name matching")) {
            return to + " shows a certificate for other names than " + host + ". Use a name of the certificate in the"
                    + " URL, or have it issued for this one.";
        }
        if (all.contains("path building failed")
                || all.contains("unable to find valid certification path")
                || all.contains("path does not chain")
                || all.contains("signature check failed")
                || all.contains("trustanchors parameter")) {
            return to + " shows a certificate of an authority that is not trusted. Give the certificate of that"
                    + " authority as CA certificate.";
        }
        if (all.contains("unsupported or unrecognized ssl message") || all.contains("plaintext connection")) {
            return to + " does not speak TLS at that port. Check the port, or whether the URL begins with http://";
        }
        return to + " cannot be trusted; TLS failed: "
                + Text.shorten(String.valueOf(root(failure).getMessage()), 200);
    }

    private static String messages(Throwable failure) {
        StringBuilder all = new StringBuilder();
        for (Throwable t = failure; t != null; t = t.getCause()) {
            all.append(t.getMessage()).append('\n');
        }
        return all.toString().toLowerCase(Locale.ROOT);
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
