package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/**
 * What it means that a server gave no answer, whichever client noticed it: the JDK's or OkHttp.
 *
 * @param kind what sort of failure it is
 * @param mayPass whether a request that may be repeated should be
 * @param sentence what happened and what to do, to follow the server's name: {@code cannot be reached: …}
 */
public record NetworkFault(Kind kind, boolean mayPass, String sentence) {
    /** What to do about a proxy that wants to know who we are; Java's own clients need more than a password for it. */
    public static final String PROXY_LOGIN = "The proxy asks for a login: check its user and password in Jenkins."
            + " Where both are right, Java withholds them from a proxy for https:// URLs: start Jenkins with"
            + " -Djdk.http.auth.tunneling.disabledSchemes= (nothing behind the =).";

    /** How Java's two clients and OkHttp tell what a proxy answered to CONNECT. */
    private static final Pattern TUNNEL = Pattern.compile(
            "(?:tunnel failed, got|unable to tunnel through proxy|unexpected response code for connect).*?(\\d{3})");

    private static final List<Class<? extends IOException>> OF_NETWORK = List.of(
            SSLException.class, SocketException.class, UnknownHostException.class, SocketTimeoutException.class);

    /**
     * Tells what a failure means.
     *
     * @param failure as the client reports it
     * @param host of the server
     */
    public static NetworkFault of(IOException failure, String host) {
        return of(failure, host, "Give the certificate of that authority as CA certificate.");
    }

    /**
     * Tells what a failure means.
     *
     * @param failure as the client reports it
     * @param host of the server
     * @param trusting what to do about a certificate of an authority that is not trusted
     */
    public static NetworkFault of(IOException failure, String host, String trusting) {
        String all = messages(failure);
        NetworkFault proxy = ofProxy(all);
        if (proxy != null) {
            return proxy;
        }
        // A server that goes away in the middle of a handshake may be restarting.
        boolean brokeOff = find(failure, SocketException.class) != null
                || all.contains("remote host terminated the handshake")
                || all.contains("remote host closed the channel");
        if (find(failure, SSLException.class) != null) {
            return brokeOff
                    ? passing("broke off the connection during the TLS handshake. Does it speak TLS at that port?")
                    : lasting(tls(failure, all, host, trusting));
        }
        if (find(failure, UnresolvedAddressException.class) != null
                || find(failure, UnknownHostException.class) != null) {
            return passing("cannot be reached: no address is known for the host. Check the URL.");
        }
        if (failure instanceof HttpConnectTimeoutException || all.contains("connect timed out")) {
            return passing(
                    "cannot be reached: no connection came about in time. Check the URL, firewalls and the proxy.");
        }
        if (find(failure, ConnectException.class) != null || find(failure, NoRouteToHostException.class) != null) {
            return passing("cannot be reached: the connection was refused. Check the URL and that it is running.");
        }
        if (failure instanceof HttpTimeoutException || failure instanceof InterruptedIOException) {
            return new NetworkFault(Kind.UNAVAILABLE, false, "did not answer in time.");
        }
        String detail = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return passing("broke off the connection before its answer was complete (" + Text.shorten(detail, 200) + ").");
    }

    private static NetworkFault passing(String sentence) {
        return new NetworkFault(Kind.UNAVAILABLE, true, sentence);
    }

    private static NetworkFault lasting(String sentence) {
        return new NetworkFault(Kind.INVALID_INPUT, false, sentence);
    }

    @CheckForNull
    private static NetworkFault ofProxy(String all) {
        Matcher tunnel = TUNNEL.matcher(all);
        int status = tunnel.find() ? Integer.parseInt(tunnel.group(1)) : 0;
        if (status == 407
                || all.contains("failed to authenticate with proxy")
                || all.contains("too many authentication attempts")
                || all.contains("proxy-authenticate header missing")) {
            return new NetworkFault(Kind.UNAUTHORIZED, false, "cannot be reached. " + PROXY_LOGIN);
        }
        return status == 0
                ? null
                : new NetworkFault(
                        Kind.UNAVAILABLE,
                        RetryPolicy.isPassing(status),
                        "cannot be reached through the proxy, which answered HTTP " + status
                                + ". Check whether the proxy"
                                + " may reach it; if it is to be reached directly, add it to the proxy's exceptions in"
                                + " Jenkins.");
    }

    private static String tls(IOException failure, String all, String host, String trusting) {
        if (find(failure, CertificateExpiredException.class) != null || all.contains("notafter")) {
            return "shows a certificate that has expired. It must be renewed.";
        }
        if (find(failure, CertificateNotYetValidException.class) != null || all.contains("notbefore")) {
            return "shows a certificate that is not valid yet. Check the clocks of both sides.";
        }
        if (find(failure, SSLPeerUnverifiedException.class) != null
                || all.contains("no subject alternative")
                || all.contains("no name matching")) {
            return "shows a certificate for other names than " + host + ". Use a name of the certificate in the URL, or"
                    + " have it issued for this one.";
        }
        if (find(failure, CertPathBuilderException.class) != null
                || find(failure, CertPathValidatorException.class) != null
                || all.contains("path does not chain")
                || all.contains("trustanchors parameter")) {
            return "shows a certificate of an authority that is not trusted. " + trusting;
        }
        if (all.contains("unsupported or unrecognized ssl message") || all.contains("plaintext connection")) {
            return "does not speak TLS at that port. Check the port, or whether the URL begins with http://";
        }
        return "cannot be trusted; TLS failed: "
                + Text.shorten(String.valueOf(root(failure).getMessage()), 200);
    }

    /** Returns whether a failure is one of the network at all, which {@link #of} takes for granted. */
    public static boolean isOne(Throwable failure) {
        return OF_NETWORK.stream().anyMatch(type -> type.isInstance(failure))
                || TUNNEL.matcher(String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT))
                        .find();
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

    @CheckForNull
    private static <T extends Throwable> T find(Throwable failure, Class<T> type) {
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }
}
