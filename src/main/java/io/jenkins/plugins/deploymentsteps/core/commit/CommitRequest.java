package io.jenkins.plugins.deploymentsteps.core.commit;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.List;

/**
 * A change to make on a branch of a GitOps repository.
 *
 * @param branch without {@code refs/heads/}
 * @param changes made in this order, each on what the one before left
 * @param message the commit's message; null for one made from the changes
 * @param author who is named as author and committer
 */
public record CommitRequest(
        String branch, List<Change> changes, @CheckForNull String message, Author author) {
    /** Copies the list. */
    public CommitRequest {
        changes = List.copyOf(changes);
    }

    /**
     * A person or service in Git's sense.
     *
     * @param name without angle brackets and line breaks
     * @param email likewise
     */
    public record Author(String name, String email) {}
}
