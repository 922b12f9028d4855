package jenkins.model;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.BuildListener;
import hudson.model.Run;
import java.io.File;
import java.io.IOException;
import java.util.Map;

/** Keeps artifacts in the build's own directory. */
public class StandardArtifactManager extends ArtifactManager {
    /** The build. */
    protected transient Run<?, ?> build;

    /** Keeps those of a build. */
    public StandardArtifactManager(Run<?, ?> build) {
        this.build = build;
    }

    @Override
    public void archive(FilePath workspace, Launcher launcher, BuildListener listener, Map<String, String> artifacts)
            throws IOException, InterruptedException {
        FilePath archive = new FilePath(new File(build.getRootDir(), "archive"));
        for (Map.Entry<String, String> each : artifacts.entrySet()) {
            FilePath target = archive.child(each.getKey());
            FilePath directory = target.getParent();
            if (directory != null) {
                directory.mkdirs();
            }
            workspace.child(each.getValue()).copyTo(target);
        }
    }
}
