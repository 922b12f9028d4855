package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.plan.SharedManifests;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore.Content;
import java.io.IOException;
import java.util.List;

/**
 * What a step for several clusters has read, as it is kept encrypted with the build: each cluster gets the same, also those
 * whose turn comes after a restart or when the workspace is gone.
 */
final class KeptManifests {
    private KeptManifests() {}

    /**
     * Keeps objects with the build.
     *
     * @param id of the step's deployment
     * @throws DeploymentException if they are too large
     */
    static void write(Run<?, ?> run, String id, List<Manifest> objects) throws DeploymentException, IOException {
        BuildStore.write(run, id, Content.MANIFESTS, new SharedManifests(objects).toFields());
    }

    /**
     * Reads what was kept.
     *
     * @throws DeploymentException if it cannot be decrypted or is not complete
     */
    static List<Manifest> read(Run<?, ?> run, String id) throws DeploymentException, IOException {
        return SharedManifests.of(BuildStore.read(run, id, Content.MANIFESTS)
                        .orElseThrow(() -> new IOException("no manifests are kept under " + id)))
                .objects();
    }
}
