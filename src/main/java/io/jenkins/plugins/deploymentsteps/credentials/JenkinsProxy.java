package io.jenkins.plugins.deploymentsteps.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import jenkins.model.Jenkins;

/** The proxy that the administrator set in Jenkins, with its login and the hosts that are reached without it. */
public final class JenkinsProxy {
    /** What was asked for last: settings are made anew when they change, and not for each connection. */
    private static final AtomicReference<Known> LAST = new AtomicReference<>();

    private JenkinsProxy() {}

    private record Known(
            ProxyConfiguration of, @CheckForNull String user, String password, ProxySettings settings) {
        boolean isOf(ProxyConfiguration proxy, @CheckForNull String nowUser, String nowPassword) {
            return of == proxy && Objects.equals(user, nowUser) && password.equals(nowPassword);
        }

        @Override
        public String toString() {
            return settings.toString();
        }
    }

    /** Returns the settings of now; those of Java itself where none are set in Jenkins. */
    public static ProxySettings settings() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        ProxyConfiguration proxy = jenkins == null ? null : jenkins.getProxy();
        String host = proxy == null ? null : Util.fixEmptyAndTrim(proxy.getName());
        if (host == null) {
            return ProxySettings.OF_JAVA;
        }
        Secret login = proxy.getSecretPassword();
        String password = login == null ? "" : login.getPlainText();
        String user = Util.fixEmptyAndTrim(proxy.getUserName());
        Known known = LAST.get();
        if (known == null || !known.isOf(proxy, user, password)) {
            known = new Known(
                    proxy,
                    user,
                    password,
                    ProxySettings.through(
                            new InetSocketAddress(host, proxy.getPort()),
                            target -> proxy.createProxy(target) == Proxy.NO_PROXY,
                            user,
                            password));
            LAST.set(known);
        }
        return known.settings();
    }
}
