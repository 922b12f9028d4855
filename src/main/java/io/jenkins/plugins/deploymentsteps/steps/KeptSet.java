package io.jenkins.plugins.deploymentsteps.steps;

import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore.Content;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a step applied, as it is kept encrypted with the build: what a later rollback goes back to.
 *
 * @param content what was applied, and where
 * @param location the cluster, as the step had it
 */
record KeptSet(SetContent content, ClusterLocation location) {
    /**
     * Keeps a set with the build. Where that cannot be done, the deployment goes on, and says that nobody can go back to it.
     *
     * @param id of the deployment
     */
    void write(Run<?, ?> run, String id, DeploymentLog log) {
        Map<String, Object> fields = new LinkedHashMap<>(content.toFields());
        fields.put("location", KeptLocation.toFields(location));
        try {
            BuildStore.write(run, id, Content.SET, fields);
        } catch (DeploymentException | IOException e) {
            log.warn("What was applied could not be kept with the build, so that no rollback can go back to it: "
                    + e.getMessage());
        }
    }

    /** Returns whether a build keeps the set of a deployment. */
    static boolean isThere(Run<?, ?> run, String id) {
        return BuildStore.has(run, id, Content.SET);
    }

    /**
     * Reads a set that {@link #isThere}.
     *
     * @throws DeploymentException if it cannot be decrypted or is not complete
     */
    static KeptSet read(Run<?, ?> run, String id) throws DeploymentException, IOException {
        Map<String, Object> fields =
                BuildStore.read(run, id, Content.SET).orElseThrow(() -> new IOException("no set is kept under " + id));
        try {
            return new KeptSet(SetContent.of(fields), KeptLocation.of(Fields.map(fields, "location")));
        } catch (DeploymentException e) {
            throw new DeploymentException(
                    e.kind(), "What " + run + " keeps of the set cannot be read: " + e.getMessage(), e);
        }
    }
}
