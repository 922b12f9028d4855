package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * Reads and changes the inventory of a set. Each change is made on the version that was read, so that two builds cannot
 * lose each other's entries; the loser makes its change again on what the winner left.
 */
final class InventoryStore {
    /** Somebody wins each round, so that so many builds at once all come through. */
    private static final int ATTEMPTS = 30;

    private static final long LONGEST_PAUSE_MILLIS = 200;

    private final SetCluster cluster;
    private final ApplySet set;

    InventoryStore(SetCluster cluster, ApplySet set) {
        this.cluster = cluster;
        this.set = set;
    }

    /** Returns what is stored, {@link StoredInventory#NONE} if nothing is. */
    StoredInventory read() throws DeploymentException, InterruptedException {
        Optional<Map<String, Object>> configMap =
                cluster.read(List.of(set.inventory())).get(0);
        return configMap.isEmpty() ? StoredInventory.NONE : StoredInventory.read(set, configMap.get());
    }

    /** Says that a deployment begins, and stores the union of the members so far and its own. */
    StoredInventory begin(
            StoredInventory known, String deployment, Origin origin, List<InventoryEntry> members, boolean dryRun)
            throws DeploymentException, InterruptedException {
        return change(known, stored -> stored.inventory().with(members), stored -> deployment, origin, dryRun);
    }

    /** Changes the members; who began last stays as it is. */
    StoredInventory update(StoredInventory known, UnaryOperator<Inventory> change)
            throws DeploymentException, InterruptedException {
        return change(known, stored -> change.apply(stored.inventory()), StoredInventory::deployment, null, false);
    }

    /** Changes the members unless another deployment than this one began last: it knows more about them. */
    StoredInventory updateUnlessOvertaken(StoredInventory known, String deployment, UnaryOperator<Inventory> change)
            throws DeploymentException, InterruptedException {
        return change(
                known,
                stored ->
                        stored.deployment().equals(deployment) ? change.apply(stored.inventory()) : stored.inventory(),
                StoredInventory::deployment,
                null,
                false);
    }

    private interface Members {
        Inventory of(StoredInventory stored);
    }

    private interface Deployment {
        String of(StoredInventory stored);
    }

    /** @param origin which build began; null where that stays as it is */
    private StoredInventory change(
            StoredInventory known, Members members, Deployment deployment, @CheckForNull Origin origin, boolean dryRun)
            throws DeploymentException, InterruptedException {
        StoredInventory current = known;
        for (int attempt = 1; ; attempt++) {
            Inventory wanted = members.of(current);
            String began = deployment.of(current);
            if (current.resourceVersion() != null
                    && wanted.equals(current.inventory())
                    && began.equals(current.deployment())) {
                return current;
            }
            try {
                return StoredInventory.read(
                        set,
                        cluster.save(
                                set.inventory(),
                                StoredInventory.fields(set, wanted, began, origin),
                                current.resourceVersion(),
                                dryRun));
            } catch (DeploymentException e) {
                boolean changedMeanwhile =
                        e.kind() == Kind.CONFLICT || e.kind() == Kind.NOT_FOUND && current.resourceVersion() != null;
                if (!changedMeanwhile) {
                    throw e;
                } else if (attempt == ATTEMPTS) {
                    throw new DeploymentException(
                            Kind.UNAVAILABLE,
                            "The inventory of the set " + set + " was changed by others each of the " + ATTEMPTS
                                    + " times that it was to be written. Let fewer builds deploy the set at once.",
                            e);
                }
                // Those who lost together must not come back together.
                Thread.sleep(ThreadLocalRandom.current().nextLong(Math.min(10L * attempt, LONGEST_PAUSE_MILLIS)));
                current = read();
            }
        }
    }
}
