package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.util.List;
import org.junit.Test;

/** What is written for a tool says the same as what was read, and nothing else. */
public class KubeconfigTextTest {
    private static final String CA = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";

    @Test
    public void everyConnectionIsReadBackAsItWas() throws Exception {
        for (ClusterAuth auth : List.of(
                new ClusterAuth.Token("a\"b\\c"),
                new ClusterAuth.UserPassword("jane", "p: #"),
                new ClusterAuth.ClientCertificate(
                        CA, "-----BEGIN PRIVATE KEY-----\nBBBB\n-----END PRIVATE KEY-----\n"))) {
            ClusterConnection connection = new ClusterConnection(
                    "https://kubernetes.example:6443/sub", CA, auth, "shop", false, "other.example");
            assertThat(Kubeconfig.parse(KubeconfigText.of(connection), null), is(connection));
        }
        ClusterConnection least =
                new ClusterConnection("https://k", null, new ClusterAuth.Token("t"), null, false, null);
        assertThat(Kubeconfig.parse(KubeconfigText.of(least), null), is(least));
    }

    @Test
    public void anAuthorityIsLeftOutWhereNobodyChecksIt() {
        String text =
                KubeconfigText.of(new ClusterConnection("https://k", CA, new ClusterAuth.Token("t"), null, true, null));
        assertThat(text, containsString("\"insecure-skip-tls-verify\":true"));
        assertThat(text, not(containsString("certificate-authority")));
    }
}
