package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.inventory.InventoryEntry;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetDeployment;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import io.jenkins.plugins.deploymentsteps.core.readiness.Readiness;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadinessRules;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What the waves of one apply share: after a wave with a refused object, the waves behind it are not tried. An object that
 * the server has just found unchanged in a dry run is not sent again.
 */
final class ApplyRun {
    /** The API server establishes a definition within a second or two; a minute means that it never will. */
    private static final Duration DEFINITIONS_TIMEOUT = Duration.ofMinutes(1);

    private static final long LOOK_AGAIN_MILLIS = 250;

    private final Cluster cluster;
    private final DeploymentLog log;
    private final ObjectScopes scopes;
    private final ConflictPolicy conflicts;
    private final Map<ObjectRef, AppliedObject> unchanged;
    private final List<Manifest> all;
    private final List<AppliedObject> done = new ArrayList<>();
    private final AppliedSoFar soFar;
    private boolean isBegun;

    @CheckForNull
    private final SetDeployment set;

    /** Whether the set's inventory has been extended by what is going to be applied. */
    private boolean recorded;

    /**
     * Prepares it.
     *
     * @param all what is applied
     * @param checked what a dry run said about objects of the set; empty where there was none
     * @param set keeps the inventory; null where there is none
     */
    ApplyRun(
            Cluster cluster,
            DeploymentLog log,
            ObjectScopes scopes,
            ConflictPolicy conflicts,
            List<Manifest> all,
            List<AppliedObject> checked,
            @CheckForNull SetDeployment set) {
        this.cluster = cluster;
        this.log = log;
        this.scopes = scopes;
        this.conflicts = conflicts;
        this.all = all;
        this.set = set;
        this.recorded = set == null;
        this.soFar = new AppliedSoFar(all.stream().map(Manifest::ref).toList());
        this.unchanged = checked.stream()
                .filter(object -> object.action() == AppliedObject.Action.UNCHANGED)
                .collect(Collectors.toMap(AppliedObject::ref, object -> object));
    }

    /** Returns how far it is, for whoever ends it early. */
    AppliedSoFar soFar() {
        return soFar;
    }

    Cluster cluster() {
        return cluster;
    }

    DeploymentLog log() {
        return log;
    }

    /** Ends it after the last stage. */
    ApplyResult complete() throws DeploymentException, InterruptedException {
        ApplyResult result = new ApplyResult(cluster.url(), done, false);
        log.info(result.summary());
        try {
            return set == null ? result : result.with(set.applied(members(), true));
        } catch (DeploymentException e) {
            throw e.withPartialResult(result);
        }
    }

    /** Says how far it was when its thread was interrupted. */
    void interrupted(Wave wave) {
        log.warn("Interrupted while applying " + wave.label() + ": " + done.size() + " of "
                + Preflight.count(all.size()) + " had been dealt with, some of this wave may have been, too.");
    }

    /** Before anything that the inventory's namespace is not needed for; else as soon as the namespace is there. */
    void record(Wave wave) throws DeploymentException, InterruptedException {
        if (set != null && !recorded) {
            recorded = set.begin(all.stream().map(Manifest::ref).toList(), wave == Wave.NAMESPACES);
        }
    }

    private List<InventoryEntry> members() {
        return done.stream()
                .filter(object -> object.uid() != null)
                .map(object -> new InventoryEntry(object.ref(), object.uid()))
                .toList();
    }

    /** Returns what there is to wait for of these objects. */
    List<WaitTarget> waitTargets(List<Manifest> objects) {
        Set<ObjectRef> refs = objects.stream().map(Manifest::ref).collect(Collectors.toSet());
        return new ApplyResult(cluster.url(), done, false)
                .waitTargets().stream()
                        .filter(target -> refs.contains(target.ref()))
                        .toList();
    }

    /**
     * Sends a wave.
     *
     * @return what was refused
     */
    List<Refusal> apply(Wave wave, List<Manifest> batch) throws InterruptedException {
        if (!isBegun) {
            isBegun = true;
            log.info("Applying " + Preflight.count(all.size()) + " to " + cluster.url());
        }
        log.info("Applying " + wave.label() + " (" + batch.size() + ")");
        List<AppliedObject> sent = new ArrayList<>();
        List<Manifest> toSend = new ArrayList<>();
        for (Manifest object : batch) {
            AppliedObject known = unchanged.get(object.ref());
            if (known == null) {
                toSend.add(object);
            } else {
                sent.add(known);
                soFar.unchanged(object.ref());
            }
        }
        List<Refusal> refusals = toSend.isEmpty() ? List.of() : send(toSend, sent);
        tell(sent);
        return refusals;
    }

    private List<Refusal> send(List<Manifest> objects, List<AppliedObject> into) throws InterruptedException {
        return ApplyManifests.send(cluster, objects, conflicts, false, soFar.of(objects), into);
    }

    private void tell(List<AppliedObject> objects) {
        for (AppliedObject object : objects) {
            if (object.action() != AppliedObject.Action.FAILED) {
                done.add(object);
                log.info(object.line());
            }
        }
    }

