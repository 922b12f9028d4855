package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitRequest;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitResult;
import io.jenkins.plugins.deploymentsteps.core.commit.CommitToRepository;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository;
import io.jenkins.plugins.deploymentsteps.credentials.RunCredentials;
import io.jenkins.plugins.deploymentsteps.git.GitConnection;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Commits changes to a branch. It may be done again: a branch that is as wanted gets no second commit. */
final class GitopsCommitOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String url;
    private final String credentialsId;
    private final String branch;
    private final ArrayList<GitopsChange> changes;
    private final String message;
    private final String author;
    private transient GitRepository repository;

    GitopsCommitOperation(
            String id,
            Duration timeout,
            String url,
            @CheckForNull String credentialsId,
            String branch,
            List<GitopsChange> changes,
            @CheckForNull String message,
            String author) {
        super(id, GitopsCommitStep.NAME, timeout);
        this.url = url;
        this.credentialsId = credentialsId;
        this.branch = branch;
        this.changes = new ArrayList<>(changes);
        this.message = message;
        this.author = author;
    }

    @Override
    void connect(BuildContext build) throws DeploymentException {
        repository(build);
    }

    private GitRepository repository(BuildContext build) throws DeploymentException {
        if (repository == null) {
            GitConnection connection = new RunCredentials(build.run(), build.listener()).repository(url, credentialsId);
            use(connection.secrets());
            repository = build.connections().repository(connection);
        }
        return repository;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build) throws DeploymentException, InterruptedException {
        GitRepository remote = repository(build);
        String shownUrl = remote.url();
        report(build, report -> report.on(shownUrl));
        List<Change> wanted = new ArrayList<>();
        for (GitopsChange change : changes) {
            wanted.add(change.toChange());
        }
        CommitRequest request = new CommitRequest(branch, wanted, message, Arguments.author("author", author));
        CommitResult committed = new CommitToRepository(remote, log(build)).run(request, deadline());
        report(build, report -> {
            report.took(committed);
            report.end(committed.changed() ? Outcome.SUCCEEDED : Outcome.NO_CHANGE, committed.summary());
        });
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("url", shownUrl);
        value.put("branch", committed.branch());
        value.put("commit", committed.commit());
        value.put("changed", committed.changed());
        value.put(
                "files",
                new ArrayList<>(committed.files().stream()
                        .map(CommitResult.FileChange::path)
                        .toList()));
        return new Progress.Done<>(value);
    }

    @Override
    String status() {
        return "committing";
    }

    @Override
    String doneSoFar() {
        return "Either the whole commit was pushed or nothing; running the step again makes no second one.";
    }

    @Override
    void close() {
        closeQuietly(repository);
        repository = null;
    }
}
