package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ApplicationView.Operation;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Fail;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Wait;
import java.time.Duration;
import java.time.Instant;

/**
 * What is wanted, how far it has come and what the application was just read to be; with what {@link DecideSync} and
 * {@link LiveProof} both ask and answer of it.
 *
 * @param request what is wanted
 * @param state as the looks until now left it; not changed
 * @param app as it was just read
 * @param now for how long it has been waited
 * @param wanted the revision that must be live
 * @param text for what is said about it
 */
record Situation(
        SyncRequest request,
        SyncState state,
        ApplicationView app,
        Instant now,
        WantedRevision wanted,
        ApplicationText text) {
    /** How long a commit may take from a Git host's push to where Argo CD fetches (mirrors, replicas). */
    static final Duration REVISION_PATIENCE = Duration.ofSeconds(60);

    /** How long a failing comparison may take to recover: a repo server that restarts. */
    static final Duration COMPARISON_PATIENCE = Duration.ofSeconds(30);

    /** How long a comparison may fail that Argo CD itself does not try again: our commit may still be on its way to it. */
    static final Duration GIVEN_UP_PATIENCE = Duration.ofSeconds(10);

    /**
     * What the repo server of Argo CD begins its answer with ({@code cachedManifestGenerationPrefix}) once it has failed
     * at the manifests of a commit three times: it does not try that commit again for an hour.
     */
    private static final String GENERATION_GIVEN_UP = "Manifest generation error (cached)";

    static Situation of(SyncRequest request, SyncState state, ApplicationView app, Instant now) {
        WantedRevision wanted = new WantedRevision(request, state);
        return new Situation(request, state, app, now, wanted, new ApplicationText(request, app, wanted));
    }

    /** Whether an operation is one to the wanted revision that left nothing out. */
    boolean carries(@CheckForNull Operation operation) {
        return operation != null && !operation.dryRun() && !operation.partial() && wanted.isIn(operation.revisions());
    }

    /** Whether the wanted revision was deployed after the first look, whatever came after it. */
    boolean wasDeployedSince() {
        return app.history().stream()
                .anyMatch(entry -> entry.id() > state.baselineHistory && wanted.isIn(entry.revisions()));
    }

    /** For how long the last looks have waited for just that. */
    Duration waited(Reason reason) {
        return state.waitingFor.equals(reason.name()) ? since(state.waitingSince) : Duration.ZERO;
    }

    /** The time from then, in milliseconds since 1970, until now. */
    Duration since(long then) {
        return Duration.between(Instant.ofEpochMilli(then), now);
    }

    Decision fail(Kind kind, String what) {
        return new Fail(kind, text.failure(what), false);
    }

    Decision superseded(String how) {
        return fail(
                Kind.CONFLICT,
                "does not have " + wanted + " live. " + text.tracked() + " is at " + text.compared() + ". " + how + " "
                        + text.live());
    }

    /** Argo CD knows the tracked branches at other revisions than the wanted one, and can only sync to those. */
    Decision notThere() {
        if (wasDeployedSince()) {
            return superseded("It was deployed, then replaced.");
        }
        if (waited(Reason.REVISION).compareTo(REVISION_PATIENCE) >= 0) {
            return superseded("In " + REVISION_PATIENCE.toSeconds() + " s it did not turn up there: either a later"
                    + " commit took its place, or it is not on what the application tracks.");
        }
        return new Wait(
                Reason.REVISION, text.tracked() + " is at " + text.compared() + "; waiting for " + wanted, true);
    }

    Decision comparisonError() {
        String errors = String.join("; ", app.comparisonErrors());
        boolean givenUp = errors.contains(GENERATION_GIVEN_UP);
        Duration patience = givenUp ? GIVEN_UP_PATIENCE : COMPARISON_PATIENCE;
        if (waited(Reason.VALID_COMPARISON).compareTo(patience) < 0) {
            return new Wait(Reason.VALID_COMPARISON, errors, true);
        }
        return fail(
                Kind.NOT_READY,
                "cannot be compared with Git. " + errors
                        + (givenUp
                                ? ". Argo CD has tried this commit several times and keeps the answer for about an"
                                        + " hour: push a commit that mends it, or have it try again with refresh 'hard'."
                                : ""));
    }
}
