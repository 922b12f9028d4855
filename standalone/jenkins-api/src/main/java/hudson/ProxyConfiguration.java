package hudson;

import hudson.util.Secret;
import java.io.Serializable;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The HTTP proxy of the controller. */
public final class ProxyConfiguration implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The proxy's host name. */
    public final String name;

    /** The proxy's port. */
    public final int port;

    private final String userName;
    private final Secret password;
    private final String noProxyHost;

    /** Configures a proxy; user, password and the list of direct hosts (one a line) may be null. */
    public ProxyConfiguration(String name, int port, String userName, String password, String noProxyHost) {
        this.name = Util.fixEmptyAndTrim(name);
        this.port = port;
        this.userName = Util.fixEmptyAndTrim(userName);
        this.password = Secret.fromString(password);
        this.noProxyHost = Util.fixEmptyAndTrim(noProxyHost);
    }

    /** {@return the user at the proxy, or null} */
    public String getUserName() {
        return userName;
    }

    /** {@return the password at the proxy} */
    public Secret getSecretPassword() {
        return password;
    }

    /** {@return the port} */
    public int getPort() {
        return port;
    }

    /** {@return the host name} */
    public String getName() {
        return name;
    }

    /** {@return the hosts that are reached without the proxy, or null} */
    public String getNoProxyHost() {
        return noProxyHost;
    }

    /** {@return the proxy for a host, or {@link Proxy#NO_PROXY}} */
    public Proxy createProxy(String host) {
        return createProxy(host, name, port, noProxyHost);
    }

    /** {@return the proxy for a host by the given settings, or {@link Proxy#NO_PROXY}} */
    public static Proxy createProxy(String host, String name, int port, String noProxyHost) {
        if (host != null && noProxyHost != null) {
            for (Pattern each : getNoProxyHostPatterns(noProxyHost)) {
                if (each.matcher(host).matches()) {
                    return Proxy.NO_PROXY;
                }
            }
        }
        return new Proxy(Proxy.Type.HTTP, new InetSocketAddress(name, port));
    }

    /** {@return one pattern for each direct host; {@code *} matches any text} */
    public static List<Pattern> getNoProxyHostPatterns(String noProxyHost) {
        List<Pattern> patterns = new ArrayList<>();
        if (noProxyHost != null) {
            for (String each : noProxyHost.split("[ \t\n,|]+")) {
                if (!each.isEmpty()) {
                    patterns.add(Pattern.compile(each.replace(".", "\\.").replace("*", ".*")));
                }
            }
        }
        return patterns;
    }
}
