package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.ImageReference;

/**
 * Replaces an image wherever the manifests run it.
 *
 * @param repository whose images are replaced, whatever their tag or digest
 * @param image what they become
 */
public record ImageOverride(ImageReference repository, ImageReference image) {}
