package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.sameInstance;

import hudson.ProxyConfiguration;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.credentials.JenkinsProxy;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Test;
import org.jvnet.hudson.test.JenkinsRule;

/** The proxy of a real Jenkins is taken as its administrator set it. */
@Covers({"R-45", "T-121"})
public class ProxyInJenkinsTest {
    @ClassRule
    public static final JenkinsRule JENKINS = new JenkinsRule();

    @Test
    public void hostLoginAndExceptionsAreTaken() {
        assertThat(JenkinsProxy.settings(), sameInstance(ProxySettings.OF_JAVA));
        JENKINS.jenkins.setProxy(
                new ProxyConfiguration("127.0.0.1", 3128, "user", "hunter2-hunter2", "127.0.0.*\n*.corp.example"));
        try {
            ProxySettings settings = JenkinsProxy.settings();
            Proxy proxy = settings.selector()
                    .select(URI.create("https://git.example/x"))
                    .get(0);
            assertThat(((InetSocketAddress) proxy.address()).getPort(), is(3128));
            for (String direct : List.of("https://127.0.0.1:6443", "https://a.corp.example")) {
                assertThat(direct, settings.selector().select(URI.create(direct)), is(List.of(Proxy.NO_PROXY)));
            }
            assertThat(settings.login("127.0.0.1", 3128).getUserName(), is("user"));
            assertThat(settings.secrets(), is(List.of("hunter2-hunter2")));
        } finally {
            JENKINS.jenkins.setProxy(null);
        }
    }
}
