package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.Arrays;

/** An operation that takes its turn at a set, applies it in stages, and waits for the rollout. */
abstract class StagedOperation extends RolloutOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private DeploymentTurn turn = new DeploymentTurn();

    /** What is being applied; null before and after that. */
    private transient StagedApply staged;

    StagedOperation(String id, String step, Duration timeout) {
        super(id, step, timeout);
    }

    /** What was saved before there were turns has none. */
    @Serial
    Object readResolve() {
        turn = turn == null ? new DeploymentTurn() : turn;
        return this;
    }

    /**
     * Begins when it is its turn, and says by {@link #begun} what is applied.
     *
     * @return when to ask again; null once it has begun, or if there was nothing to apply in stages
     */
    @CheckForNull
    abstract Duration begin(BuildContext build) throws DeploymentException, IOException, InterruptedException;

    /** Is told that everything is applied, and says what to wait for. */
    abstract void applied(BuildContext build, ApplyResult result)
            throws DeploymentException, IOException, InterruptedException;

    /** Is told that the stages were looked at, however that ended. */
    void looked(StagedApply stages) {
        // most have nothing to remember
    }

    /** Returns what it does until everything is applied, in a short lower-case phrase. */
    abstract String applying();

    /** Applies as far as it goes now; returns when to go on, null once everything is applied. */
    @CheckForNull
    final Duration apply(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        if (staged == null) {
            Duration again = begin(build);
            if (again != null || targets() != null) {
                return again;
            }
        }
        Progress<ApplyResult> progress;
        try {
            progress = staged.look(deadline());
        } finally {
            looked(staged);
        }
        if (progress instanceof Progress.Running<ApplyResult> running) {
            return running.retryAfter();
        }
        // A wait that may be long must not hold the manifests.
        endStages();
        applied(build, ((Progress.Done<ApplyResult>) progress).result());
        return null;
    }

    /** Says what is applied, from the next look on. */
    final void begun(StagedApply stages) {
        staged = stages;
        follow(stages);
    }

    /** Ends what is being applied where it is. */
    final void endStages() {
        closeQuietly(staged);
        staged = null;
    }

    /** Asks whether it is this one's turn at a set; returns when to ask again, null if it is. */
    @CheckForNull
    final Duration awaitTurn(BuildContext build, String server, ApplySet set) throws DeploymentException {
        return turn.await(this, build, server, set);
    }

    /** Returns whether another deployment of the set is at it. */
    final boolean isWaitingForTurn() {
        return turn.isWaiting();
    }

    /** After a restart, lets others know of its turn. */
    final void takeTurnAgain(BuildContext build) {
        turn.takeAgain(this, build);
    }

    @Override
    Object state() {
        return Arrays.asList(turn.state(), super.state());
    }

    @Override
    void close() {
        endStages();
        super.close();
    }

    @Override
    void end() {
        super.end();
        turn.giveBack(id());
    }

    @Override
    String status() {
        if (targets() != null) {
            return super.status();
        }
        return turn.isWaiting() ? "waiting for another deployment of the set" : applying();
    }
}
