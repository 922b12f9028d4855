package io.jenkins.plugins.deploymentsteps.core.sync;

import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.A;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.core.sync.AppData.Op;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;

/**
 * A table of decisions. One row: what was wanted, what the looks until now left, what the application looks like, what
 * must be decided. The wanted revision is A; our operation's id is "ours".
 */
@RunWith(Parameterized.class)
public abstract class DecisionTable {
    static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    static final String ANYTHING = "";

    /** More than a second after the operations of {@link Op} end. */
    static final String FRESH = "2026-01-01T00:01:12Z";

    record Row(String name, SyncRequest request, SyncState state, AppData app, String decision, String says) {}

    private final Row row;

    /**
     * One row of the table.
     *
     * @param name what the runner calls it
     */
    DecisionTable(String name, Row row) {
        this.row = row;
    }

    @Test
    public void decides() {
        Decision decision =
                DecideSync.decide(row.request(), row.state(), row.app().view(), NOW);

        assertThat(describe(decision), is(row.decision()));
        assertThat(words(decision), containsString(row.says()));
        assertThat(words(decision), not(containsString("null")));
    }

    private static String describe(Decision decision) {
        if (decision instanceof Decision.Wait wait) {
            return "wait " + wait.reason() + (wait.compare() ? " compare" : "");
        } else if (decision instanceof Decision.Fail fail) {
            return "fail " + fail.kind();
        } else if (decision instanceof Decision.Start start) {
            return "start " + start.revisions();
        } else if (decision instanceof Decision.Succeed) {
            return "succeed";
        }
        return decision instanceof Decision.Plan ? "plan" : "terminate";
    }

    private static String words(Decision decision) {
        if (decision instanceof Decision.Wait wait) {
            return wait.text();
        } else if (decision instanceof Decision.Fail fail) {
            return fail.message();
        }
        return decision instanceof Decision.Succeed success ? success.note() : "";
    }

    static Op ours(String phase) {
        return ours(phase, A);
    }

    static Op ours(String phase, String revision) {
        return (phase.equals("Running") ? Op.running(revision) : Op.succeeded(revision)).id("ours");
    }

    static AppData synced(AppData app) {
        return synced(app, A);
    }

    static AppData synced(AppData app, String revision) {
        return app.sync("Synced", revision).health("Healthy");
    }

    static SyncState state(Consumer<SyncState> change) {
        SyncState state = SyncState.fresh();
        state.phase = SyncState.Phase.WATCHING;
        state.compared = true;
        state.pin(List.of(A));
        change.accept(state);
        return state;
    }

    static SyncState started() {
        return state(s -> {
            s.phase = SyncState.Phase.STARTED;
            s.operationId = "ours";
        });
    }

    static SyncState planned() {
        return state(s -> {
            s.baselineHistory = 0;
            s.phase = SyncState.Phase.PLANNED;
            s.operationId = "ours";
        });
    }

    static SyncState unclear(Duration since) {
        SyncState state = planned();
        state.startUnclearSince = NOW.minus(since).toEpochMilli();
        return state;
    }

    static SyncState seenNotDegraded(SyncState state) {
        state.seenNotDegraded = true;
        return state;
    }

    static SyncState waiting(SyncState state, Reason reason, Duration time) {
        state.waitingFor = reason.name();
        state.waitingSince = NOW.minus(time).toEpochMilli();
        return state;
    }

    static SyncRequest revision(String revision) {
        return new SyncRequest("shop", revision, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT);
    }

    static SyncRequest busy(OnBusy onBusy) {
        return new SyncRequest("shop", A, Refresh.NORMAL, false, false, onBusy, true, Paused.WAIT);
    }

    static SyncRequest pruning() {
        return new SyncRequest("shop", A, Refresh.NORMAL, true, false, OnBusy.WAIT, true, Paused.WAIT);
    }

    static SyncRequest dryRun() {
        return new SyncRequest("shop", A, Refresh.NORMAL, false, true, OnBusy.WAIT, true, Paused.WAIT);
    }

    /** The rows that a test class fills in. */
    static final class Table {
        private final List<Object[]> rows = new ArrayList<>();

        /** Adds a row for a plain request of revision A. */
        void row(String name, SyncState state, AppData app, String decision, String says) {
            row(name, revision(A), state, app, decision, says);
        }

        void row(String name, SyncRequest request, SyncState state, AppData app, String decision, String says) {
            rows.add(new Object[] {name, new Row(name, request, state, app, decision, says)});
        }

        /** Returns what JUnit's parameterized runner wants. */
        List<Object[]> rows() {
            return rows;
        }
    }
}
