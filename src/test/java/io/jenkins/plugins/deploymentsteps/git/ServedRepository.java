package io.jenkins.plugins.deploymentsteps.git;

import static org.junit.Assert.assertEquals;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.rules.ExternalResource;
import org.junit.rules.RuleChain;
import org.junit.rules.TemporaryFolder;
import org.junit.rules.TestRule;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * A repository with one commit on main, on a {@link GitHttpServer}; and our side of it, of which nothing may be left on
 * disk after a test.
 */
final class ServedRepository implements TestRule {
    final GitHttpServer server = new GitHttpServer();

    private final TestCommits commits = new TestCommits();

    /** What was told, one line each. */
    final List<String> log = commits.log;

    private final TemporaryFolder folder = new TemporaryFolder();

    private final ExternalResource content = new ExternalResource() {
        @Override
        protected void before() throws IOException {
            server.commit(
                    Map.of("app/values.yaml", "tag: v1 # c\n", "other/x.yaml", "x: 1\n", "run.sh", "#!/bin/sh\n"));
        }

        @Override
        protected void after() {
            assertEquals(List.of(), List.of(folder.getRoot().list()));
        }
    };

    @Override
    public Statement apply(Statement base, Description description) {
        return RuleChain.outerRule(server).around(folder).around(content).apply(base, description);
    }

    /** Where our side keeps what it fetches. */
    Path temporary() {
        return folder.getRoot().toPath();
    }

    GitRepository open() throws DeploymentException {
        return open(new GitAuth.None());
    }

    private GitRepository open(GitAuth auth) throws DeploymentException {
        return JGitRepository.open(new GitConnection(server.url(), auth), HttpProxy.ofJava(), temporary());
    }

    /** Sets the tag in {@code app/values.yaml}. */
    CommitResult commit(String tag) throws DeploymentException, InterruptedException {
        return commit(new GitAuth.None(), tag);
    }

    CommitResult commit(GitAuth auth, String tag) throws DeploymentException, InterruptedException {
        try (GitRepository repository = open(auth)) {
            return commits.run(repository, new Change.SetValue("app/values.yaml", "tag", tag, false));
        }
    }
}
