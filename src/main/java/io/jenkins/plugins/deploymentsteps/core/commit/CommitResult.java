package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import java.util.List;

/**
 * What is now on the branch.
 *
 * @param branch without {@code refs/heads/}
 * @param commit the tip that holds the wanted state: ours, or the one found where nothing had to change
 * @param changed whether we made a commit
 * @param files what it changes; empty where nothing had to change
 * @param attempts how often the edit was done; more than one means that a race was won
 */
public record CommitResult(String branch, String commit, boolean changed, List<FileChange> files, int attempts)
        implements DeploymentResult {
    /** Copies the list. */
    public CommitResult {
        files = List.copyOf(files);
    }

    /**
     * What was changed in one file.
     *
     * @param path relative to the repository
     * @param edits one line for each edit, such as {@code line 12: shop/web:1.1 → shop/web:1.2}
     */
    public record FileChange(String path, List<String> edits) {
        /** Copies the list. */
        public FileChange {
            edits = List.copyOf(edits);
        }
    }

    @Override
    public String summary() {
        return changed
                ? "committed " + commit + " to " + branch + ": " + files.size()
                        + (files.size() == 1 ? " file" : " files")
                : "nothing to change, " + branch + " is as wanted at " + commit;
    }
}
