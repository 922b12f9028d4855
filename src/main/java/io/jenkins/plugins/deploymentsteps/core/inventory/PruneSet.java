package io.jenkins.plugins.deploymentsteps.core.inventory;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.UserWave;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Deletes what is no longer part of a set, and waits until it is gone: wave by wave, in the reverse order of the apply (the waves that annotations ask for among it), so
 * that what others need goes after them. Each object is looked at again just before, and deleted only if it is still the
 * one that was found.
 *
 * <p>Nothing of this is kept over a restart of the controller but the plan: a new instance begins anew, and what is gone by
 * then is done.
 */
public final class PruneSet {
    private static final Duration SOONEST_LOOK = Duration.ofMillis(500);
    private static final Duration LATEST_LOOK = Duration.ofSeconds(5);
    private static final int MOST_SHOWN = 50;

    private final SetCluster cluster;
    private final DeploymentLog log;
    private final PrunePlan plan;
    private final InventoryStore store;
    private final List<InventoryEntry> remaining;
    private final Map<InventoryEntry, PrunedObject> done = new LinkedHashMap<>();
    private final Set<InventoryEntry> replaced = new HashSet<>();
    private final Map<InventoryEntry, String> waiting = new LinkedHashMap<>();
    private final Map<InventoryEntry, Integer> userWaves = new HashMap<>();
    private StoredInventory stored;
    private Kind refusal;
    private Duration retryAfter = SOONEST_LOOK;

    /** One for each plan. */
    public PruneSet(SetCluster cluster, DeploymentLog log, PrunePlan plan) {
        this.cluster = cluster;
        this.log = log;
        this.plan = plan;
        this.store = new InventoryStore(cluster, plan.set());
        this.remaining = new ArrayList<>(plan.candidates());
    }

    static Deletion deletion(InventoryEntry entry) {
        // What a workload's pods read must not go before they have ended.
        return new Deletion(entry.ref(), entry.uid(), Wave.of(entry.ref()) == Wave.WORKLOADS);
    }

    /**
     * Looks once, and deletes what is due.
     *
     * @param deadline when the wait gives up
     * @return done when everything is gone
     * @throws DeploymentException (conflict) if another deployment of the set has begun, of which each deletion makes sure
     *     anew; (timeout) if an object does not go; or because one may not be deleted; with the {@link PruneResult} as
     *     partial result
     * @throws InterruptedException if the thread is interrupted; what was deleted is gone, the rest stays in the inventory
     */
    public Progress<PruneResult> look(Deadline deadline) throws DeploymentException, InterruptedException {
        if (plan.candidates().isEmpty()) {
            return new Progress.Done<>(result());
        }
        try {
            begin();
            Set<InventoryEntry> asked = new HashSet<>();
            judge();
            while (!remaining.isEmpty() && refusal == null) {
                List<InventoryEntry> due = lastWave().stream()
                        .filter(entry -> !waiting.containsKey(entry) && asked.add(entry))
                        .toList();
                if (due.isEmpty()) {
                    return waitOn(deadline);
                }
                stored = stillOurs();
                delete(due);
                judge();
            }
        } catch (DeploymentException e) {
            if (e.kind() != Kind.UNAVAILABLE || deadline.hasPassed()) {
                throw e.withPartialResult(result());
            }
            log.warn("Cannot prune now, trying again: " + e.getMessage());
            return new Progress.Running<>(LATEST_LOOK);
        }
        return end();
    }

    private void begin() throws DeploymentException, InterruptedException {
        if (stored != null) {
            return;
        }
        stored = stillOurs();
        log.info("Pruning " + count(remaining.size()) + " from " + cluster.url());
    }

