package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import org.junit.After;
import org.junit.Test;

/** What the test of a connection makes of answers that no API server gives. */
public class ClusterProbeTest {
    private final FaultServer server = FaultServer.http()
            .on("GET", "/version", Answer.json("{\"gitVersion\": \"v1.34.2\"}"))
            .on("GET", "/api/v1/namespaces/kube-system", Answer.status(403));

    @After
    public void close() {
        server.close();
    }

    private ClusterProbe.Facts probe() throws Exception {
        return ClusterProbe.probe(
                new ClusterConnection(
                        server.url(), null, new ClusterAuth.Token("planted-token-value"), null, true, null),
                ProxySettings.OF_JAVA);
    }

    private DeploymentException refused() {
        return assertThrows(DeploymentException.class, this::probe);
    }

    @Test
    public void whatMayNotBeReadIsUnknown() throws Exception {
        ClusterProbe.Facts facts = probe();
        assertThat(facts.version(), is("v1.34.2"));
        assertThat(facts.user(), nullValue());
        assertThat(facts.uid(), nullValue());
    }

    @Test
    @Covers("S-04")
    public void noRedirectIsFollowed() {
        try (FaultServer elsewhere = FaultServer.http()) {
            server.on("GET", "/version", Answer.status(302).withHeader("Location", elsewhere.url() + "/version"));
            assertThat(refused().getMessage(), containsString("answers with a redirect"));
            assertThat(elsewhere.connections(), is(0));
        }
    }

    @Test
    public void aPageInsteadOfAnApiIsNamed() {
        server.on("GET", "/version", Answer.status(200).withBody("text/html", "<html>log in</html>"));
        assertThat(refused().getMessage(), containsString("text/html"));
    }

    @Test
    public void aRefusedCredentialIsNamed() {
        server.on("POST", "/apis/authentication.k8s.io/.*", Answer.status(401));
        DeploymentException refused = refused();
        assertThat(refused.kind(), is(Kind.UNAUTHORIZED));
        assertThat(refused.getMessage(), containsString("does not accept the credential"));
    }
}
