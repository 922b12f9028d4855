package io.jenkins.plugins.deploymentsteps.workspace;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.FilePath;
import hudson.remoting.VirtualChannel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspacePath.Refused;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import jenkins.MasterToSlaveFileCallable;

/**
 * Reads a file of the workspace by which an earlier stage hands a secret over, on the agent: a regular file of at most
 * 1 MiB, not through links, not outside the workspace. The content is kept nowhere; whoever needs it again reads again.
 */
public final class ReadHandedOver extends MasterToSlaveFileCallable<ReadHandedOver.Answer> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Far beyond any kubeconfig or Terraform output; a file of that size is another one by mistake. */
    private static final int LARGEST = 1024 * 1024;

    private final String argument;
    private final String path;

    private ReadHandedOver(String argument, String path) {
        this.argument = argument;
        this.path = path;
    }

    /**
     * Reads the file.
     *
     * @param workspace on whichever machine it is
     * @param argument of the step, with which messages begin
     * @param path relative to the workspace
     * @return the file's text
     * @throws DeploymentException (invalid input or not found) if the file may not be read, is too large or no text;
     *     without a part of its content
     * @throws IOException if the agent cannot be asked
     * @throws InterruptedException if the thread is interrupted
     */
    public static String read(FilePath workspace, String argument, String path)
            throws DeploymentException, IOException, InterruptedException {
        Answer answer = workspace.act(new ReadHandedOver(argument, path));
        if (answer.problem != null) {
            throw new DeploymentException(answer.missing ? Kind.NOT_FOUND : Kind.INVALID_INPUT, answer.problem);
        }
        byte[] content = Objects.requireNonNull(answer.content, "what was read without a problem has a content");
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            // Without the cause: nothing of the content.
            throw new DeploymentException(
                    Kind.INVALID_INPUT, argument + ": the file '" + path + "' is no text in UTF-8.");
        }
    }

    @Override
    public Answer invoke(File directory, VirtualChannel channel) throws IOException {
        Answer answer = new Answer();
        try {
            WorkspacePath paths = new WorkspacePath(argument, directory.toPath().toRealPath());
            answer.content = content(paths, paths.inside(path, paths.segments(path)));
        } catch (NoSuchFileException e) {
            answer.problem =
                    argument + ": the workspace does not exist yet. The stage before must leave the file in it.";
            answer.missing = true;
        } catch (Refused e) {
            answer.problem = e.getMessage();
            answer.missing = e.isMissing();
        }
        return answer;
    }

    private byte[] content(WorkspacePath paths, Path file) throws IOException {
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw paths.missing(
                    path,
                    "is not in the workspace. Did the stage that writes it run on this agent and in this workspace, and"
                            + " has nothing deleted it since?");
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            // Reading a pipe or device would not end.
            throw paths.refused(path, "is not a regular file.");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            content = in.readNBytes(LARGEST + 1);
        } catch (IOException e) {
            throw paths.refused(
                    path, "cannot be read by the agent's user (" + e.getClass().getSimpleName() + ").");
        }
        // Not compared as text: a file system may write the same name in another way.
        if (!isStillThere(paths, file)) {
            throw paths.refused(path, "was replaced or deleted while it was read.");
        }
        if (content.length > LARGEST) {
            throw paths.refused(path, "is larger than 1 MiB.");
        }
        return content;
    }

    private static boolean isStillThere(WorkspacePath paths, Path file) throws IOException {
        try {
            return !Files.isSymbolicLink(file) && paths.holds(file.toRealPath());
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /** What the agent sends back. */
    static final class Answer implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        @CheckForNull
        private byte[] content;

        @CheckForNull
        private String problem;

        private boolean missing;
    }
}
