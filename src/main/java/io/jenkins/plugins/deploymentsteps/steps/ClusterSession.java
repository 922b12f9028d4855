package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneSet;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.RunCredentials;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import java.util.List;

/** An open cluster, and the wait on it: what lives between two looks and does not survive a restart. */
final class ClusterSession implements AutoCloseable {
    private final Cluster cluster;
    private final DeploymentLog log;
    private WaitForRollout rollout;
    private Cluster.Subscription subscription;
    private PruneSet pruning;
    private Cluster.Subscription pruneSubscription;

    private ClusterSession(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /** Resolves the credential and opens the cluster. */
    static ClusterSession open(Operation operation, ClusterLocation location, BuildContext build)
            throws DeploymentException {
        ClusterConnection connection = new RunCredentials(build.run(), build.listener()).cluster(location);
        operation.use(connection.secrets());
        Cluster cluster = build.connections().cluster(connection);
        DeploymentLog log = operation.log(build);
        if (connection.skipTlsVerify()) {
            operation.warnOfSkippedTls(build, cluster.url());
        }
        return new ClusterSession(cluster, log);
    }

    Cluster cluster() {
        return cluster;
    }

    /**
     * Looks at the rollout; the first look also has the build woken up whenever something changes.
     *
     * @param told what the log said before this session
     */
    Progress<RolloutResult> look(List<WaitTarget> targets, ToldRollouts told, Deadline deadline, BuildContext build)
            throws DeploymentException, InterruptedException {
        if (rollout == null) {
            rollout = new WaitForRollout(cluster, log, told);
        }
        if (subscription == null) {
            subscription = cluster.watch(targets.stream().map(WaitTarget::ref).toList(), build::wakeUp);
        }
        return rollout.look(targets, deadline);
    }

    /** Returns what the log has said of the rollout by now. */
    ToldRollouts told() {
        return rollout.told();
    }

    /** Prunes as far as it goes now; the first look also has the build woken up whenever something changes. */
    Progress<PruneResult> prune(PrunePlan plan, Deadline deadline, BuildContext build)
            throws DeploymentException, InterruptedException {
        if (pruning == null) {
            pruning = new PruneSet(cluster, log, plan);
        }
        if (pruneSubscription == null) {
            pruneSubscription = cluster.watch(
                    plan.candidates().stream().map(InventoryEntry::ref).toList(), build::wakeUp);
        }
        return pruning.look(deadline);
    }

    @Override
    public void close() {
        Operation.closeQuietly(subscription);
        Operation.closeQuietly(pruneSubscription);
        cluster.close();
    }
}
