package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.net.Authenticator;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URISyntaxException;
import java.net.URL;

/**
 * The way to a Git server by HTTP.
 *
 * @param selector chooses the proxy for a URL
 * @param login logs in to that proxy and to nobody else; null if it asks nobody
 */
public record HttpProxy(
        ProxySelector selector, @CheckForNull Authenticator login) {
    /** Keeps the JDK from asking the process's own one, which might answer a server. */
    private static final Authenticator NOBODY = new Authenticator() {};

    /** Returns what this Java was started with ({@code https.proxyHost} and so on), without a login. */
    public static HttpProxy ofJava() {
        ProxySelector selector = ProxySelector.getDefault();
        return new HttpProxy(selector == null ? ProxySelector.of(null) : selector, null);
    }

    /** Returns what answers the JDK's questions for a login. */
    Authenticator authenticator() {
        return login == null ? NOBODY : login;
    }

    /** Returns the proxy for a URL, or {@link Proxy#NO_PROXY}. */
    Proxy of(URL target) throws IOException {
        try {
            return selector.select(target.toURI()).get(0);
        } catch (URISyntaxException e) {
            throw new IOException("not a URL", e);
        }
    }
}
