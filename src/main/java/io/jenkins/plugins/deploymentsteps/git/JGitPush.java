package io.jenkins.plugins.deploymentsteps.git;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.commit.GitRepository.PushOutcome;
import java.io.IOException;
import java.util.List;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.PushResult;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.RemoteRefUpdate;
import org.eclipse.jgit.transport.Transport;

/** One push of one commit to one branch, on the condition that the branch is still where we read it. */
final class JGitPush {
    private final JGitRepository repository;
    private final Repository local;
    private final String ref;
    private final ObjectId base;
    private final ObjectId ours;
    private final Deadline deadline;

    JGitPush(JGitRepository repository, Repository local, String ref, ObjectId base, ObjectId ours, Deadline deadline) {
        this.repository = repository;
        this.local = local;
        this.ref = ref;
        this.base = base;
        this.ours = ours;
        this.deadline = deadline;
    }

    PushOutcome run(GitOperation operation) throws IOException, DeploymentException {
        RemoteRefUpdate update = new RemoteRefUpdate(local, ours.name(), ours, ref, false, null, base);
        PushResult result;
        try (Transport transport = repository.transport(local, operation, deadline)) {
            transport.setPushThin(true);
            result = transport.push(operation, List.of(update), null);
        } catch (TransportException e) {
            return afterLoss(e, operation);
        }
        String reason = update.getMessage() == null ? "" : update.getMessage();
        return switch (update.getStatus()) {
            case OK, UP_TO_DATE -> new PushOutcome.Pushed(ours.name());
            case REJECTED_REMOTE_CHANGED, REJECTED_NONFASTFORWARD ->
                new PushOutcome.Raced(
                        "the branch has moved on from " + base.abbreviate(10).name());
            case REJECTED_OTHER_REASON -> rejected(reason, result.getMessages(), operation);
            // A server that reports nothing, or a status that nobody can set for an update: look what is there.
            case AWAITING_REPORT, NOT_ATTEMPTED, NON_EXISTING, REJECTED_NODELETE ->
                byTip("the server did not say what became of the push", operation);
        };
    }

    private PushOutcome rejected(String reason, String messages, GitOperation operation)
            throws IOException, DeploymentException {
        if (GitFailures.isRace(reason)) {
            return new PushOutcome.Raced(repository.failures().words(reason));
        }
        if (!GitFailures.refusesForGood(reason)) {
            ObjectId tip = remoteTip(operation);
            if (ours.equals(tip)) {
                return new PushOutcome.Pushed(ours.name());
            }
            if (!base.equals(tip)) {
                return new PushOutcome.Raced(repository.failures().words(reason));
            }
        }
        String said = repository.failures().words(messages);
        throw new DeploymentException(
                Kind.FORBIDDEN,
                "The server refuses the push to '" + ref.substring(Constants.R_HEADS.length()) + "' of "
                        + repository.url()
                        + ": " + repository.failures().words(reason)
                        + (said.isEmpty() ? "" : " (it says: " + said + ")")
                        + ". If the branch is protected, let these credentials push to it, or change it through a pull"
                        + " request.");
    }

    /** The connection broke, maybe after the server had taken the commit. */
    private PushOutcome afterLoss(TransportException lost, GitOperation operation)
            throws IOException, DeploymentException {
        operation.check();
        DeploymentException failure = repository
                .failures()
                .of("push to branch '" + ref.substring(Constants.R_HEADS.length()) + "'", lost, operation);
        if (failure.kind() != Kind.UNAVAILABLE || failure.retryAfter() != null) {
            throw failure;
        }
        try {
            return byTip(String.valueOf(failure.getMessage()), operation);
        } catch (TransportException e) {
            operation.check();
            return new PushOutcome.Unknown(String.valueOf(failure.getMessage()), ours.name());
        }
    }

    /** If the tip is not ours, ours may still lie below it, or be on its way. */
    private PushOutcome byTip(String reason, GitOperation operation) throws IOException {
        return ours.equals(remoteTip(operation))
                ? new PushOutcome.Pushed(ours.name())
                : new PushOutcome.Unknown(reason, ours.name());
    }

    @CheckForNull
    private ObjectId remoteTip(GitOperation operation) throws IOException {
        try (Transport transport = repository.transport(local, operation, deadline);
                FetchConnection connection = transport.openFetch(List.of(new RefSpec(ref)))) {
            Ref tip = connection.getRef(ref);
            return tip == null ? null : tip.getObjectId();
        }
    }
}
