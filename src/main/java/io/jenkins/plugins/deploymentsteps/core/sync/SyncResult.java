package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import java.util.List;

/**
 * What an application runs after the sync.
 *
 * @param application as it was asked for
 * @param revision the commit that is live; after a dry run or without a wait, the one that was asked for
 * @param sync Argo CD's sync status, such as {@code Synced}
 * @param health Argo CD's health status, such as {@code Healthy}
 * @param message Argo CD's words about the operation; empty if none
 * @param images the images that are live by Argo CD's summary
 */
public record SyncResult(
        String application, String revision, String sync, String health, String message, List<String> images)
        implements DeploymentResult {
    /** Copies the list. */
    public SyncResult {
        images = List.copyOf(images);
    }

    @Override
    public String summary() {
        return application + " is " + sync + " and " + health + " at " + revision;
    }
}
