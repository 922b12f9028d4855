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
 * One apply, wave by wave: after a wave with a refused object, the waves behind it are not tried. An object that the
 * server has just found unchanged in a dry run is not sent again.
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
    private final List<AppliedObject> done = new ArrayList<>();

    @CheckForNull
    private final SetDeployment set;

    /** Whether the set's inventory has been extended by what is going to be applied. */
    private boolean recorded;

    /**
     * Prepares it.
     *
     * @param checked what a dry run said about objects of the set; empty where there was none
     * @param set keeps the inventory; null where there is none
     */
    ApplyRun(
            Cluster cluster,
            DeploymentLog log,
            ObjectScopes scopes,
            ConflictPolicy conflicts,
            List<AppliedObject> checked,
            @CheckForNull SetDeployment set) {
        this.cluster = cluster;
        this.log = log;
        this.scopes = scopes;
        this.conflicts = conflicts;
        this.set = set;
        this.recorded = set == null;
        this.unchanged = checked.stream()
                .filter(object -> object.action() == AppliedObject.Action.UNCHANGED)
                .collect(Collectors.toMap(AppliedObject::ref, object -> object));
    }

    ApplyResult apply(List<Manifest> objects) throws DeploymentException, InterruptedException {
        log.info("Applying " + Preflight.count(objects.size()) + " to " + cluster.url());
        for (Map.Entry<Wave, List<Manifest>> wave : Wave.order(objects).entrySet()) {
            try {
                record(wave.getKey(), objects);
                applyWave(wave.getKey(), wave.getValue(), objects);
            } catch (InterruptedException e) {
                log.warn("Interrupted while applying " + wave.getKey().label() + ": " + done.size() + " of "
                        + Preflight.count(objects.size())
                        + " had been dealt with, some of this wave may have been, too.");
                throw e;
            }
        }
        ApplyResult result = new ApplyResult(cluster.url(), done, false);
        log.info(result.summary());
        try {
            return set == null ? result : result.with(set.applied(members(), true));
        } catch (DeploymentException e) {
            throw e.withPartialResult(result);
        }
    }

    /** Before anything that the inventory's namespace is not needed for; else as soon as the namespace is there. */
    private void record(Wave wave, List<Manifest> objects) throws DeploymentException, InterruptedException {
        if (set != null && !recorded) {
            List<ObjectRef> refs = objects.stream().map(Manifest::ref).toList();
            try {
                recorded = set.begin(refs, wave == Wave.NAMESPACES);
            } catch (DeploymentException e) {
                throw done.isEmpty() ? e : partial(e, objects);
            }
        }
    }

    private List<InventoryEntry> members() {
        return done.stream()
                .filter(object -> object.uid() != null)
                .map(object -> new InventoryEntry(object.ref(), object.uid()))
                .toList();
    }

    private void applyWave(Wave wave, List<Manifest> batch, List<Manifest> all)
            throws DeploymentException, InterruptedException {
        log.info("Applying " + wave.label() + " (" + batch.size() + ")");
        int before = done.size();
        List<Manifest> toSend = new ArrayList<>();
        for (Manifest object : batch) {
            AppliedObject known = unchanged.get(object.ref());
            if (known == null) {
                toSend.add(object);
            } else {
                done.add(known);
            }
        }
        List<Refusal> refusals =
                toSend.isEmpty() ? List.of() : ApplyManifests.send(cluster, toSend, conflicts, false, done);
        done.subList(before, done.size()).forEach(object -> {
            if (object.action() == AppliedObject.Action.FAILED) {
                log.warn(object.line());
            } else {
                log.info(object.line());
            }
        });
        if (!refusals.isEmpty()) {
            throw partial(Refusal.failure(heading(refusals.size(), all), refusals), all);
        }
        if (wave == Wave.DEFINITIONS) {
            try {
                awaitDefinitions(batch, all);
            } catch (DeploymentException e) {
                throw partial(e, all);
            }
        }
    }

    private String heading(int refused, List<Manifest> all) {
        long applied = done.size() - refused;
        int skipped = all.size() - done.size();
        return refused + " of " + Preflight.count(all.size()) + " could not be applied to " + cluster.url() + "; "
                + applied
                + (applied == 1 ? " was" : " were") + " applied, " + skipped
                + (skipped == 1 ? " was" : " were") + " not tried. Applying again goes on from there.";
    }

    private DeploymentException partial(DeploymentException failure, List<Manifest> all) throws InterruptedException {
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
    private void awaitDefinitions(List<Manifest> definitions, List<Manifest> all)
            throws DeploymentException, InterruptedException {
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
