package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import org.junit.ClassRule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** What a real API server says of itself and of us. */
@Category(NeedsTestbed.class)
public class ClusterProbeOnClusterTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES);

    private final KubernetesCluster cluster = testbed.kubernetes();

    private ClusterProbe.Facts probe(String token) throws Exception {
        return ClusterProbe.probe(
                new ClusterConnection(
                        cluster.url(), cluster.caCertificate(), new ClusterAuth.Token(token), null, false, null),
                ProxySettings.OF_JAVA);
    }

    @Test
    public void aClusterTellsItsVersionOurNameAndItsUid() throws Exception {
        ClusterProbe.Facts facts =
                ClusterProbe.probe(Kubeconfig.parse(cluster.kubeconfig(), null), ProxySettings.OF_JAVA);
        assertThat(facts.version(), startsWith("v1."));
        assertThat(facts.uid(), is(cluster.uid()));
        assertThat(facts.user(), is(cluster.kubectl("auth", "whoami", "-o=jsonpath={.status.userInfo.username}")));
    }

    @Test
    public void whoMayNotReadTheUidIsToldSo() throws Exception {
        ClusterProbe.Facts facts = probe(cluster.limitedToken());
        assertThat(facts.user(), containsString("system:serviceaccount:"));
        assertThat(facts.uid(), nullValue());
    }

    @Test
    public void anExpiredTokenIsNamed() {
        DeploymentException refused = assertThrows(DeploymentException.class, () -> probe(cluster.expiredToken()));
        assertThat(refused.kind(), is(Kind.UNAUTHORIZED));
        assertThat(refused.getMessage(), containsString("the token expired at"));
    }
}