    /** What we take for left over may be what a deployment that has begun since needs, and finds unchanged. */
    private StoredInventory stillOurs() throws DeploymentException, InterruptedException {
        StoredInventory found = store.read();
        if (found.deployment().equals(plan.deployment())) {
            return found;
        }
        List<String> gone = done.values().stream()
                .filter(object -> object.action() == PrunedObject.Action.PRUNED)
                .map(object -> object.ref().toString())
                .collect(Collectors.toCollection(ArrayList::new));
        waiting.forEach((entry, finalizers) -> gone.add(entry.ref() + " (" + begun(finalizers) + ")"));
        throw new DeploymentException(
                Kind.CONFLICT,
                "Another deployment of the set '" + plan.set().name() + "' on " + cluster.url()
                        + " has begun since this one; "
                        + (gone.isEmpty()
                                ? "nothing was pruned, which is now its matter."
                                : "the rest of the pruning is now its matter. Pruned was by then: " + shown(gone) + ".")
                        + " Everything else was applied and rolled out.");
    }

    private static String shown(List<String> names) {
        int more = names.size() - MOST_SHOWN;
        return String.join(", ", names.subList(0, Math.min(names.size(), MOST_SHOWN)))
                + (more > 0 ? " and " + more + " more" : "");
    }

    private static String begun(String finalizers) {
        return "its deletion has begun" + (finalizers.isEmpty() ? "" : " and waits for its finalizers: " + finalizers);
    }

    /** Finds what is gone, and what must stay for a reason that came up since the plan. */
    private void judge() throws DeploymentException, InterruptedException {
        List<Optional<Map<String, Object>>> live =
                cluster.readMetadata(remaining.stream().map(InventoryEntry::ref).toList());
        waiting.clear();
        List<InventoryEntry> left = new ArrayList<>();
        for (int i = 0; i < live.size(); i++) {
            InventoryEntry entry = remaining.get(i);
            PruneRules.Verdict verdict = PruneRules.judgeAgain(plan.set(), entry, live.get(i));
            if (verdict instanceof PruneRules.Verdict.Gone) {
                finish(entry, PrunedObject.Action.PRUNED, null);
            } else if (verdict instanceof PruneRules.Verdict.Keep keep) {
                finish(entry, PrunedObject.Action.KEPT, keep.reason());
                if (keep.forgotten()) {
                    replaced.add(entry);
                }
            } else {
                left.add(entry);
                userWaves.put(entry, UserWave.of(live.get(i).orElseThrow()));
                if (!Fields.text(live.get(i).orElseThrow(), "metadata", "deletionTimestamp")
                        .isEmpty()) {
                    waiting.put(entry, finalizers(live.get(i).orElseThrow()));
                }
            }
        }
        remaining.clear();
        remaining.addAll(left);
    }

    private static String finalizers(Map<String, Object> object) {
        List<String> names = new ArrayList<>();
        if (Fields.at(object, "metadata", "finalizers") instanceof List<?> list) {
            list.forEach(each -> names.add(Text.shorten(String.valueOf(each), 100)));
        }
        return String.join(", ", names);
    }

    private List<InventoryEntry> lastWave() {
        Comparator<InventoryEntry> order = Comparator.<InventoryEntry>comparingInt(
                        entry -> userWaves.getOrDefault(entry, 0))
                .thenComparing(entry -> Wave.of(entry.ref()));
        InventoryEntry last = remaining.stream().max(order).orElse(null);
        return remaining.stream()
                .filter(entry -> last != null && order.compare(entry, last) == 0)
                .toList();
    }

    private void delete(List<InventoryEntry> due) throws DeploymentException, InterruptedException {
        List<Deletion.Outcome> outcomes =
                cluster.delete(due.stream().map(PruneSet::deletion).toList(), false);
        for (int i = 0; i < outcomes.size(); i++) {
            InventoryEntry entry = due.get(i);
            if (outcomes.get(i) instanceof Deletion.Outcome.Refused refused) {
                if (refused.reason().kind() == Kind.UNAVAILABLE
                        || refused.reason().kind() == Kind.UNAUTHORIZED) {
                    throw refused.reason();
                }
                remaining.remove(entry);
                refusal = refusal == null ? refused.reason().kind() : refusal;
                finish(entry, PrunedObject.Action.FAILED, refused.reason().getMessage());
            } else if (outcomes.get(i) instanceof Deletion.Outcome.Replaced) {
                remaining.remove(entry);
                replaced.add(entry);
                finish(entry, PrunedObject.Action.KEPT, "somebody has just made it anew");
            }
        }
    }