    /** Applies objects that were deleted to be made anew. */
    void replace(List<Manifest> objects, Map<ObjectRef, String> reasons)
            throws DeploymentException, InterruptedException {
        List<AppliedObject> sent = new ArrayList<>();
        List<Refusal> refusals = send(objects, sent);
        tell(sent.stream()
                .map(object -> object.action() == AppliedObject.Action.FAILED
                        ? object
                        : object.replaced(reasons.get(object.ref())))
                .toList());
        failIfAny(refusals.stream()
                .map(refusal -> new Refusal(
                        refusal.object(),
                        new DeploymentException(
                                refusal.reason().kind(),
                                "it was deleted, and cannot be made anew: "
                                        + refusal.reason().getMessage(),
                                refusal.reason())))
                .toList());
    }

    /** Fails if there are refusals, each with its object's place. */
    void failIfAny(List<Refusal> refusals) throws DeploymentException, InterruptedException {
        if (refusals.isEmpty()) {
            return;
        }
        List<Refusal> explained = new ArrayList<>();
        for (Refusal refusal : refusals) {
            explained.add(refusal.immutableFields().isEmpty() ? refusal : OnImmutable.explained(cluster, refusal));
        }
        for (Refusal refusal : explained) {
            AppliedObject failed = AppliedObject.failed(
                    refusal.object().ref(), refusal.reason().getMessage());
            done.add(failed);
            log.warn(failed.line());
        }
        throw Refusal.failure(heading(refusals.size()), explained);
    }

    /** Ends a wave: definitions have to be served before what they define is applied. */
    void end(Wave wave, List<Manifest> batch) throws DeploymentException, InterruptedException {
        if (wave == Wave.DEFINITIONS) {
            awaitDefinitions(batch);
        }
    }

    private String heading(int refused) {
        long applied = done.size() - refused;
        int skipped = all.size() - done.size();
        return refused + " of " + Preflight.count(all.size()) + " could not be applied to " + cluster.url() + "; "
                + applied
                + (applied == 1 ? " was" : " were") + " applied, " + skipped
                + (skipped == 1 ? " was" : " were") + " not tried. Applying again goes on from there.";
    }

    /** Ends it early: a failure with what had been done until then, if anything was. */
    DeploymentException partial(DeploymentException failure) throws InterruptedException {
        if (!isBegun) {
            return failure;
        }
        Set<ObjectRef> tried = done.stream().map(AppliedObject::ref).collect(Collectors.toSet());
        all.stream()
                .map(Manifest::ref)
                .filter(ref -> !tried.contains(ref))
                .forEach(ref -> done.add(AppliedObject.skipped(ref, "not tried after a failure before it")));
        ApplyResult result = new ApplyResult(cluster.url(), done, false);
        log.info(result.summary());
        if (set != null && recorded) {
            try {
                set.applied(members(), false);
            } catch (DeploymentException e) {
                // The inventory has them without their UIDs, and the failure that the user must mend comes first.
                log.warn("The inventory lacks the UIDs of what was applied: " + e.getMessage());
            }
        }
        return failure.withPartialResult(result);
    }

    /** Waits until the server has established the definitions and serves the kinds that the set needs of them. */
    @SuppressWarnings("try") // the subscription is only there to be closed
    private void awaitDefinitions(List<Manifest> definitions) throws DeploymentException, InterruptedException {
        List<ObjectRef> refs = definitions.stream().map(Manifest::ref).toList();
        List<ObjectRef> needed = all.stream()
                .map(Manifest::ref)
                .filter(ref -> scopes.definitionOf(ref) != null)
                .toList();
        Deadline deadline = Deadline.after(DEFINITIONS_TIMEOUT);
        Semaphore changes = new Semaphore(0);
        try (Cluster.Subscription subscription = cluster.watch(refs, changes::release)) {
            List<String> missing = missing(refs, needed);
            while (!missing.isEmpty()) {
                if (deadline.hasPassed()) {
                    throw new DeploymentException(
                            Kind.TIMEOUT,
                            "Waited " + DEFINITIONS_TIMEOUT.toSeconds() + " s for custom resource definitions on "
                                    + cluster.url() + ":\n- " + String.join("\n- ", missing));
                }
                boolean changed = changes.tryAcquire(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
                if (changed) {
                    changes.drainPermits();
                }
                missing = missing(refs, needed);
            }
        }
    }

    private List<String> missing(List<ObjectRef> definitions, List<ObjectRef> needed)
            throws DeploymentException, InterruptedException {
        List<String> missing = new ArrayList<>();
        List<Optional<Map<String, Object>>> read = cluster.read(definitions);
        for (int i = 0; i < definitions.size(); i++) {
            Readiness.State state = Readiness.State.FAILED;
            String message = "it is gone";
            if (read.get(i).isPresent()) {
                Readiness readiness =
                        ReadinessRules.of(definitions.get(i), read.get(i).get(), 0, WaitOptions.NONE);
                state = readiness.state();
                message = readiness.message();
            }
            if (state == Readiness.State.FAILED) {
                throw new DeploymentException(Kind.NOT_READY, definitions.get(i) + ": " + message);
            } else if (state == Readiness.State.IN_PROGRESS) {
                missing.add(definitions.get(i) + ": " + message);
            }
        }
        if (missing.isEmpty()) {
            Map<Cluster.Kind, Boolean> served = cluster.namespaced(needed);
            needed.stream()
                    .filter(ref -> !served.containsKey(Cluster.Kind.of(ref)))
                    .map(ref -> ref.kind() + " in " + ref.apiVersion() + " is not served yet")
                    .distinct()
                    .forEach(missing::add);
        }
        return missing;
    }
}
