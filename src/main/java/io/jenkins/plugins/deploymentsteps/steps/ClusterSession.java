package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.guard.GuardedCluster;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneSet;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.RunCredentials;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterConnection;
import io.jenkins.plugins.deploymentsteps.kubernetes.ClusterFile;
import io.jenkins.plugins.deploymentsteps.kubernetes.InClusterAccount;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTargets;
import io.jenkins.plugins.deploymentsteps.targets.ConnectionPolicy;
import io.jenkins.plugins.deploymentsteps.targets.ResolvedCluster;
import io.jenkins.plugins.deploymentsteps.workspace.ReadHandedOver;
import java.io.IOException;
import java.util.List;

/** An open cluster, and the wait on it: what lives between two looks and does not survive a restart. */
final class ClusterSession implements AutoCloseable {
    private final Cluster cluster;

    /** The same cluster, if it is a target. */
    @CheckForNull
    private final GuardedCluster guard;

    @CheckForNull
    private final TargetRules rules;

    private final DeploymentLog log;
    private WaitForRollout rollout;
    private Cluster.Subscription subscription;
    private PruneSet pruning;
    private Cluster.Subscription pruneSubscription;

    private ClusterSession(Cluster cluster, @CheckForNull TargetRules rules, DeploymentLog log) {
        this.guard = rules == null ? null : GuardedCluster.of(cluster, rules);
        this.cluster = guard == null ? cluster : guard;
        this.rules = rules;
        this.log = log;
    }

    /** Resolves target and credential as they are now, and opens the cluster. */
    static ClusterSession open(Operation operation, ClusterLocation location, BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        ResolvedCluster resolved = ClusterTargets.resolve(build.run(), location);
        ClusterConnection connection = connection(resolved, build);
        operation.use(connection.secrets());
        ConnectionPolicy.check(connection.server(), connection.skipTlsVerify());
        Cluster cluster = build.connections().cluster(connection);
        TargetRules rules = resolved.rules();
        if (connection.skipTlsVerify()) {
            operation.warnOfSkippedTls(build, cluster.url());
        }
        return new ClusterSession(cluster, rules, operation.log(build));
    }

    private static ClusterConnection connection(ResolvedCluster resolved, BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        ClusterLocation location = resolved.location();
        String file = location.kubeconfigFile();
        if (resolved.inCluster()) {
            return InClusterAccount.read();
        } else if (file == null) {
            return new RunCredentials(build.run(), build.listener()).cluster(location);
        }
        String text = ReadHandedOver.read(build.workspace(), "kubeconfigFile", file);
        try {
            ClusterConnection handedOver = ClusterFile.parse(text, location.context());
            return location.skipTlsVerify() ? handedOver.withoutTlsVerify() : handedOver;
        } catch (DeploymentException e) {
            throw new DeploymentException(
                    e.kind(), "kubeconfigFile: '" + Text.shorten(file, 300) + "': " + e.getMessage());
        }
    }

    /** Returns the rules of the target; null where no target was named. */
    @CheckForNull
    TargetRules rules() {
        return rules;
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
        if (subscription != null) {
            return rollout.look(targets, deadline);
        }
        Progress<RolloutResult> first = null;
        if (!mayWatch()) {
            // Looking identifies the cluster.
            first = rollout.look(targets, deadline);
        }
        if (first instanceof Progress.Done || !mayWatch()) {
            return first;
        }
        subscription = cluster.watch(targets.stream().map(WaitTarget::ref).toList(), build::wakeUp);
        rollout.watchedWhile(subscription::isLive);
        // What has changed since the first look, nobody was told of.
        return rollout.look(targets, deadline);
    }

    private boolean mayWatch() {
        return guard == null || guard.isIdentified();
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
        Progress<PruneResult> progress = pruning.look(deadline);
        if (pruneSubscription == null && progress instanceof Progress.Running && mayWatch()) {
            pruneSubscription = cluster.watch(
                    plan.candidates().stream().map(InventoryEntry::ref).toList(), build::wakeUp);
            return pruning.look(deadline);
        }
        return progress;
    }

    @Override
    public void close() {
        Operation.closeQuietly(subscription);
        Operation.closeQuietly(pruneSubscription);
        cluster.close();
    }
}
