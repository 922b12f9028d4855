package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.Authenticator;
import java.net.Authenticator.RequestorType;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.function.Predicate;

/**
 * Through which HTTP proxy, if any, a server is reached, and who we are to that proxy. In terms of the JDK, which every
 * HTTP client understands.
 */
public final class ProxySettings {
    /** What this Java was started with ({@code https.proxyHost} and so on), with the login of Java's own authenticator. */
    public static final ProxySettings OF_JAVA = new ProxySettings(null, host -> false, null);

    @CheckForNull
    private final InetSocketAddress address;

    private final Predicate<String> isDirect;

    @CheckForNull
    private final PasswordAuthentication login;

    /** Always the same one, because the JDK remembers a login for each, for as long as it runs. */
    private final Authenticator authenticator = new ProxyLogin();

    private ProxySettings(
            @CheckForNull InetSocketAddress address,
            Predicate<String> isDirect,
            @CheckForNull PasswordAuthentication login) {
        this.address = address;
        this.isDirect = isDirect;
        this.login = login;
    }

    /**
     * Everything goes through one proxy, but for some hosts.
     *
     * @param address of the proxy
     * @param isDirect tells by a host's name or address whether it is reached without the proxy
     * @param user at the proxy; null if it asks nobody
     * @param password of that user; null for none
     */
    public static ProxySettings through(
            InetSocketAddress address,
            Predicate<String> isDirect,
            @CheckForNull String user,
            @CheckForNull String password) {
        return new ProxySettings(
                address,
                isDirect,
                user == null
                        ? null
                        : new PasswordAuthentication(user, (password == null ? "" : password).toCharArray()));
    }

    /** Returns what chooses the proxy for a URL. */
    public ProxySelector selector() {
        if (address != null) {
            return new OneProxy(new Proxy(Proxy.Type.HTTP, address), isDirect);
        }
        ProxySelector ofJava = ProxySelector.getDefault();
        return ofJava == null ? ProxySelector.of(null) : ofJava;
    }

    /** Returns our login at a proxy; null if we have none there. */
    @CheckForNull
    public PasswordAuthentication login(String proxyHost, int proxyPort) {
        boolean isOurs = address != null
                && address.getPort() == proxyPort
                && address.getHostString().equalsIgnoreCase(proxyHost);
        return isOurs ? login : null;
    }

    /** Returns what logs the JDK's own clients in to the proxy and nowhere else; null if it asks nobody. */
    @CheckForNull
    public Authenticator authenticator() {
        boolean isNobody = address == null ? Authenticator.getDefault() == null : login == null;
        return isNobody ? null : authenticator;
    }

    /** Returns what must appear in no log, message, file or page. */
    public List<String> secrets() {
        return login == null || login.getPassword().length == 0
                ? List.of()
                : List.of(String.valueOf(login.getPassword()));
    }

    @Override
    public String toString() {
        return address == null
                ? "the proxy settings of Java"
                : "the proxy " + address.getHostString() + ":" + address.getPort();
    }

    private static final class OneProxy extends ProxySelector {
        private final Proxy proxy;
        private final Predicate<String> isDirect;

        OneProxy(Proxy proxy, Predicate<String> isDirect) {
            this.proxy = proxy;
            this.isDirect = isDirect;
        }

        @Override
        public List<Proxy> select(URI uri) {
            return List.of(isDirect.test(uri.getHost()) ? Proxy.NO_PROXY : proxy);
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // There is no other proxy to try, and the client reports the failure.
        }
    }

    private final class ProxyLogin extends Authenticator {
        @Override
        @CheckForNull
        protected PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY ? login(getRequestingHost(), getRequestingPort()) : null;
        }
    }
}
