package io.jenkins.plugins.deploymentsteps.core.manifest;

/**
 * Manifests, as bytes: what their encoding is, is decided when they are read.
 *
 * @param name where they are from, as errors show it: the path relative to the workspace, with forward slashes
 * @param content the bytes; not copied, so neither side may change them
 * @param rendered whether a tool made them, so that nobody can look at a line of a file
 */
@SuppressWarnings("ArrayRecordComponent")
public record ManifestFile(String name, byte[] content, boolean rendered) {
    /** A file of the workspace. */
    public ManifestFile(String name, byte[] content) {
        this(name, content, false);
    }
}
