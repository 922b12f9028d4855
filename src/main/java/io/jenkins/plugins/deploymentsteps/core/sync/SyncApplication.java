package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.SteadyClock;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * Brings an Argo CD application to a revision, one look at a time. What it takes for a success is said at
 * {@link DecideSync} and {@link LiveProof}.
 *
 * <p>A sync is started at most once, also when the process ends at any point: the look that decides to start one only
 * puts its id into the state; the next one looks whether Argo CD has an operation with that id before it asks for it.
 * So the caller must save the state after each look, before the next.
 *
 * <p>Between looks nothing is held. Several looks with one instance, one after the other, each with its own request
 * and state, are fine.
 */
public final class SyncApplication {
    private static final Duration AT_ONCE = Duration.ofMillis(10);
    private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private static final int MOST_EXPLANATIONS = 5;

    private final ArgoServer server;
    private final DeploymentLog log;
    private final Clock clock;

    /**
     * @param server where the application is
     * @param log where to tell what changes
     */
    public SyncApplication(ArgoServer server, DeploymentLog log) {
        this(server, log, SteadyClock.OF_PROCESS);
    }

    /**
     * @param server where the application is
     * @param log where to tell what changes
     * @param clock by which it is told how long something has been waited for
     */
    public SyncApplication(ArgoServer server, DeploymentLog log, Clock clock) {
        this.server = server;
        this.log = log;
        this.clock = clock;
    }

    /**
     * Looks once and does what is due.
     *
     * @param request what is wanted; the same at every look
     * @param state how far it has come; changed by this call, to be saved by the caller after each look
     * @param deadline when to give up; at least one look is taken
     * @return when to look again, or the result
     * @throws DeploymentException if it failed or the deadline passed; carries what is live as a {@link SyncResult},
     *     where that is known
     * @throws InterruptedException if the thread is interrupted; the state stays usable
     */
    public Progress<SyncResult> look(SyncRequest request, SyncState state, Deadline deadline)
            throws DeploymentException, InterruptedException {
        ApplicationView app;
        try {
            app = read(request, state);
        } catch (DeploymentException e) {
            return unread(request, state, deadline, e);
        }
        observe(request, state, app);
        Decision decision = DecideSync.decide(request, state, app, clock.instant());
        try {
            return carryOut(decision, request, state, app, deadline);
        } catch (DeploymentException e) {
            throw e.partialResult() == null ? e.withPartialResult(result(request, state, app)) : e;
        }
    }

    private ApplicationView read(SyncRequest request, SyncState state)
            throws DeploymentException, InterruptedException {
        if (state.phase == SyncState.Phase.NEW) {
            // First without a refresh: an unknown application or a wrong token is told at once, and what is there
            // now is what anything that comes later is told apart from.
            ApplicationView first = new ApplicationView(server.application(request.application(), Refresh.NONE));
            rememberBaseline(state, first);
            waitForNothing(state);
            state.compareNext = request.refresh() != Refresh.NONE;
            // A comparison that was running before we came may not have seen what we want: ours begins after it.
            if (!state.compareNext || first.isRefreshPending()) {
                return first;
            }
        }
        if (!state.compareNext) {
            ApplicationView app = new ApplicationView(server.application(request.application(), Refresh.NONE));
            followLostComparison(state, app);
            return app;
        }
        boolean hard = request.refresh() == Refresh.HARD && !state.compared;
        state.compareNext = false;
        state.comparisonAsked = true;
        ApplicationView app =
                new ApplicationView(server.application(request.application(), hard ? Refresh.HARD : Refresh.NORMAL));
        state.comparisonAsked = false;
        state.comparisonSeen = false;
        state.compared = true;
        return app;
    }

    /**
     * A comparison may take longer than a request, so its answer is lost, or the request was. Argo CD shows a
     * comparison that is due; one that was shown after we asked and is not any more was done.
     */
    private static void followLostComparison(SyncState state, ApplicationView app) {
        if (!state.comparisonAsked) {
            return;
        }
        if (app.isRefreshPending()) {
            state.comparisonSeen = true;
            return;
        }
        state.compared |= state.comparisonSeen;
        state.comparisonAsked = false;
        state.comparisonSeen = false;
    }

    private static void rememberBaseline(SyncState state, ApplicationView app) {
        Operation operation = app.operation();
        state.baselineOperation = operation != null && operation.isOver() ? operation.startedAt() : "";
        state.baselineHistory = app.lastHistoryId();
        state.phase = SyncState.Phase.WATCHING;
    }