    private void finish(InventoryEntry entry, PrunedObject.Action action, String message) {
        PrunedObject object = new PrunedObject(entry.ref(), action, message);
        done.put(entry, object);
        if (action == PrunedObject.Action.FAILED) {
            log.warn(object.line());
        } else {
            log.info(object.line());
        }
    }

    private Progress<PruneResult> waitOn(Deadline deadline) throws DeploymentException, InterruptedException {
        if (deadline.hasPassed()) {
            List<String> lines = new ArrayList<>();
            for (InventoryEntry entry : List.copyOf(remaining)) {
                String finalizers = waiting.get(entry);
                String why = finalizers == null ? "it was not tried before those above are gone" : begun(finalizers);
                lines.add(entry.ref() + ": " + why);
                finish(entry, PrunedObject.Action.FAILED, why);
            }
            store();
            throw new DeploymentException(
                            Kind.TIMEOUT,
                            "The time is up, and " + count(remaining.size()) + " to prune "
                                    + (remaining.size() == 1 ? "is" : "are") + " not gone from " + cluster.url()
                                    + ":\n- " + String.join("\n- ", lines))
                    .withPartialResult(result());
        }
        if (retryAfter == SOONEST_LOOK) {
            waiting.forEach((entry, finalizers) -> log.info(entry.ref() + " is being deleted"
                    + (finalizers.isEmpty() ? "" : " and waits for its finalizers: " + finalizers)));
        }
        Duration next = retryAfter;
        Duration later = retryAfter.multipliedBy(2);
        retryAfter = later.compareTo(LATEST_LOOK) < 0 ? later : LATEST_LOOK;
        Duration left = deadline.remaining().plusMillis(1);
        return new Progress.Running<>(next.compareTo(left) < 0 ? next : left);
    }

    private Progress<PruneResult> end() throws DeploymentException, InterruptedException {
        List<PrunedObject> failures = done.values().stream()
                .filter(object -> object.action() == PrunedObject.Action.FAILED)
                .toList();
        for (InventoryEntry entry : remaining) {
            String finalizers = waiting.get(entry);
            String why = finalizers == null ? "not tried after a failure before it" : begun(finalizers);
            finish(entry, PrunedObject.Action.FAILED, why);
        }
        store();
        PruneResult result = result();
        log.info("Pruned: " + result.summary());
        if (refusal != null) {
            StringBuilder message = new StringBuilder("Everything was applied and rolled out, but "
                    + failures.size() + " of " + count(plan.candidates().size()) + " could not be pruned from "
                    + cluster.url() + ":");
            failures.forEach(object ->
                    message.append("\n- ").append(object.ref()).append(": ").append(object.message()));
            throw new DeploymentException(refusal, message.toString()).withPartialResult(result);
        }
        return new Progress.Done<>(result);
    }

    /** Takes what is gone, or no longer ours, out of the inventory; the objects themselves matter more than the list. */
    private void store() throws InterruptedException {
        List<InventoryEntry> out = new ArrayList<>();
        done.forEach((entry, object) -> {
            if (object.action() == PrunedObject.Action.PRUNED || replaced.contains(entry)) {
                out.add(entry);
            }
        });
        try {
            stored = store.updateUnlessOvertaken(stored, plan.deployment(), inventory -> inventory.without(out));
        } catch (DeploymentException e) {
            log.warn("The inventory still lists what was pruned, which the next deployment mends: " + e.getMessage());
        }
    }

    private PruneResult result() {
        List<PrunedObject> objects = new ArrayList<>(plan.kept());
        objects.addAll(done.values());
        return new PruneResult(cluster.url(), objects);
    }

    private static String count(int objects) {
        return objects + (objects == 1 ? " object" : " objects");
    }
}
