package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.PodImages;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds what another tool has applied, so that it can be waited for as if it had been applied here. */
public final class ReleasedObjects {
    private final Cluster cluster;
    private final DeploymentLog log;

    /** Looks into that cluster. */
    public ReleasedObjects(Cluster cluster, DeploymentLog log) {
        this.cluster = cluster;
        this.log = log;
    }

    /**
     * Finds the objects.
     *
     * @param manifests what the tool says it has applied
     * @param namespace of objects that name none
     * @param checked what a dry run before it said would become of them
     * @throws DeploymentException (not found) naming each object that is not there
     * @throws InterruptedException if the thread is interrupted
     */
    public ApplyResult find(List<ManifestFile> manifests, String namespace, ApplyResult checked)
            throws DeploymentException, InterruptedException {
        List<Manifest> read = ManifestReader.read(manifests).objects();
        List<String> problems = new ArrayList<>();
        List<ObjectRef> refs = ObjectScopes.ask(cluster, read).place(read, namespace, log, problems).stream()
                .map(Manifest::ref)
                .toList();
        ManifestReader.failIfAny(problems);
        Map<ObjectRef, AppliedObject.Action> foreseen = new HashMap<>();
        checked.objects().forEach(object -> foreseen.put(object.ref(), object.action()));
        List<Optional<Map<String, Object>>> live = cluster.read(refs);
        List<AppliedObject> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < refs.size(); i++) {
            ObjectRef ref = refs.get(i);
            if (live.get(i).isEmpty()) {
                missing.add(ref.toString());
                continue;
            }
            Map<String, Object> object = live.get(i).get();
            found.add(new AppliedObject(
                    ref,
                    foreseen.getOrDefault(ref, AppliedObject.Action.CONFIGURED),
                    null,
                    Fields.text(object, "metadata", "uid"),
                    Fields.number(object, 0, "metadata", "generation"),
                    PodImages.of(object),
                    WaitOptions.of(object)));
        }
        ApplyResult result = new ApplyResult(cluster.url(), found, false);
        if (!missing.isEmpty()) {
            throw new DeploymentException(
                            Kind.NOT_FOUND,
                            "The release has objects that are not in the cluster: " + String.join(", ", missing)
                                    + ". Somebody deleted them, or the credential may not see them.")
                    .withPartialResult(result);
        }
        return result;
    }
}
