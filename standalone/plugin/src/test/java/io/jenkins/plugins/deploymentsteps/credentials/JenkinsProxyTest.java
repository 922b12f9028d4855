package io.jenkins.plugins.deploymentsteps.credentials;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.sameInstance;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import org.junit.After;
import org.junit.Before;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

@Covers("R-45")
public class JenkinsProxyTest {
    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private Controller controller;

    @Before
    public void prepare() {
        controller = Controller.start(folder.getRoot());
    }

    @After
    public void reset() {
        controller.setProxy(null);
    }

    @Test
    public void withoutOneJavasOwnSettingsHold() {
        assertThat(JenkinsProxy.settings(), sameInstance(ProxySettings.OF_JAVA));
        controller.setProxy(new ProxyConfiguration(" ", 0, null, null, null));
        assertThat(JenkinsProxy.settings(), sameInstance(ProxySettings.OF_JAVA));
    }

    @Test
    public void hostLoginAndExceptionsAreTaken() {
        controller.setProxy(
                new ProxyConfiguration("127.0.0.1", 3128, "user", "hunter2-hunter2", "127.0.0.*\n*.corp.example"));
        ProxySettings settings = JenkinsProxy.settings();
        assertThat(proxy(settings, "https://git.example/x"), is("/127.0.0.1:3128"));
        assertThat(proxy(settings, "https://127.0.0.1:6443"), is("DIRECT"));
        assertThat(proxy(settings, "https://a.corp.example"), is("DIRECT"));
        assertThat(settings.login("127.0.0.1", 3128).getUserName(), is("user"));
        assertThat(settings.secrets(), is(List.of("hunter2-hunter2")));
        assertThat(settings.toString(), is("the proxy 127.0.0.1:3128"));
    }

    @Test
    public void theyAreMadeAnewOnlyWhereTheyChanged() {
        controller.setProxy(new ProxyConfiguration("127.0.0.1", 3128, "user", "hunter2-hunter2", null));
        ProxySettings first = JenkinsProxy.settings();
        assertThat(JenkinsProxy.settings(), sameInstance(first));
        controller.setProxy(new ProxyConfiguration("127.0.0.1", 3128, "user", "hunter3-hunter3", null));
        assertThat(JenkinsProxy.settings(), not(sameInstance(first)));
        assertThat(JenkinsProxy.settings().secrets(), is(List.of("hunter3-hunter3")));
    }

    private static String proxy(ProxySettings settings, String url) {
        Proxy proxy = settings.selector().select(URI.create(url)).get(0);
        return proxy == Proxy.NO_PROXY ? "DIRECT" : proxy.address().toString();
    }
}
