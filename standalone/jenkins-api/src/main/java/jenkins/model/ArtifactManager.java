package jenkins.model;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import java.io.IOException;
import java.util.Map;

/** Keeps the artifacts of one build. */
public abstract class ArtifactManager {
    /**
     * Keeps files, beside those that are kept already.
     *
     * @param workspace the directory to copy from, on whatever node
     * @param artifacts paths in the archive, to those below the directory
     */
    public abstract void archive(
            FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
            throws IOException, InterruptedException;
}
