package io.jenkins.plugins.deploymentsteps.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspacePath.Refused;
import java.io.File;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import jenkins.MasterToSlaveFileCallable;

/** Looks, on the agent, for what is handed to a tool: it must lie in the workspace, and not behind a link. */
public final class WorkspaceLook extends MasterToSlaveFileCallable<WorkspaceLook.Answer> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What a path may be of. */
    public enum Expected {
        /** A directory. */
        DIRECTORY,
        /** A regular file. */
        FILE,
        /** Either, or not there. */
        ANYTHING
    }

    private final String argument;
    private final String path;
    private final Expected expected;

    private WorkspaceLook(String argument, String path, Expected expected) {
        this.argument = argument;
        this.path = path;
        this.expected = expected;
    }

    /**
     * Looks for something that must be there.
     *
     * @param workspace on whichever machine it is
     * @param argument of the step, with which messages begin
     * @param path relative to the workspace
     * @return the path in its shortest form, with forward slashes; empty for the workspace itself
     * @throws DeploymentException (invalid input or not found) if it is not as expected, or leads out of the workspace
     * @throws IOException if the agent cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static String at(FilePath workspace, String argument, String path, Expected expected)
            throws DeploymentException, IOException, InterruptedException {
        return Objects.requireNonNull(ask(workspace, argument, path, expected), "what must be there was found");
    }

    /**
     * Looks for something that may be there or not.
     *
     * @return its path as {@link #at} returns it; null if nothing is there
     * @throws DeploymentException (invalid input) if it leads out of the workspace
     * @throws IOException if the agent cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    @CheckForNull
    public static String find(FilePath workspace, String argument, String path)
            throws DeploymentException, IOException, InterruptedException {
        return ask(workspace, argument, path, Expected.ANYTHING);
    }

    @CheckForNull
    private static String ask(FilePath workspace, String argument, String path, Expected expected)
            throws DeploymentException, IOException, InterruptedException {
        Answer answer = workspace.act(new WorkspaceLook(argument, path, expected));
        if (answer.problem != null) {
            throw new DeploymentException(answer.missing ? Kind.NOT_FOUND : Kind.INVALID_INPUT, answer.problem);
        }
        return answer.found;
    }

    @Override
    public Answer invoke(File directory, VirtualChannel channel) throws IOException {
        Answer answer = new Answer();
        try {
            look(new WorkspacePath(argument, directory.toPath().toRealPath()), answer);
        } catch (NoSuchFileException e) {
            answer.problem = argument + ": the workspace does not exist yet. Check out or create the files first.";
            answer.missing = true;
        } catch (Refused e) {
            answer.problem = e.getMessage();
            answer.missing = e.isMissing();
        }
        return answer;
    }

    private void look(WorkspacePath paths, Answer answer) throws Refused {
        List<String> segments = paths.segments(path);
        Path place = paths.inside(path, segments);
        boolean isDirectory = Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS);
        boolean isFile = Files.isRegularFile(place, LinkOption.NOFOLLOW_LINKS);
        if (expected == Expected.DIRECTORY && !isDirectory) {
            throw isFile
                    ? paths.refused(path, "is a file. Name the directory that it is in.")
                    : paths.missing(path, "is no directory of the workspace.");
        } else if (expected == Expected.FILE && !isFile) {
            throw isDirectory
                    ? paths.refused(path, "is a directory. Name a file.")
                    : paths.missing(path, "is no file of the workspace.");
        }
        answer.found = isDirectory || isFile ? String.join("/", segments) : null;
    }

    /** What the agent sends back. */
    static final class Answer implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @CheckForNull
        private String found;

        @CheckForNull
        private String problem;

        private boolean missing;
    }
}
