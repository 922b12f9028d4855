package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.faults.ServerCertificate;
import org.junit.Test;

@Covers("B-16")
public class ClientIdentityTest {
    @Test
    public void aClientCertificateMustFitItsKeyAndItsTime() throws Exception {
        ServerCertificate one = ServerCertificate.valid();
        ServerCertificate expired = ServerCertificate.expired();
        assertThat(ClientIdentity.of(certificate(one, one)).length, is(1));
        assertThat(refused(one, expired).getMessage(), containsString("do not belong together"));
        DeploymentException e = refused(expired, expired);
        assertThat(e.getMessage(), containsString("The client certificate expired at 20"));
        assertThat(e.kind(), is(DeploymentException.Kind.UNAUTHORIZED));
    }

    private static DeploymentException refused(ServerCertificate certificate, ServerCertificate key) {
        return assertThrows(DeploymentException.class, () -> ClientIdentity.of(certificate(certificate, key)));
    }

    private static ClusterAuth certificate(ServerCertificate certificate, ServerCertificate key) {
        return new ClusterAuth.ClientCertificate(certificate.pem(), key.keyPem());
    }
}