    /** A look that could not read: hopeless at the start, but a server may restart while we wait. */
    private Progress<SyncResult> unread(
            SyncRequest request, SyncState state, Deadline deadline, DeploymentException failure)
            throws DeploymentException {
        if (state.phase == SyncState.Phase.NEW) {
            throw failure;
        }
        if (failure.kind() == Kind.NOT_FOUND) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    "Argo CD application '" + request.application() + "' was there, but is no longer, or the right to"
                            + " see it was taken away. " + failure.getMessage(),
                    failure);
        }
        if (failure.kind() != Kind.UNAVAILABLE) {
            throw failure;
        }
        if (deadline.hasPassed()) {
            throw new DeploymentException(
                    Kind.TIMEOUT,
                    "Time is up while waiting for Argo CD application '" + request.application() + "'. "
                            + failure.getMessage(),
                    failure);
        }
        tell(request, state, "cannot be read; trying again. " + failure.getMessage(), true);
        return pause(state, deadline);
    }

    private void observe(SyncRequest request, SyncState state, ApplicationView app) {
        Operation operation = app.operation();
        boolean ours = operation != null
                && !state.operationId.isEmpty()
                && operation.id().equals(state.operationId);
        if (ours) {
            state.phase = SyncState.Phase.STARTED;
            state.startUnclearSince = 0;
            state.succeeded |= operation.succeeded() && !operation.dryRun();
        }
        if (!app.health().isEmpty()
                && !app.health().equals("Degraded")
                && !app.health().equals("Unknown")) {
            state.seenNotDegraded = true;
        }
        if (!state.pinned().isEmpty()) {
            return;
        }
        // What a stale comparison says must not be pinned, unless no other one was wanted.
        if (state.compared || request.refresh() == Refresh.NONE) {
            state.pin(new WantedRevision(request, state).pinFrom(app));
        }
        boolean isExact = ours
                && !operation.revisions().isEmpty()
                && (operation.isOver() || operation.revisions().stream().allMatch(WantedRevision::isCommit));
        if (state.pinned().isEmpty() && isExact) {
            state.pin(operation.revisions());
        }
    }

    private Progress<SyncResult> carryOut(
            Decision decision, SyncRequest request, SyncState state, ApplicationView app, Deadline deadline)
            throws DeploymentException, InterruptedException {
        if (decision instanceof Decision.Succeed success) {
            if (!success.note().isEmpty()) {
                log.warn(request.application() + ": " + success.note());
            }
            SyncResult result = result(request, state, app);
            log.info(end(request, state, result));
            return new Progress.Done<>(result);
        }
        if (decision instanceof Decision.Fail failure) {
            String explanation = failure.explainHealth() ? explainHealth(request, app) : "";
            throw new DeploymentException(failure.kind(), failure.message() + explanation);
        }
        if (decision instanceof Decision.Wait wait) {
            return waitFor(wait, request, state, app, deadline);
        }
        if (deadline.hasPassed()) {
            throw timeout(request, state, app, "nothing was started any more");
        }
        waitForNothing(state);
        if (decision instanceof Decision.Terminate terminate) {
            terminate(terminate.operation(), request, state, app);
        } else if (decision instanceof Decision.Start start) {
            start(start.revisions(), request, state, app);
        } else {
            state.phase = SyncState.Phase.PLANNED;
            state.operationId = UUID.randomUUID().toString();
            return new Progress.Running<>(AT_ONCE);
        }
        return pause(state, deadline);
    }

    private static String end(SyncRequest request, SyncState state, SyncResult result) {
        String now = " At the moment it is " + result.sync() + " and " + result.health() + ".";
        if (request.dryRun()) {
            return result.application() + ": the dry run of a sync to " + new WantedRevision(request, state)
                    + " succeeded; nothing was changed." + now;
        }
        return request.waitUntilHealthy()
                ? result.summary()
                : result.application() + ": the sync to " + new WantedRevision(request, state)
                        + " is not waited for (wait: false)." + now;
    }

    private Progress<SyncResult> waitFor(
            Decision.Wait wait, SyncRequest request, SyncState state, ApplicationView app, Deadline deadline)
            throws DeploymentException, InterruptedException {
        if (!wait.reason().name().equals(state.waitingFor)) {
            state.waitingFor = wait.reason().name();
            state.waitingSince = clock.millis();
        }
        if (deadline.hasPassed()) {
            boolean health = wait.reason() == Reason.HEALTHY || wait.reason() == Reason.NOT_DEGRADED;
            throw timeout(
                    request,
                    state,
                    app,
                    (wait.text().isEmpty() ? "a comparison after the sync is missing" : wait.text())
                            + (health ? explainHealth(request, app) : ""));
        }
        if (!wait.text().isEmpty()) {
            tell(request, state, wait.text(), false);
        }
        state.compareNext = wait.compare();
        return pause(state, deadline);
    }

    private void waitForNothing(SyncState state) {
        state.waitingFor = "";
        state.waitingSince = clock.millis();
    }

    private void start(List<String> revisions, SyncRequest request, SyncState state, ApplicationView app)
            throws DeploymentException, InterruptedException {
        String to = new WantedRevision(request, state).toString();
        state.startAttempts++;
        try {
            server.sync(
                    request.application(),
                    new ArgoServer.SyncOperation(state.operationId, revisions, request.prune(), request.dryRun()));
        } catch (DeploymentException e) {
            switch (e.kind()) {
                case CONFLICT -> {
                    // The next look sees the operation that came before ours.
                    state.startAttempts = 0;
                    state.startUnclearSince = 0;
                    return;
                }
                case UNAVAILABLE -> {
                    state.startUnclearSince = clock.millis();
                    tell(request, state, "the sync request was not answered; " + e.getMessage(), true);
                    return;
                }
                default -> throw e;
            }
        } catch (InterruptedException e) {
            state.startUnclearSince = clock.millis();
            throw e;
        }
        state.phase = SyncState.Phase.STARTED;
        tell(
                request,
                state,
                (request.dryRun() ? "dry run of a sync to " : "sync to ") + to + " started (until now "
                        + app.syncStatus() + ", " + app.health() + ")",
                false);
    }

    private void terminate(Operation operation, SyncRequest request, SyncState state, ApplicationView app)
            throws DeploymentException, InterruptedException {
        String other = new ApplicationText(request, app, new WantedRevision(request, state)).otherOperation(operation);
        tell(request, state, "terminating " + other, true);
        server.terminate(request.application());
        state.terminatedOperation = operation.startedAt();
    }

    private DeploymentException timeout(SyncRequest request, SyncState state, ApplicationView app, String last) {
        WantedRevision wanted = new WantedRevision(request, state);
        return new DeploymentException(
                Kind.TIMEOUT,
                "Time is up: Argo CD application '" + request.application() + "' is not proven to be live at " + wanted
                        + ". " + new ApplicationText(request, app, wanted).standing() + " Last: " + last);
    }

    /** What is unhealthy below the application's own resources, such as the pods of a deployment; empty if nothing. */
    private String explainHealth(SyncRequest request, ApplicationView app) throws InterruptedException {
        Map<String, Object> tree;
        try {
            tree = server.resourceTree(request.application());
        } catch (DeploymentException e) {
            // The failure itself is known; this would only have said more about it.
            return "";
        }
        Set<String> known = new HashSet<>();
        app.resources().forEach(resource -> known.add(resource.name()));
        List<String> unhealthy = new ArrayList<>();
        for (Map<?, ?> node : ApplicationView.maps(tree.get("nodes"))) {
            Map<?, ?> health = ApplicationView.map(node.get("health"));
            String status = ApplicationView.text(health.get("status"));
            String message = ApplicationView.text(health.get("message"));
            String name = ApplicationView.name(node);
            if (!status.isEmpty() && !status.equals("Healthy") && !message.isEmpty() && !known.contains(name)) {
                unhealthy.add(name + " " + status + " (" + message + ")");
            }
        }
        return unhealthy.isEmpty()
                ? ""
                : " Below: " + String.join("; ", unhealthy.subList(0, Math.min(MOST_EXPLANATIONS, unhealthy.size())))
                        + ".";
    }

    private void tell(SyncRequest request, SyncState state, String line, boolean warning) {
        if (line.equals(state.told)) {
            return;
        }
        state.told = line;
        if (warning) {
            log.warn(request.application() + ": " + line);
        } else {
            log.info(request.application() + ": " + line);
        }
    }

    /** The longer it has taken, the less it matters to notice the end at once. */
    private Progress<SyncResult> pause(SyncState state, Deadline deadline) {
        Duration waited = Duration.between(Instant.ofEpochMilli(state.waitingSince), clock.instant());
        Duration pause = min(max(waited.dividedBy(4), SHORTEST_PAUSE), LONGEST_PAUSE);
        return new Progress.Running<>(max(min(pause, deadline.remaining()), AT_ONCE));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }

    private static Duration max(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static SyncResult result(SyncRequest request, SyncState state, ApplicationView app) {
        Operation operation = app.operation();
        String live = String.join(", ", app.comparedRevisions());
        return new SyncResult(
                request.application(),
                state.pinned().isEmpty() ? live : String.join(", ", state.pinned()),
                app.syncStatus(),
                app.health(),
                operation == null ? "" : operation.message(),
                app.images());
    }
}
