package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.inventory.Origin;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.Variables;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.util.List;

/**
 * A set of manifests to apply to one cluster.
 *
 * @param files what to apply
 * @param variables what references in the values of the files stand for
 * @param namespace where objects go that name no namespace; null for the connection's default
 * @param images each must match at least one container of the set
 * @param conflicts what to do with fields that somebody else owns
 * @param preflight whether the server checks every object by a dry run before the first one is changed
 * @param dryRun whether to stop after that check and change nothing
 * @param set which set the objects are of, and whether to prune it; null to apply them as members of none
 * @param awaited whether their rollout is going to be waited for, with the same credential
 * @param readiness when objects are ready, before the usual rules
 */
public record ApplyRequest(
        List<ManifestFile> files,
        Variables variables,
        @CheckForNull String namespace,
        List<ImageOverride> images,
        ConflictPolicy conflicts,
        boolean preflight,
        boolean dryRun,
        @CheckForNull SetRequest set,
        boolean awaited,
        List<ReadyRule> readiness) {
    /** Copies the lists. */
    public ApplyRequest {
        files = List.copyOf(files);
        images = List.copyOf(images);
        readiness = List.copyOf(readiness);
    }

    /** A set without variables, whose rollout nobody waits for. */
    public ApplyRequest(
            List<ManifestFile> files,
            @CheckForNull String namespace,
            List<ImageOverride> images,
            ConflictPolicy conflicts,
            boolean preflight,
            boolean dryRun,
            @CheckForNull SetRequest set) {
        this(files, Variables.NONE, namespace, images, conflicts, preflight, dryRun, set, false, List.of());
    }

    /** Returns the same of a known build. */
    public ApplyRequest from(Origin build) {
        return new ApplyRequest(
                files,
                variables,
                namespace,
                images,
                conflicts,
                preflight,
                dryRun,
                set == null ? null : set.from(build),
                awaited,
                readiness);
    }
}
