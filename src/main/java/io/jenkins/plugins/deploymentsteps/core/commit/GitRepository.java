package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A remote Git repository, read lean: one branch, depth 1, no contents but those asked for, no work tree.
 *
 * <p>For one thread at a time. Calls block and end when their thread is interrupted.
 */
public interface GitRepository extends AutoCloseable {
    /** Returns the repository's URL, without user info. */
    String url();

    /** Returns what a user should know about how the repository is reached, or null if there is nothing to say. */
    @CheckForNull
    default String warning() {
        return null;
    }

    /**
     * Fetches the tip of a branch. A tip fetched before cannot be used any more.
     *
     * @param branch without {@code refs/heads/}
     * @param deadline ends this call and those on the tip
     * @throws DeploymentException (not found) if the branch does not exist, or what else kept us from it
     * @throws InterruptedException if the thread is interrupted
     */
    Tip fetch(String branch, Deadline deadline) throws DeploymentException, InterruptedException;

    /** The tip of a branch as it was fetched. */
    interface Tip {
        /** Returns the commit's full id. */
        String commit();

        /** Returns the paths of all regular files, sorted; symbolic links and submodules are left out. */
        List<String> files();

        /**
         * Reads files.
         *
         * @param paths of {@link #files()}
         * @return the content of each
         * @throws DeploymentException if one is not there, is no regular file or is too large
         * @throws InterruptedException if the thread is interrupted
         */
        Map<String, byte[]> read(Collection<String> paths) throws DeploymentException, InterruptedException;

        /**
         * Commits new contents on top of this tip and pushes, unless somebody pushed in between.
         *
         * @param contents path to new content; file modes are kept, missing paths are added as plain files
         * @param message of the commit
         * @param author named as author and committer
         * @return what became of it
         * @throws DeploymentException (forbidden) if the remote refuses for good, with its words; or what else went wrong
         * @throws InterruptedException if the thread is interrupted
         */
        PushOutcome push(Map<String, byte[]> contents, String message, CommitRequest.Author author)
                throws DeploymentException, InterruptedException;
    }

    /** What became of a push. */
    sealed interface PushOutcome {
        /**
         * The branch now points to our commit.
         *
         * @param commit full id
         */
        record Pushed(String commit) implements PushOutcome {}

        /**
         * Somebody else pushed first; nothing of ours is on the remote.
         *
         * @param reason the remote's words
         */
        record Raced(String reason) implements PushOutcome {}

        /**
         * The answer was lost, and the branch does not point to our commit: it may lie below what somebody has pushed
         * since, be on its way, or never arrive.
         *
         * @param reason what happened, a sentence
         * @param commit full id of ours
         */
        record Unknown(String reason, String commit) implements PushOutcome {}
    }

    /** Removes what was kept on disk. */
    @Override
    void close();
}
