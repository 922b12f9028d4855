package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.faults.Answer;
import io.jenkins.plugins.deploymentsteps.faults.ClientFaults;
import io.jenkins.plugins.deploymentsteps.faults.FaultServer;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.http.TlsTrust;
import java.util.List;

/** The client of Kubernetes. */
public class ClusterClientFaultsTest extends ClientFaults {
    @Override
    protected void prepare(FaultServer any) {
        ScriptedCluster.serve(any);
    }

    @Override
    protected String path() {
        return ScriptedCluster.COLLECTION + "/a";
    }

    @Override
    protected Answer good() {
        return Answer.json(ScriptedCluster.STORED);
    }

    @Override
    protected void read(String url, TlsTrust trust) throws DeploymentException, InterruptedException {
        ClusterConnection connection = new ClusterConnection(
                url, trust.caCertificate(), new ClusterAuth.Token(SECRET), null, trust.skipVerify(), null);
        try (Cluster cluster = Fabric8Cluster.open(
                connection, ProxySettings.OF_JAVA, ScriptedCluster.settings(patience, RETRIES, pauses))) {
            cluster.read(List.of(ScriptedCluster.ref()));
        }
    }
}
