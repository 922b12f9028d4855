package io.jenkins.plugins.deploymentsteps.core.plan;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetCluster;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.List;

/** Which cluster it is, whatever its URL: the UID of its namespace {@code kube-system}. */
public final class ClusterIdentity {
    private static final ObjectRef KUBE_SYSTEM = new ObjectRef("v1", "Namespace", null, "kube-system");

    private ClusterIdentity() {}

    /**
     * Asks for it.
     *
     * @return empty where it may not be read
     * @throws DeploymentException if the cluster cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static String of(SetCluster cluster) throws DeploymentException, InterruptedException {
        try {
            return cluster.readMetadata(List.of(KUBE_SYSTEM))
                    .get(0)
                    .map(namespace -> Fields.text(namespace, "metadata", "uid"))
                    .orElse("");
        } catch (DeploymentException e) {
            if (e.kind() == Kind.FORBIDDEN) {
                return "";
            }
            throw e;
        }
    }
}
