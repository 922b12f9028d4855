package io.jenkins.plugins.deploymentsteps.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspacePath.Refused;
import java.io.File;
import java.io.IOException;
import java.io.Serial;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jenkins.MasterToSlaveFileCallable;

/**
 * Writes manifests into a directory of the workspace, on the agent. A file that is there already and differs is not
 * touched: somebody may have gone on with it.
 */
public final class WriteManifests extends MasterToSlaveFileCallable<String> {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String argument;
    private final String directory;
    private final ArrayList<String> names = new ArrayList<>();
    private final ArrayList<byte[]> contents = new ArrayList<>();

    private WriteManifests(String argument, String directory, List<ManifestFile> files) {
        this.argument = argument;
        this.directory = directory;
        for (ManifestFile file : files) {
            names.add(file.name());
            contents.add(file.content());
        }
    }

    /**
     * Writes.
     *
     * @param workspace on whichever machine it is
     * @param argument of the step, with which messages begin
     * @param directory relative to the workspace; it is made
     * @param files to be written, their names without any directory
     * @throws DeploymentException (invalid input) if one is there already and differs, or the directory is not in the
     *     workspace; none is written then
     * @throws IOException if the agent cannot be asked, or cannot write
     * @throws InterruptedException if the thread is interrupted
     */
    public static void into(FilePath workspace, String argument, String directory, List<ManifestFile> files)
            throws DeploymentException, IOException, InterruptedException {
        String problem = workspace.act(new WriteManifests(argument, directory, files));
        if (problem != null) {
            throw new DeploymentException(Kind.INVALID_INPUT, problem);
        }
    }

    @Override
    @CheckForNull
    public String invoke(File root, VirtualChannel channel) throws IOException {
        try {
            // Jenkins makes a workspace when something is put into it, and this may be the first.
            Path workspace = Files.createDirectories(root.toPath()).toRealPath();
            WorkspacePath paths = new WorkspacePath(argument, workspace);
            write(paths, paths.inside(directory, paths.segments(directory)));
            return null;
        } catch (Refused e) {
            return e.getMessage();
        }
    }

    private void write(WorkspacePath paths, Path into) throws IOException {
        for (int i = 0; i < names.size(); i++) {
            Path file = into.resolve(names.get(i));
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                            && Arrays.equals(Files.readAllBytes(file), contents.get(i)))) {
                throw paths.refused(
                        directory + "/" + names.get(i),
                        "is there already and differs from what would be written. Apply it by manifests: '" + directory
                                + "' from now on, or delete it.");
            }
        }
        Files.createDirectories(into);
        for (int i = 0; i < names.size(); i++) {
            Path file = into.resolve(names.get(i));
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                Files.write(file, contents.get(i), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
        }
    }
}
