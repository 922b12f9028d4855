package io.jenkins.plugins.deploymentsteps.git;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;

/** A remote repository by JGit. */
public final class JGitRepository implements GitRepository {
    private final GitConnection connection;

    private JGitRepository(GitConnection connection) {
        this.connection = connection;
    }

    /**
     * Prepares to talk to a repository; nothing is sent yet.
     *
     * @throws DeploymentException (invalid input) if the URL is not one that we talk to, or the credentials do not fit
     */
    public static GitRepository open(GitConnection connection) throws DeploymentException {
        return new JGitRepository(connection);
    }

    @Override
    public String url() {
        return connection.url();
    }

    @Override
    public Tip fetch(String branch, Deadline deadline) throws DeploymentException, InterruptedException {
        throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
}
