package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;

/** Changes files on a branch. */
public final class CommitToRepository {
    private final GitRepository repository;
    private final DeploymentLog log;

    /**
     * Prepares commits to a repository.
     *
     * @param repository is not closed
     * @param log one line for each edit, race and commit
     */
    public CommitToRepository(GitRepository repository, DeploymentLog log) {
        this.repository = repository;
        this.log = log;
    }

    /**
     * Makes the changes, commits and pushes; where somebody pushed in between, makes them again on the new tip.
     *
     * @param request what to change
     * @param deadline when to give up
     */
    public CommitResult run(CommitRequest request, Deadline deadline) throws DeploymentException, InterruptedException {
        throw new UnsupportedOperationException(log.toString() + repository + request + deadline);
    }
}
