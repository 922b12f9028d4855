package io.jenkins.plugins.deploymentsteps.storage;

import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.StreamBuildListener;
import hudson.model.TaskListener;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Artifacts that the controller itself makes. They need no workspace, so a step that runs on no node has them, too, and
 * whatever keeps the artifacts of this Jenkins keeps them.
 */
public final class BuildArtifact {
    private static final String DRAFT = "artifact.json";

    private BuildArtifact() {}

    /**
     * Archives an object as JSON, in place of what was archived under that path.
     *
     * @param path among the build's artifacts, with slashes
     * @param fields maps, lists, texts, numbers and truth values; no secrets, because whoever may see the build reads them
     * @throws IOException if it cannot be written or archived
     * @throws InterruptedException if the thread is interrupted
     */
    public static void archive(Run<?, ?> run, TaskListener listener, String path, Map<String, Object> fields)
            throws IOException, InterruptedException {
        Files.createDirectories(run.getRootDir().toPath());
        Path directory = Files.createTempDirectory(run.getRootDir().toPath(), "artifact");
        Path draft = directory.resolve(DRAFT);
        try {
            Files.writeString(draft, Json.write(fields), StandardCharsets.UTF_8);
            run.pickArtifactManager()
                    .archive(
                            new FilePath(directory.toFile()),
                            new Launcher.LocalLauncher(listener),
                            new StreamBuildListener(listener.getLogger(), StandardCharsets.UTF_8),
                            Map.of(path, DRAFT));
        } finally {
            Files.deleteIfExists(draft);
            Files.deleteIfExists(directory);
        }
    }
}
