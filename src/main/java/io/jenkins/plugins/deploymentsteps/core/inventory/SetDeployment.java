package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One deployment of a set, as far as its membership goes, in this order: everything that can be known is checked before
 * the first change and the objects are labelled as members, the inventory is extended before the first apply and completed
 * after the last one. What a failed apply leaves is in the inventory, so that the next one can repair it.
 *
 * <p>An object of another set is refused, unless it is one that never is pruned by itself, such as a namespace or a
 * definition of kinds: several sets may bring that, and it stays the first one's.
 *
 * <p>Where the inventory may not be kept, a deployment that prunes fails; one that does not says so and goes on.
 */
public final class SetDeployment {
    private static final int MOST_SHOWN = 50;

    private final SetCluster cluster;
    private final DeploymentLog log;
    private final SetRequest request;
    private final ApplySet set;
    private final InventoryStore store;

    private List<InventoryEntry> candidates = List.of();
    private List<PrunedObject> kept = List.of();
    private List<InventoryEntry> forgotten = List.of();

    /** What is part of another set and may be of several, with the other set's id. */
    private Map<ObjectRef, String> shared = Map.of();

    private StoredInventory stored = StoredInventory.NONE;
    private boolean inactive;

    /**
     * Begins; nothing is sent yet.
     *
     * @param set the set that the request names
     */
    public SetDeployment(SetCluster cluster, DeploymentLog log, SetRequest request, ApplySet set) {
        this.cluster = cluster;
        this.log = log;
        this.request = request;
        this.set = set;
        this.store = new InventoryStore(cluster, set);
    }

    /**
     * Checks before the first change whose the objects are and what is to be pruned, tells the latter, and labels the
     * objects as members.
     *
     * @param objects with their namespaces
     * @param served those of them whose kinds the server serves already
     * @param takeOver whether objects of other sets are taken over
     * @param dryRun whether nothing is going to be changed
     * @return the objects with their labels
     * @throws DeploymentException (conflict) if an object belongs to another set; or because of what is to be pruned
     * @throws InterruptedException if the thread is interrupted
     */
    public List<Manifest> prepare(List<Manifest> objects, List<ObjectRef> served, boolean takeOver, boolean dryRun)
            throws DeploymentException, InterruptedException {
        refuseForeignLabels(objects);
        Owners owners = new Owners(cluster, set);
        Map<ObjectRef, String> others = new LinkedHashMap<>(owners.others(served));
        shared = new LinkedHashMap<>(others);
        shared.keySet().removeIf(ref -> takeOver || !PruneRules.isProtected(ref));
        others.keySet().removeAll(shared.keySet());
        if (!others.isEmpty() && !takeOver) {
            throw owners.refusal(others);
        }
        others.forEach((ref, owner) -> log.warn(ref + " is taken over from another set (" + owner + ")."));
        shared.forEach(
                (ref, owner) -> log.info(ref + " is part of another set, too, and left to that one (" + owner + ")"));
        try {
            stored = store.read();
        } catch (DeploymentException e) {
            leaveOut(e);
        }
        List<ObjectRef> refs = objects.stream().map(Manifest::ref).toList();
        if (request.prune()) {
            plan(refs, dryRun);
            if (dryRun) {
                begin(refs, true, true);
            }
        }
        return objects.stream()
                .map(object -> object.withLabel(ApplySet.PART_OF, shared.getOrDefault(object.ref(), set.id())))
                .toList();
    }

    private void refuseForeignLabels(List<Manifest> objects) throws DeploymentException {
        List<String> problems = new ArrayList<>();
        for (Manifest object : objects) {
            String given = Fields.text(object.content(), "metadata", "labels", ApplySet.PART_OF);
            if (!given.isEmpty() && !given.equals(set.id())) {
                problems.add(object.origin() + ": " + object.ref() + " has the label " + ApplySet.PART_OF
                        + " of another set. Remove it from the file: the step sets it.");
            }
        }
        ManifestReader.failIfAny(problems);
    }

