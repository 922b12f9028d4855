package io.jenkins.plugins.deploymentsteps.credentials;

import hudson.ProxyConfiguration;
import hudson.Util;
import hudson.util.Secret;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.net.InetSocketAddress;
import java.net.Proxy;
import jenkins.model.Jenkins;

/** The proxy that the administrator set in Jenkins, with its login and the hosts that are reached without it. */
public final class JenkinsProxy {
    private JenkinsProxy() {}

    /** Returns the settings of now; those of Java itself where none are set in Jenkins. */
    public static ProxySettings settings() {
        Jenkins jenkins = Jenkins.getInstanceOrNull();
        ProxyConfiguration proxy = jenkins == null ? null : jenkins.getProxy();
        String host = proxy == null ? null : Util.fixEmptyAndTrim(proxy.getName());
        if (host == null) {
            return ProxySettings.OF_JAVA;
        }
        Secret login = proxy.getSecretPassword();
        return ProxySettings.through(
                new InetSocketAddress(host, proxy.getPort()),
                target -> proxy.createProxy(target) == Proxy.NO_PROXY,
                Util.fixEmptyAndTrim(proxy.getUserName()),
                login == null ? null : login.getPlainText());
    }
}
