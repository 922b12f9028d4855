package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Start;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Succeed;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Terminate;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Decides from one reading of an application what is to be done: no side effects, no clock of its own.
 *
 * <p>The rules, in their order. <em>Carries</em> means: its revisions are the wanted ones, it is no dry run and not
 * limited to some resources.
 * <ol>
 * <li>An operation of ours (known by its id) decides alone: it is waited for; failed is failed; succeeded goes to the
 *     {@linkplain LiveProof proof}.
 * <li>Another operation that runs is followed if it carries the wanted revision; else {@code onBusy} says what to do.
 * <li>With the wanted revision compared and {@code Synced}, nothing needs to be started if auto-sync is on, or if the
 *     revision is the last one deployed. (Else hooks that the commit brings would never run.)
 * <li>With auto-sync on, Argo CD refuses another revision than the tracked one, so the wanted one has to turn up
 *     there within {@link Situation#REVISION_PATIENCE}; if another one is there instead, ours was superseded: a failure. When
 *     it is there and {@code OutOfSync}, auto-sync gets {@link #AUTO_SYNC_PATIENCE} to start. An operation of ours is
 *     started at once where auto-sync will not: its operation for this revision failed before, or succeeded and
 *     self-heal is off, or only pruning is left, asked for, and not automatic.
 * <li>Without auto-sync an operation of ours is started, pinned to the revision. Where the branch has moved on, that
 *     is still what is asked for.
 * </ol>
 */
final class DecideSync {
    /** Auto-sync starts in the comparison that finds a difference; self-heal after 5 s by default. */
    static final Duration AUTO_SYNC_PATIENCE = Duration.ofSeconds(20);

    /** How long a sync request whose answer was lost may still be on its way through proxies. */
    static final Duration UNCLEAR_PATIENCE = Duration.ofSeconds(15);

    /** A server that fails each time at this will not do it the next time either. */
    static final int MOST_START_ATTEMPTS = 3;

    /** How long our accepted operation may be out of sight. */
    static final Duration SIGHT_PATIENCE = Duration.ofSeconds(30);

    private final Situation situation;
    private final SyncRequest request;
    private final SyncState state;
    private final ApplicationView app;
    private final WantedRevision wanted;
    private final ApplicationText text;

    private DecideSync(Situation situation) {
        this.situation = situation;
        this.request = situation.request();
        this.state = situation.state();
        this.app = situation.app();
        this.wanted = situation.wanted();
        this.text = situation.text();
    }

    /**
     * Decides.
     *
     * @param state as the looks until now left it; not changed
     * @param app as it was just read
     * @param now for how long it has been waited
     */
    static Decision decide(SyncRequest request, SyncState state, ApplicationView app, Instant now) {
        return new DecideSync(Situation.of(request, state, app, now)).decide();
    }

    private Decision decide() {
        if (app.isBeingDeleted()) {
            return fail(Kind.CONFLICT, "is being deleted. What it deployed may go with it.");
        }
        if (app.isRefreshPending() && (state.comparisonAsked || !state.compared)) {
            return new Wait(Reason.COMPARISON, "Argo CD compares with Git");
        }
        Operation operation = app.operation();
        if (operation != null && isOurs(operation)) {
            return ours(operation);
        }
        if (operation != null && !operation.isOver()) {
            return running(operation);
        }
        if (state.phase == SyncState.Phase.STARTED) {
            return replaced(operation);
        }
        return idle(operation);
    }

    private boolean isOurs(Operation operation) {
        return !state.operationId.isEmpty() && operation.id().equals(state.operationId);
    }

    /** Whether the operation was over before we first looked. */
    private boolean isFromBefore(Operation operation) {
        return operation.startedAt().equals(state.baselineOperation);
    }

    private Decision ours(Operation operation) {
        if (!operation.isOver()) {
            return request.waitUntilHealthy() ? new Wait(Reason.OPERATION, text.operation(operation)) : new Succeed("");
        }
        if (!operation.succeeded()) {
            return failed(operation);
        }
        if (operation.dryRun()) {
            return new Succeed("");
        }
        if (!wanted.isIn(operation.revisions())) {
            return situation.superseded("Our sync brought " + String.join(", ", operation.revisions())
                    + ", which the branch had moved on to.");
        }
        return prove(operation);
    }

    private Decision running(Operation operation) {
        boolean prunesEnough = operation.prune() || !request.prune();
        if (situation.carries(operation) && prunesEnough && !request.dryRun()) {
            return request.waitUntilHealthy() ? new Wait(Reason.OPERATION, text.operation(operation)) : new Succeed("");
        }
        String other = text.otherOperation(operation);
        if (operation.initiator().equals(ApplicationView.AUTO_SYNC) && wanted.isIn(operation.revisions())) {
            return new Wait(Reason.OTHER_OPERATION, text.operation(operation));
        }
        if (state.phase == SyncState.Phase.STARTED) {
            return new Wait(Reason.OTHER_OPERATION, other + " took the place of ours; waiting for its end");
        }
        return switch (request.onBusy()) {
            case WAIT -> new Wait(Reason.OTHER_OPERATION, other + " is in progress; waiting for its end");
            case FAIL ->
                fail(
                        Kind.CONFLICT,
                        "is busy: " + other + " is in progress. Try again when it is over, or choose onBusy 'wait' or"
                                + " 'terminate'.");
            case TERMINATE ->
                operation.startedAt().isEmpty() || operation.startedAt().equals(state.terminatedOperation)
                        ? new Wait(Reason.OTHER_OPERATION, other + " is being terminated")
                        : new Terminate(operation);
        };
    }

    /** Our operation was accepted, but what is there now is none or another one, which is over. */
    private Decision replaced(@CheckForNull Operation last) {
        if (request.dryRun() || !state.succeeded && !situation.wasDeployedSince()) {
            if (last == null && situation.waited(Reason.OUR_OPERATION).compareTo(SIGHT_PATIENCE) < 0) {
                return new Wait(Reason.OUR_OPERATION, "");
            }
            String by = last == null ? "" : " by " + text.otherOperation(last);
            return fail(
                    Kind.CONFLICT,
                    "had our sync to " + wanted + ", but it was replaced" + by
                            + " before its end was seen, so its outcome is not known. " + text.live());
        }
        return wanted.isIn(app.comparedRevisions())
                ? prove(last)
                : situation.superseded("It was deployed, then replaced.");
    }

    /** No operation runs and none of ours was started. */
    private Decision idle(@CheckForNull Operation last) {
        if (!state.compared && request.refresh() != SyncRequest.Refresh.NONE) {
            return new Wait(Reason.COMPARISON, "Argo CD compares with Git", true);
        }
        if (request.dryRun()) {
            return start();
        }
        if (last != null && situation.carries(last) && !isFromBefore(last)) {
            if (!last.succeeded()) {
                return failed(last);
            }
            if (last.prune() || !request.prune()) {
                return prove(last);
            }
        }
        if (state.phase == SyncState.Phase.PLANNED && situation.wasDeployedSince()) {
            // Ours perhaps, started by a process that ended before it could save that.
            return replaced(last);
        }
        if (!app.comparisonErrors().isEmpty()) {
            return situation.comparisonError();
        }
        if (!wanted.isPinned() && app.comparedRevisions().isEmpty()) {
            return new Wait(Reason.COMPARISON, "Argo CD has not compared with Git yet", true);
        }
        if (wanted.isIn(app.comparedRevisions())) {
            return atWanted(last);
        }
        if (app.isAutoSynced()) {
            return wanted.isPinned()
                    ? situation.notThere()
                    : fail(
                            Kind.INVALID_INPUT,
                            "has auto-sync on and tracks " + text.tracked() + ", so Argo CD cannot sync it to " + wanted
                                    + ". Change what it tracks, or give a commit of that branch as revision.");
        }
        return app.hasSeveralSources() ? situation.notThere() : start();
    }

    /** The last comparison was with the wanted revision. */
    private Decision atWanted(@CheckForNull Operation last) {
        boolean auto = app.isAutoSynced();
        boolean synced = app.syncStatus().equals("Synced");
        boolean onlyPruning = app.needsOnlyPruning();
        if (synced || onlyPruning && !request.prune()) {
            return auto || wasLastDeployed(last) ? prove(last) : start();
        }
        if (!auto) {
            return start();
        }
        List<String> refusals = app.autoSyncRefusals();
        if (!refusals.isEmpty()) {
            return fail(Kind.NOT_READY, "is not synced by auto-sync. " + String.join("; ", refusals));
        }
        boolean autoWillNot = onlyPruning && !app.isAutoPruned()
                || app.hasAutoSyncGivenUp()
                || situation.carries(last) && !(last.succeeded() && app.isSelfHealing());
        if (autoWillNot || situation.waited(Reason.AUTO_SYNC).compareTo(AUTO_SYNC_PATIENCE) >= 0) {
            return start();
        }
        return new Wait(
                Reason.AUTO_SYNC,
                "auto-sync is on; waiting for it to sync to " + wanted,
                request.refresh() != SyncRequest.Refresh.NONE);
    }

    private boolean wasLastDeployed(@CheckForNull Operation last) {
        if (situation.carries(last) && last.succeeded()) {
            return true;
        }
        long lastId = app.lastHistoryId();
        return app.history().stream().anyMatch(entry -> entry.id() == lastId && wanted.isIn(entry.revisions()));
    }

    private Decision start() {
        if (state.phase != SyncState.Phase.PLANNED) {
            return new Decision.Plan();
        }
        if (state.startUnclearSince > 0
                && situation.since(state.startUnclearSince).compareTo(UNCLEAR_PATIENCE) < 0) {
            return new Wait(Reason.UNCLEAR_START, "the answer to the sync request was lost; looking whether it began");
        }
        if (state.startUnclearSince > 0 && state.startAttempts >= MOST_START_ATTEMPTS) {
            return fail(
                    Kind.UNAVAILABLE,
                    "was asked " + state.startAttempts + " times to sync to " + wanted
                            + ", and each answer was lost. No such sync has begun in the "
                            + UNCLEAR_PATIENCE.toSeconds() + " s since; it may still begin. Look at the application and"
                            + " at Argo CD's API server, then run again.");
        }
        boolean asTracked = app.isAutoSynced() && !request.dryRun();
        if (asTracked) {
            return new Start(List.of());
        }
        return new Start(app.hasSeveralSources() ? app.comparedRevisions() : List.of(wanted.toStart()));
    }

    private Decision prove(@CheckForNull Operation operation) {
        return new LiveProof(situation, operation).decide();
    }

    private Decision failed(Operation operation) {
        return fail(Kind.NOT_READY, text.failedOperation(operation));
    }

    private Decision fail(Kind kind, String what) {
        return situation.fail(kind, what);
    }
}
