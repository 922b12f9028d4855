package io.jenkins.plugins.deploymentsteps.core.manifest;

/**
 * A file with manifests, as bytes: what its encoding is, is decided when it is read.
 *
 * @param name the path relative to the workspace, with forward slashes; errors show it
 * @param content the file's bytes; not copied, so neither side may change them
 */
@SuppressWarnings("ArrayRecordComponent")
public record ManifestFile(String name, byte[] content) {}
