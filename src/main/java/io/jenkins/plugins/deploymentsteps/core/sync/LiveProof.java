package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Fail;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Succeed;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Wait;
import java.time.Duration;
import java.time.Instant;

/**
 * What must be seen before a revision that was deployed, as far as operations tell, counts as live: a comparison that
 * began more than a second after the operation ended (times are in whole seconds; what was just applied needs a moment
 * to be seen), which calls the application Synced and Healthy.
 */
final class LiveProof {
    /** How long after the end of an operation a comparison must begin to be trusted, in whole seconds. */
    static final Duration SETTLE = Duration.ofSeconds(2);

    /** How long what was synced may differ from Git afterwards. */
    static final Duration SYNCED_PATIENCE = Duration.ofSeconds(60);

    /** How long Degraded must last to be a failure: a probe may fail once. */
    static final Duration DEGRADED_PATIENCE = Duration.ofSeconds(10);

    private final Situation situation;
    private final SyncRequest request;
    private final SyncState state;
    private final ApplicationView app;
    private final WantedRevision wanted;
    private final ApplicationText text;

    @CheckForNull
    private final Operation operation;

    /**
     * Proves it.
     *
     * @param operation that carried the wanted revision; or the last one, when it was live already
     */
    LiveProof(Situation situation, @CheckForNull Operation operation) {
        this.situation = situation;
        this.request = situation.request();
        this.state = situation.state();
        this.app = situation.app();
        this.wanted = situation.wanted();
        this.text = situation.text();
        this.operation = operation;
    }

    /** Returns a success, a failure, or what is still to be waited for. */
    Decision decide() {
        if (!request.waitUntilHealthy()) {
            return new Succeed("");
        }
        if (!state.compared || !isComparedAfterOperation()) {
            return new Wait(Reason.COMPARISON, "", true);
        }
        if (!app.comparisonErrors().isEmpty()) {
            return situation.comparisonError();
        }
        boolean compared = wanted.isIn(app.comparedRevisions());
        if (app.syncStatus().equals("Synced")) {
            return healthy("", compared);
        }
        if (!app.isAutoSynced() && (!compared || hasAnotherSourceMovedOn())) {
            return healthy(movedOn(), false);
        }
        if (!compared) {
            return situation.notThere();
        }
        boolean pruned = operation != null && operation.prune();
        boolean differsRightly = app.needsOnlyPruning() && (!request.prune() || pruned);
        return differsRightly ? healthy(leftInPlace(), true) : notSynced();
    }

    /** Whether the wanted revision is still at its source, but one of the others is not at what was synced. */
    private boolean hasAnotherSourceMovedOn() {
        return app.hasSeveralSources()
                && situation.carries(operation)
                && !operation.revisions().equals(app.comparedRevisions());
    }

    private String movedOn() {
        return text.tracked() + " has moved on to " + text.compared() + "; the application stays at "
                + (situation.carries(operation) ? String.join(", ", operation.revisions()) : wanted);
    }

    private boolean isComparedAfterOperation() {
        Instant reconciledAt = app.reconciledAt();
        if (reconciledAt == null) {
            return false;
        }
        // Whichever operation was last: it may have been another one than the one that carried the revision.
        Operation last = app.operation();
        Instant finishedAt = last == null ? null : last.finishedAt();
        if (finishedAt == null && operation != null) {
            finishedAt = operation.finishedAt();
        }
        return finishedAt == null || !reconciledAt.isBefore(finishedAt.plus(SETTLE));
    }

    private String leftInPlace() {
        return "left in place though no longer in Git: "
                + text.resources(app.resources().stream()
                        .filter(ApplicationView.Resource::requiresPruning)
                        .map(ApplicationView.Resource::name)
                        .toList());
    }

    /**
     * The health at last.
     *
     * @param note what should not be overlooked in spite of a success
     * @param compared whether the wanted revision is the one that was compared
     */
    private Decision healthy(String note, boolean compared) {
        String health = compared ? app.health() : text.healthOf(operation);
        return switch (health) {
            case "Healthy" -> new Succeed(note);
            case "Suspended" ->
                request.paused() == SyncRequest.Paused.SUCCESS
                        ? new Succeed(note.isEmpty() ? text.unhealthy(health) : note + "; " + text.unhealthy(health))
                        : new Wait(Reason.HEALTHY, text.unhealthy(health));
            case "Degraded" -> degraded(health);
            default -> new Wait(Reason.HEALTHY, text.unhealthy(health));
        };
    }

    private Decision degraded(String health) {
        boolean stays = situation.waited(Reason.NOT_DEGRADED).compareTo(DEGRADED_PATIENCE) >= 0;
        return state.seenNotDegraded && stays
                ? new Fail(
                        Kind.NOT_READY,
                        text.failure("was synced to " + wanted + ", but is " + text.unhealthy(health) + "."),
                        true)
                : new Wait(Reason.NOT_DEGRADED, text.unhealthy(health));
    }

    private Decision notSynced() {
        if (situation.waited(Reason.SYNCED).compareTo(SYNCED_PATIENCE) >= 0) {
            return situation.fail(
                    Kind.NOT_READY,
                    "was synced to " + wanted + ", but still differs from it: " + text.differences()
                            + ". Something in the cluster changes it back, or Argo CD must be told to ignore the"
                            + " difference (ignoreDifferences).");
        }
        return new Wait(Reason.SYNCED, "synced, but " + text.differences() + " still differ", true);
    }
}
