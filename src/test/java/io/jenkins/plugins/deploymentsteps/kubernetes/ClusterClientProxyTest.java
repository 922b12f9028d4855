package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.ClientProxies;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.RetryPolicy;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The client of Kubernetes. */
public class ClusterClientProxyTest extends ClientProxies {
    @Override
    protected void prepare(FaultServer any) {
        ScriptedCluster.serve(any).on("GET", ScriptedCluster.COLLECTION + "/a", Answer.json(ScriptedCluster.STORED));
    }

    @Override
    protected void read(String url, TlsTrust trust, ProxySettings proxySettings)
            throws DeploymentException, InterruptedException {
        ClusterConnection connection = new ClusterConnection(
                url, trust.caCertificate(), new ClusterAuth.Token(SECRET), null, trust.skipVerify(), null);
        try (Cluster cluster = Fabric8Cluster.open(
                connection,
                proxySettings,
                ScriptedCluster.settings(Duration.ofSeconds(10), RetryPolicy.USUAL, new ArrayList<>()))) {
            cluster.read(List.of(ScriptedCluster.ref()));
        }
    }

    @Override
    protected boolean logsInForHttps() {
        return true;
    }
}
