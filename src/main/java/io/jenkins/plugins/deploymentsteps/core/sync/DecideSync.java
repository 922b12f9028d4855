package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Fail;
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
 *     proof.
 * <li>Another operation that runs is followed if it carries the wanted revision; else {@code onBusy} says what to do.
 * <li>With the wanted revision compared and {@code Synced}, nothing needs to be started if auto-sync is on, or if the
 *     revision is the last one deployed. (Else hooks that the commit brings would never run.)
 * <li>With auto-sync on, Argo CD refuses another revision than the tracked one, so the wanted one has to turn up
 *     there within {@link #REVISION_PATIENCE}; if another one is there instead, ours was superseded: a failure. When
 *     it is there and {@code OutOfSync}, auto-sync gets {@link #AUTO_SYNC_PATIENCE} to start. An operation of ours is
 *     started at once where auto-sync will not: its operation for this revision failed before, or succeeded and
 *     self-heal is off, or only pruning is left, asked for, and not automatic.
 * <li>Without auto-sync an operation of ours is started, pinned to the revision. Where the branch has moved on, that
 *     is still what is asked for.
 * </ol>
 *
 * <p>The proof of an operation that succeeded: a comparison that began more than a second after it ended (times are
 * in whole seconds; what was just applied needs a moment to be seen), which calls the application Synced and Healthy.
 */
final class DecideSync {
    /** How long after the end of an operation a comparison must begin to be trusted, in whole seconds. */
    static final Duration SETTLE = Duration.ofSeconds(2);

    /** Auto-sync starts in the comparison that finds a difference; self-heal after 5 s by default. */
    static final Duration AUTO_SYNC_PATIENCE = Duration.ofSeconds(20);

    /** How long a commit may take from a Git host's push to where Argo CD fetches (mirrors, replicas). */
    static final Duration REVISION_PATIENCE = Duration.ofSeconds(60);

    /** How long a failing comparison may take to recover: a repo server that restarts. */
    static final Duration COMPARISON_PATIENCE = Duration.ofSeconds(30);

    /** How long what was synced may differ from Git afterwards. */
    static final Duration SYNCED_PATIENCE = Duration.ofSeconds(60);

    /** How long Degraded must last to be a failure: a probe may fail once. */
    static final Duration DEGRADED_PATIENCE = Duration.ofSeconds(10);

    /** How long a sync request whose answer was lost may still be on its way through proxies. */
    static final Duration UNCLEAR_PATIENCE = Duration.ofSeconds(15);

    /** How long our accepted operation may be out of sight. */
    static final Duration SIGHT_PATIENCE = Duration.ofSeconds(30);

    private final SyncRequest request;
    private final SyncState state;
    private final ApplicationView app;
    private final Instant now;
    private final WantedRevision wanted;
    private final ApplicationText text;

    private DecideSync(SyncRequest request, SyncState state, ApplicationView app, Instant now) {
        this.request = request;
        this.state = state;
        this.app = app;
        this.now = now;
        this.wanted = new WantedRevision(request, state);
        this.text = new ApplicationText(request, app, wanted);
    }

    /**
     * Decides.
     *
     * @param state as the looks until now left it; not changed
     * @param app as it was just read
     * @param now for how long it has been waited
     */
    static Decision decide(SyncRequest request, SyncState state, ApplicationView app, Instant now) {
        return new DecideSync(request, state, app, now).decide();
    }

    private Decision decide() {
        if (app.isBeingDeleted()) {
            return fail(Kind.CONFLICT, "is being deleted. What it deployed may go with it.");
        }
        if (app.isRefreshPending() && (state.comparisonAsked || !state.compared)) {
            return wait(Reason.COMPARISON, "Argo CD compares with Git");
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

    private boolean carries(@CheckForNull Operation operation) {
        return operation != null && !operation.dryRun() && !operation.partial() && wanted.isIn(operation.revisions());
    }

    private Decision ours(Operation operation) {
        if (!operation.isOver()) {
            return request.waitUntilHealthy() ? wait(Reason.OPERATION, text.operation(operation)) : new Succeed("");
        }
        if (!operation.succeeded()) {
            return failed(operation);
        }
        if (operation.dryRun()) {
            return new Succeed("");
        }
        if (!wanted.isIn(operation.revisions())) {
            return superseded("Our sync brought " + String.join(", ", operation.revisions())
                    + ", which the branch had moved on to.");
        }
        return proof(operation);
    }

    private Decision running(Operation operation) {
        boolean prunesEnough = operation.prune() || !request.prune();
        if (carries(operation) && prunesEnough && !request.dryRun()) {
            return request.waitUntilHealthy() ? wait(Reason.OPERATION, text.operation(operation)) : new Succeed("");
        }
        String other = text.otherOperation(operation);
        if (operation.initiator().equals(ApplicationView.AUTO_SYNC) && wanted.isIn(operation.revisions())) {
            return wait(Reason.OTHER_OPERATION, text.operation(operation));
        }
        if (state.phase == SyncState.Phase.STARTED) {
            return wait(Reason.OTHER_OPERATION, other + " took the place of ours; waiting for its end");
        }
        return switch (request.onBusy()) {
            case WAIT -> wait(Reason.OTHER_OPERATION, other + " is in progress; waiting for its end");
            case FAIL ->
                fail(
                        Kind.CONFLICT,
                        "is busy: " + other + " is in progress. Try again when it is over, or choose onBusy 'wait' or"
                                + " 'terminate'.");
            case TERMINATE ->
                operation.startedAt().isEmpty() || operation.startedAt().equals(state.terminatedOperation)
                        ? wait(Reason.OTHER_OPERATION, other + " is being terminated")
                        : new Terminate(operation);
        };
    }

    /** Our operation was accepted, but what is there now is none or another one, which is over. */
    private Decision replaced(@CheckForNull Operation last) {
        if (request.dryRun() || !state.succeeded && !wasDeployedSince()) {
            if (last == null && waited(Reason.OUR_OPERATION).compareTo(SIGHT_PATIENCE) < 0) {
                return wait(Reason.OUR_OPERATION, "");
            }
            String by = last == null ? "" : " by " + text.otherOperation(last);
            return fail(
                    Kind.CONFLICT,
                    "had our sync to " + wanted + ", but it was replaced" + by
                            + " before its end was seen, so its outcome is not known. " + text.live());
        }
        return wanted.isIn(app.comparedRevisions()) ? proof(last) : superseded("It was deployed, then replaced.");
    }

    /** No operation runs and none of ours was started. */
    private Decision idle(@CheckForNull Operation last) {
        if (!state.compared && request.refresh() != SyncRequest.Refresh.NONE) {
            return wait(Reason.COMPARISON, "Argo CD compares with Git", true);
        }
        if (request.dryRun()) {
            return start();
        }
        if (last != null && carries(last) && !isFromBefore(last)) {
            if (!last.succeeded()) {
                return failed(last);
            }
            if (last.prune() || !request.prune()) {
                return proof(last);
            }
        }
        if (state.phase == SyncState.Phase.PLANNED && wasDeployedSince()) {
            // Ours perhaps, started by a process that ended before it could save that.
            return replaced(last);
        }
        if (!app.comparisonErrors().isEmpty()) {
            return comparisonError();
        }
        if (!wanted.isPinned() && app.comparedRevisions().isEmpty()) {
            return wait(Reason.COMPARISON, "Argo CD has not compared with Git yet", true);
        }
        if (wanted.isIn(app.comparedRevisions())) {
            return atWanted(last);
        }
        if (app.isAutoSynced()) {
            return wanted.isPinned()
                    ? notThere()
                    : fail(
                            Kind.INVALID_INPUT,
                            "has auto-sync on and tracks " + text.tracked() + ", so Argo CD cannot sync it to " + wanted
                                    + ". Change what it tracks, or give a commit of that branch as revision.");
        }
        return app.hasSeveralSources() ? notThere() : start();
    }

    /** The last comparison was with the wanted revision. */
    private Decision atWanted(@CheckForNull Operation last) {
        boolean auto = app.isAutoSynced();
        boolean synced = app.syncStatus().equals("Synced");
        boolean onlyPruning = app.needsOnlyPruning();
        if (synced || onlyPruning && !request.prune()) {
            return auto || wasLastDeployed(last) ? proof(last) : start();
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
                || carries(last) && !(last.succeeded() && app.isSelfHealing());
        if (autoWillNot || waited(Reason.AUTO_SYNC).compareTo(AUTO_SYNC_PATIENCE) >= 0) {
            return start();
        }
        return wait(
                Reason.AUTO_SYNC,
                "auto-sync is on; waiting for it to sync to " + wanted,
                request.refresh() != SyncRequest.Refresh.NONE);
    }

    /** Argo CD knows the tracked branches at other revisions than the wanted one, and can only sync to those. */
    private Decision notThere() {
        if (wasDeployedSince()) {
            return superseded("It was deployed, then replaced.");
        }
        if (waited(Reason.REVISION).compareTo(REVISION_PATIENCE) >= 0) {
            return superseded("In " + REVISION_PATIENCE.toSeconds() + " s it did not turn up there: either a later"
                    + " commit took its place, or it is not on what the application tracks.");
        }
        return wait(
                Reason.REVISION,
                text.tracked() + " is at " + String.join(", ", app.comparedRevisions()) + "; waiting for " + wanted,
                true);
    }

    private boolean wasDeployedSince() {
        return app.history().stream()
                .anyMatch(entry -> entry.id() > state.baselineHistory && wanted.isIn(entry.revisions()));
    }

    private boolean wasLastDeployed(@CheckForNull Operation last) {
        if (carries(last) && last.succeeded()) {
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
                && Duration.between(Instant.ofEpochMilli(state.startUnclearSince), now)
                                .compareTo(UNCLEAR_PATIENCE)
                        < 0) {
            return wait(Reason.UNCLEAR_START, "the answer to the sync request was lost; looking whether it began");
        }
        boolean asTracked = app.isAutoSynced() && !request.dryRun();
        if (asTracked) {
            return new Start(List.of());
        }
        return new Start(app.hasSeveralSources() ? app.comparedRevisions() : List.of(wanted.toStart()));
    }

    /**
     * The wanted revision is deployed as far as operations tell; now a fresh comparison must confirm it.
     *
     * @param operation that carried it; or the last one, when it was live already
     */
    private Decision proof(@CheckForNull Operation operation) {
        if (!request.waitUntilHealthy()) {
            return new Succeed("");
        }
        if (!state.compared || !isReconciledAfter(operation)) {
            return wait(Reason.COMPARISON, "", true);
        }
        if (!app.comparisonErrors().isEmpty()) {
            return comparisonError();
        }
        boolean compared = wanted.isIn(app.comparedRevisions());
        String note = "";
        if (!app.syncStatus().equals("Synced")) {
            boolean pruned = operation != null && operation.prune();
            if (compared && app.needsOnlyPruning() && (!request.prune() || pruned)) {
                note = "left in place though no longer in Git: "
                        + text.resources(app.resources().stream()
                                .filter(ApplicationView.Resource::requiresPruning)
                                .map(ApplicationView.Resource::name)
                                .toList());
            } else if (!compared && !app.isAutoSynced()) {
                note = text.tracked() + " has moved on to " + String.join(", ", app.comparedRevisions())
                        + "; the application stays at " + wanted;
            } else if (!compared) {
                return notThere();
            } else {
                return notSynced();
            }
        }
        return healthy(note, operation, compared);
    }

    private boolean isReconciledAfter(@CheckForNull Operation operation) {
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

    private Decision healthy(String note, @CheckForNull Operation operation, boolean compared) {
        String health = compared ? app.health() : text.healthOf(operation);
        switch (health) {
            case "Healthy":
                return new Succeed(note);
            case "Suspended":
                return request.paused() == SyncRequest.Paused.SUCCESS
                        ? new Succeed(note.isEmpty() ? text.unhealthy(health) : note + "; " + text.unhealthy(health))
                        : wait(Reason.HEALTHY, text.unhealthy(health));
            case "Degraded":
                if (state.seenNotDegraded && waited(Reason.NOT_DEGRADED).compareTo(DEGRADED_PATIENCE) >= 0) {
                    return new Fail(
                            Kind.NOT_READY,
                            text.failure("was synced to " + wanted + ", but is " + text.unhealthy(health) + "."),
                            true);
                }
                return wait(Reason.NOT_DEGRADED, text.unhealthy(health));
            default:
                return wait(Reason.HEALTHY, text.unhealthy(health));
        }
    }

    private Decision notSynced() {
        if (waited(Reason.SYNCED).compareTo(SYNCED_PATIENCE) >= 0) {
            return fail(
                    Kind.NOT_READY,
                    "was synced to " + wanted + ", but still differs from it: " + text.differences()
                            + ". Something in the cluster changes it back, or Argo CD must be told to ignore the"
                            + " difference (ignoreDifferences).");
        }
        return wait(Reason.SYNCED, "synced, but " + text.differences() + " still differ", true);
    }

    private Decision comparisonError() {
        String errors = String.join("; ", app.comparisonErrors());
        if (waited(Reason.VALID_COMPARISON).compareTo(COMPARISON_PATIENCE) >= 0) {
            return fail(Kind.NOT_READY, "cannot be compared with Git. " + errors);
        }
        return wait(Reason.VALID_COMPARISON, errors, true);
    }

    private Decision failed(Operation operation) {
        return fail(Kind.NOT_READY, text.failedOperation(operation));
    }

    private Decision superseded(String how) {
        return fail(
                Kind.CONFLICT,
                "does not have " + wanted + " live. " + text.tracked() + " is at "
                        + String.join(", ", app.comparedRevisions()) + ". " + how + " " + text.live());
    }

    private Decision fail(Kind kind, String what) {
        return new Fail(kind, text.failure(what), false);
    }

    private Duration waited(Reason reason) {
        return state.waitingFor.equals(reason.name())
                ? Duration.between(Instant.ofEpochMilli(state.waitingSince), now)
                : Duration.ZERO;
    }

    private static Decision wait(Reason reason, String what) {
        return wait(reason, what, false);
    }

    private static Decision wait(Reason reason, String what, boolean compare) {
        return new Wait(reason, what, compare);
    }
}
