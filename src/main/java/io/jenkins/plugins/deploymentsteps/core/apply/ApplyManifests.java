package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetDeployment;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader.Manifests;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Applies a set of manifests: reads and checks all of them, lets the server check them by a dry run, and only then
 * changes anything, wave by wave.
 */
public final class ApplyManifests {
    private final Cluster cluster;
    private final DeploymentLog log;

    /** Applies to that cluster and tells the log one line for each object. */
    public ApplyManifests(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Applies the set, or checks it where the request is a dry run.
     *
     * @return what happened to each object, in the order of the apply
     * @throws DeploymentException if the set is not valid (nothing was changed then), or if an object was refused; once
     *     something may have been changed, with the {@link ApplyResult} of all objects as partial result
     * @throws InterruptedException if the thread is interrupted; some objects may have been applied, the log says how
     *     many
     */
    public ApplyResult apply(ApplyRequest request) throws DeploymentException, InterruptedException {
        Manifests read = ManifestReader.read(request.files());
        for (String file : read.filesWithoutObjects()) {
            log.warn("No object was found in " + Text.shorten(file, 300) + ".");
        }
        List<Manifest> objects = ImageOverrides.apply(request.images(), read.objects());
        checkWaitOptions(objects);
        String namespace = namespace(request);
        ObjectScopes scopes = ObjectScopes.ask(cluster, objects);
        List<Manifest> ordered = Wave.order(scopes.place(objects, namespace, log)).values().stream()
                .flatMap(List::stream)
                .toList();
        refuseWhatIsNotAllowed(ordered);
        SetDeployment set = null;
        SetRequest wanted = request.set();
        if (wanted != null) {
            set = new SetDeployment(cluster, log, wanted, ApplySet.of(wanted.name(), namespace));
            List<ObjectRef> served =
                    ordered.stream().map(Manifest::ref).filter(scopes::isServed).toList();
            ordered = set.prepare(ordered, served, request.conflicts() == ConflictPolicy.TAKE, request.dryRun());
        }
        List<AppliedObject> checkedObjects = List.of();
        if (request.dryRun() || request.preflight()) {
            ApplyResult checked = new Preflight(cluster, log, scopes, request).check(ordered);
            checkedObjects = checked.objects();
            if (request.dryRun()) {
                log.info(checked.summary());
                return set == null ? checked : checked.with(set.plan());
            }
        }
        return new ApplyRun(cluster, log, scopes, request.conflicts(), checkedObjects, set).apply(ordered);
    }

    private static void checkWaitOptions(List<Manifest> objects) throws DeploymentException {
        List<Refusal> refusals = new ArrayList<>();
        for (Manifest object : objects) {
            try {
                WaitOptions.check(object.ref(), object.content());
            } catch (DeploymentException e) {
                refusals.add(new Refusal(object, e));
            }
        }
        if (!refusals.isEmpty()) {
            throw Refusal.failure(
                    Preflight.count(refusals.size()) + " cannot be waited for as asked; nothing was changed:",
                    refusals);
        }
    }

    private void refuseWhatIsNotAllowed(List<Manifest> objects) throws DeploymentException {
        Map<ObjectRef, String> reasons =
                cluster.refusals(objects.stream().map(Manifest::ref).toList());
        List<Refusal> refusals = objects.stream()
                .filter(object -> reasons.containsKey(object.ref()))
                .map(object -> new Refusal(object, new DeploymentException(Kind.FORBIDDEN, reasons.get(object.ref()))))
                .toList();
        if (!refusals.isEmpty()) {
            throw Refusal.failure(
                    refusals.size() + " of " + Preflight.count(objects.size()) + " may not be changed on "
                            + cluster.url() + "; nothing was changed:",
                    refusals);
        }
    }

    private String namespace(ApplyRequest request) throws DeploymentException {
        String namespace = request.namespace();
        if (namespace == null || namespace.isBlank()) {
            return cluster.defaultNamespace();
        }
        Optional<String> problem = ManifestRules.namespaceProblem(namespace.trim());
        if (problem.isPresent()) {
            throw new DeploymentException(Kind.INVALID_INPUT, "namespace: " + problem.get());
        }
        return namespace.trim();
    }

    /** Sends one batch to the server and pairs each object with its outcome. */
    static List<Refusal> send(
            Cluster cluster, List<Manifest> batch, ConflictPolicy conflicts, boolean dryRun, List<AppliedObject> into)
            throws InterruptedException {
        List<Map<String, Object>> contents =
                batch.stream().map(Manifest::content).toList();
        List<ApplyOutcome> outcomes = cluster.apply(contents, conflicts, dryRun);
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ObjectRef ref = batch.get(i).ref();
            ApplyOutcome outcome = outcomes.get(i);
            if (outcome instanceof ApplyOutcome.Applied applied) {
                into.add(AppliedObject.applied(ref, contents.get(i), applied, dryRun));
            } else if (outcome instanceof ApplyOutcome.Refused refused) {
                into.add(AppliedObject.failed(ref, refused.reason().getMessage()));
                refusals.add(new Refusal(batch.get(i), refused.reason()));
            }
        }
        return refusals;
    }
}