    /** Without pruning the inventory is not worth a failed deployment. */
    private void leaveOut(DeploymentException reason) throws DeploymentException {
        boolean bearable = reason.kind() == Kind.FORBIDDEN
                || reason.kind() == Kind.CONFLICT
                || reason.kind() == Kind.INVALID_INPUT
                || reason.kind() == Kind.NOT_FOUND;
        if (request.prune()) {
            throw new DeploymentException(
                    reason.kind(),
                    "prune: the inventory of the set " + set
                            + " cannot be kept, and without it nothing is known of what was deployed before: "
                            + reason.getMessage(),
                    reason);
        } else if (!bearable) {
            throw reason;
        }
        inactive = true;
        log.info("No inventory of the set '" + set.name() + "' is kept, so that nothing can be pruned later: "
                + Text.shorten(reason.getMessage(), 500));
    }

    private void plan(List<ObjectRef> objects, boolean dryRun) throws DeploymentException, InterruptedException {
        Set<ObjectRef.Identity> members = identities(objects);
        List<InventoryEntry> stale = stored.inventory().entries().stream()
                .filter(entry -> !members.contains(entry.ref().identity()) && request.mayPrune(entry.ref()))
                .toList();
        Set<ObjectRef.Identity> ofOthers = request.appliedBefore().stream()
                .filter(step -> Collections.disjoint(step, members))
                .flatMap(Set::stream)
                .collect(Collectors.toSet());
        List<String> applied = stale.stream()
                .filter(entry -> ofOthers.contains(entry.ref().identity()))
                .map(entry -> entry.ref().toString())
                .toList();
        if (!applied.isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "prune: an earlier step of this build has applied to the same set '" + set.name()
                            + "' what this one would prune: " + shown(applied, ", ")
                            + ". Give each kubeApply of the build a set of its own (set: '…'); nothing was changed.");
        }
        PruneRules rules = new PruneRules(set, stored.namespaces(), objects);
        var live = cluster.readMetadata(stale.stream().map(InventoryEntry::ref).toList());
        List<InventoryEntry> deletable = new ArrayList<>();
        List<PrunedObject> staying = new ArrayList<>();
        List<InventoryEntry> gone = new ArrayList<>();
        for (int i = 0; i < stale.size(); i++) {
            InventoryEntry entry = stale.get(i);
            PruneRules.Verdict verdict = rules.judge(entry, live.get(i));
            if (verdict instanceof PruneRules.Verdict.Delete delete) {
                deletable.add(new InventoryEntry(entry.ref(), delete.uid()));
            } else if (verdict instanceof PruneRules.Verdict.Keep keep) {
                staying.add(new PrunedObject(entry.ref(), PrunedObject.Action.KEPT, keep.reason()));
                if (keep.forgotten()) {
                    gone.add(entry);
                }
            } else {
                gone.add(entry);
            }
        }
        candidates = deletable;
        kept = staying;
        forgotten = gone;
        checkDeletions();
        staying.forEach(object -> log.info(object.line()));
        deletable.forEach(entry -> log.info(entry.ref()
                + (dryRun ? " would be pruned (dry run)" : " is going to be pruned after the rollout")
                + ": it is no longer part of the set '" + set.name() + "'"));
    }

    private void checkDeletions() throws DeploymentException, InterruptedException {
        List<String> names =
                candidates.stream().map(entry -> entry.ref().toString()).toList();
        if (candidates.size() > request.maxPrune()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "prune: " + candidates.size() + " objects of the set '" + set.name() + "' on " + cluster.url()
                            + " are not in the manifests any more, and maxPrune allows " + request.maxPrune()
                            + "; nothing was changed. Are all manifests there? If so, raise maxPrune.\n- "
                            + shown(names, "\n- "));
        }
        List<Deletion> deletions = candidates.stream().map(PruneSet::deletion).toList();
        List<Deletion.Outcome> outcomes = cluster.delete(deletions, true);
        List<String> refusals = new ArrayList<>();
        Kind kind = null;
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Deletion.Outcome.Refused refused
                    && !refused.reason().getMessage().contains("does not support dry run")) {
                refusals.add(candidates.get(i).ref() + ": " + refused.reason().getMessage());
                kind = kind == null ? refused.reason().kind() : kind;
            }
        }
        if (kind != null) {
            throw new DeploymentException(
                    kind,
                    "prune: " + refusals.size() + " of " + candidates.size() + " objects cannot be deleted on "
                            + cluster.url() + "; nothing was changed:\n- " + shown(refusals, "\n- "));
        }
    }

    private static String shown(List<String> lines, String separator) {
        int more = lines.size() - MOST_SHOWN;
        return String.join(separator, lines.subList(0, Math.min(lines.size(), MOST_SHOWN)))
                + (more > 0 ? separator + "and " + more + " more" : "");
    }

    private static Set<ObjectRef.Identity> identities(Collection<ObjectRef> refs) {
        return refs.stream().map(ObjectRef::identity).collect(Collectors.toSet());
    }

    /**
     * Extends the inventory by objects that are going to be applied.
     *
     * @param namespaceComes whether the inventory's namespace is part of the set, and may not be there yet
     * @return false if it is not: try again when it is
     * @throws DeploymentException if the inventory cannot be written and the deployment prunes
     * @throws InterruptedException if the thread is interrupted
     */
    public boolean begin(List<ObjectRef> objects, boolean namespaceComes)
            throws DeploymentException, InterruptedException {
        return begin(objects, namespaceComes, false);
    }

    private boolean begin(List<ObjectRef> objects, boolean namespaceComes, boolean dryRun)
            throws DeploymentException, InterruptedException {
        if (inactive) {
            return true;
        }
        List<InventoryEntry> members = objects.stream()
                .filter(ref -> !shared.containsKey(ref))
                .map(ref -> new InventoryEntry(ref, null))
                .toList();
        try {
            StoredInventory begun = store.begin(stored, request.deployment(), request.origin(), members, dryRun);
            stored = dryRun ? stored : begun;
        } catch (DeploymentException e) {
            if (e.kind() == Kind.NOT_FOUND && namespaceComes) {
                return false;
            }
            leaveOut(e);
        }
        return true;
    }

    /**
     * Completes the inventory after the apply.
     *
     * @param applied what the cluster holds now, with UIDs
     * @param complete whether all objects of the set are among it
     * @return what is to be pruned once they are rolled out; null if the deployment does not prune
     * @throws DeploymentException if the inventory cannot be written and the deployment prunes
     * @throws InterruptedException if the thread is interrupted
     */
    @CheckForNull
    public PrunePlan applied(List<InventoryEntry> applied, boolean complete)
            throws DeploymentException, InterruptedException {
        List<InventoryEntry> members = applied.stream()
                .filter(entry -> !shared.containsKey(entry.ref()))
                .toList();
        if (!inactive) {
            try {
                stored = store.update(
                        stored, inventory -> (complete ? inventory.without(forgotten) : inventory).with(members));
            } catch (DeploymentException e) {
                leaveOut(e);
            }
        }
        return request.prune() ? planBeside(applied) : null;
    }

    /** Returns what a dry run found would be pruned; null if the deployment does not prune. */
    @CheckForNull
    public PrunePlan plan() {
        return request.prune() ? planBeside(List.of()) : null;
    }

    /** An object that was applied under another group (Ingress once moved) is the same one: its UID says so. */
    private PrunePlan planBeside(List<InventoryEntry> applied) {
        Set<String> uids = applied.stream()
                .map(InventoryEntry::uid)
                .filter(uid -> uid != null)
                .collect(Collectors.toSet());
        return new PrunePlan(
                set,
                request.deployment(),
                candidates.stream().filter(entry -> !uids.contains(entry.uid())).toList(),
                kept);
    }
}
