package io.jenkins.plugins.deploymentsteps.core.sync;

import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.A;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.B;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.C;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.auto;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.manual;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.sync.AppData.Op;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.junit.runners.Parameterized;
import org.junit.runners.Parameterized.Parameters;

/**
 * One row: what was wanted, what the looks until now left, what the application looks like, what must be decided. The
 * wanted revision is A; our operation's id is "ours".
 */
@RunWith(Parameterized.class)
@Covers({"R-32", "R-35"})
public class DecideSyncTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final String ANYTHING = "";

    /** More than a second after the operations of {@link Op} end. */
    private static final String FRESH = "2026-01-01T00:01:12Z";

    private record Row(String name, SyncRequest request, SyncState state, AppData app, String decision, String says) {}

    private static final List<Row> ROWS = new ArrayList<>();

    private final Row row;

    public DecideSyncTest(String name, Row row) {
        this.row = row;
    }

    @Parameters(name = "{0}")
    public static List<Object[]> rows() {
        ROWS.clear();
        ourOperation();
        proof();
        health();
        otherOperations();
        withoutAutoSync();
        withAutoSync();
        revisions();
        comparison();
        notWaiting();
        return ROWS.stream().map(row -> new Object[] {row.name(), row}).toList();
    }

    private static void ourOperation() {
        row("ours is pending", started(), manual().pending(Op.running(A).id("ours")), "wait OPERATION", "Pending");
        row("ours runs", started(), manual().operation(ours("Running")), "wait OPERATION", "sync to " + A);
        row(
                "ours runs, seen only now, after a restart before its answer was saved",
                state(s -> {
                    s.phase = SyncState.Phase.PLANNED;
                    s.operationId = "ours";
                }),
                synced(manual()).operation(ours("Running")),
                "wait OPERATION",
                ANYTHING);
        row(
                "ours waits between two tries",
                started(),
                synced(manual())
                        .operation(Op.running(A)
                                .id("ours")
                                .finishedAt("2026-01-01T00:01:05Z")
                                .message("Retrying attempt #1")),
                "wait OPERATION",
                "Retrying attempt #1");
        row(
                "ours waits for someone to confirm the pruning",
                started(),
                manual().operation(
                                Op.running(A).id("ours").message("waiting for pruning confirmation of ConfigMap/old")),
                "wait OPERATION",
                "pruning confirmation of ConfigMap/old");
        row(
                "ours is held up by a sync window that has closed meanwhile",
                started(),
                manual().operation(Op.running(A).id("ours").message("Sync operation blocked by sync window")),
                "wait OPERATION",
                "blocked by sync window");
        row(
                "ours failed at a resource",
                started(),
                synced(manual())
                        .operation(Op.failed(A)
                                .id("ours")
                                .resource(Map.of(
                                        "kind",
                                        "Deployment",
                                        "namespace",
                                        "shop",
                                        "name",
                                        "web",
                                        "status",
                                        "SyncFailed",
                                        "message",
                                        "spec.replicas: Invalid value"))),
                "fail NOT_READY",
                "Deployment shop/web: spec.replicas: Invalid value");
        row(
                "ours failed at a hook",
                started(),
                synced(manual())
                        .operation(Op.failed(A)
                                .id("ours")
                                .resource(Map.of(
                                        "kind",
                                        "Job",
                                        "namespace",
                                        "shop",
                                        "name",
                                        "migrate",
                                        "hookType",
                                        "PreSync",
                                        "hookPhase",
                                        "Failed",
                                        "message",
                                        "BackoffLimitExceeded"))),
                "fail NOT_READY",
                "PreSync hook Job shop/migrate: BackoffLimitExceeded");
        row(
                "ours was terminated",
                started(),
                synced(manual()).operation(Op.failed(A).id("ours").message("Operation terminated")),
                "fail NOT_READY",
                "Operation terminated");
        row(
                "ours brought another revision, which the branch had moved on to",
                started(),
                synced(auto(), B).operation(ours("Succeeded", B)),
                "fail CONFLICT",
                B);
        row(
                "ours was replaced before its end was seen",
                started(),
                manual().sync("Synced", B).health("Healthy").operation(Op.succeeded(B)),
                "fail CONFLICT",
                "replaced by a sync to " + B + " by alice");
        row(
                "ours succeeded, was seen, then self-heal replaced it",
                state(s -> {
                    s.phase = SyncState.Phase.STARTED;
                    s.operationId = "ours";
                    s.succeeded = true;
                }),
                synced(auto())
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A).automated().only("Service", "web")),
                "succeed",
                ANYTHING);
        row(
                "ours was deployed and replaced while the process was away that had planned it",
                planned(),
                synced(manual(), C).reconciledAt(FRESH).history(B, A, C).operation(Op.succeeded(C)),
                "fail CONFLICT",
                "It was deployed, then replaced.");
        row(
                "ours was accepted and is not to be seen yet",
                started(),
                manual().sync("OutOfSync", A).health("Healthy"),
                "wait OUR_OPERATION",
                ANYTHING);
        row(
                "the application is being deleted",
                started(),
                synced(manual()).operation(ours("Succeeded")).deleting(),
                "fail CONFLICT",
                "being deleted");
    }

    private static void proof() {
        row(
                "stale: Synced and Healthy, from a comparison before the operation ended",
                started(),
                synced(manual()).reconciledAt("2026-01-01T00:01:09Z").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        row(
                "stale: a comparison in the very second in which the operation ended",
                started(),
                synced(manual()).reconciledAt("2026-01-01T00:01:10Z").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        row(
                "stale: no comparison ever",
                started(),
                synced(manual()).reconciledAt("").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        row("fresh", started(), synced(manual()).reconciledAt(FRESH).operation(ours("Succeeded")), "succeed", ANYTHING);
        row(
                "synced, but it differs again",
                started(),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("Service", "web", "OutOfSync", "Healthy", "", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "wait SYNCED compare",
                "Service shop/web");
        row(
                "synced, but it differs for good",
                waiting(started(), Reason.SYNCED, DecideSync.SYNCED_PATIENCE),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("Service", "web", "OutOfSync", "Healthy", "", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "fail NOT_READY",
                "Service shop/web");
        row(
                "synced but for what was not to be pruned",
                started(),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("ConfigMap", "old", "OutOfSync", "", "", true)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "succeed",
                "ConfigMap shop/old");
        row(
                "synced but for what Git says never to prune",
                pruning(),
                started(),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("ConfigMap", "old", "OutOfSync", "", "", true)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded").prune()),
                "succeed",
                "ConfigMap shop/old");
        row(
                "the branch moved on after our sync, without auto-sync",
                started(),
                manual().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "succeed",
                "moved on to " + B);
        row(
                "the branch moved on after our sync, with auto-sync, which is about to replace it",
                started(),
                auto().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "wait REVISION compare",
                ANYTHING);
        row(
                "the branch moved on to a commit that changes nothing here",
                started(),
                auto().sync("Synced", B).health("Healthy").reconciledAt(FRESH).operation(ours("Succeeded")),
                "succeed",
                ANYTHING);
        row(
                "a dry run ends with its operation",
                dryRun(),
                started(),
                manual().sync("OutOfSync", A)
                        .health("Degraded")
                        .operation(ours("Succeeded").dryRun()),
                "succeed",
                ANYTHING);
        row(
                "somebody else's dry run proves nothing",
                state(s -> {}),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).dryRun()),
                "plan",
                ANYTHING);
        row(
                "somebody else's selective sync proves nothing",
                state(s -> {}),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).only("Service", "web")),
                "plan",
                ANYTHING);
    }

    private static void health() {
        health("Progressing", true, "wait HEALTHY");
        health("Missing", true, "wait HEALTHY");
        health("Unknown", true, "wait HEALTHY");
        health("", true, "wait HEALTHY");
        health("Suspended", true, "wait HEALTHY");
        health("Degraded", true, "wait NOT_DEGRADED");
        health("Degraded", false, "wait NOT_DEGRADED");
        row(
                "Healthy became Degraded and stays so",
                waiting(seenNotDegraded(started()), Reason.NOT_DEGRADED, DecideSync.DEGRADED_PATIENCE),
                degraded(),
                "fail NOT_READY",
                "Deployment shop/web (exceeded its progress deadline)");
        row(
                "Degraded from the start may recover for as long as the deadline lets it",
                waiting(started(), Reason.NOT_DEGRADED, Duration.ofHours(1)),
                degraded(),
                "wait NOT_DEGRADED",
                "exceeded its progress deadline");
        row(
                "Suspended, and that is good enough",
                new SyncRequest("shop", A, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.SUCCESS),
                started(),
                manual().sync("Synced", A)
                        .health("Suspended")
                        .resource("Rollout", "web", "Synced", "Suspended", "CanaryPauseStep", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "succeed",
                "Rollout shop/web (CanaryPauseStep)");
        row(
                "what only a later commit brings may be missing",
                started(),
                manual().sync("OutOfSync", B)
                        .health("Missing")
                        .resource("Deployment", "web", "Synced", "Healthy", "", false)
                        .resource("Deployment", "new", "OutOfSync", "Missing", "", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")
                                .resource(Map.of("kind", "Deployment", "namespace", "shop", "name", "web"))),
                "succeed",
                ANYTHING);
    }

    private static void health(String health, boolean seenNotDegraded, String decision) {
        row(
                "health '" + health + "' " + (seenNotDegraded ? "after a better one" : "from the start"),
                seenNotDegraded ? seenNotDegraded(started()) : started(),
                manual().sync("Synced", A).health(health).reconciledAt(FRESH).operation(ours("Succeeded")),
                decision,
                ANYTHING);
    }

    private static AppData degraded() {
        return manual().sync("Synced", A)
                .health("Degraded")
                .resource("Deployment", "web", "Synced", "Degraded", "exceeded its progress deadline", false)
                .reconciledAt(FRESH)
                .operation(ours("Succeeded"));
    }

    private static void otherOperations() {
        AppData other = manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(B));
        row("another one runs: wait", state(s -> {}), other, "wait OTHER_OPERATION", "a sync to " + B + " by alice");
        row("another one runs: fail", busy(OnBusy.FAIL), state(s -> {}), other, "fail CONFLICT", "by alice");
        row("another one runs: terminate", busy(OnBusy.TERMINATE), state(s -> {}), other, "terminate", ANYTHING);
        row(
                "another one runs and was asked to end",
                busy(OnBusy.TERMINATE),
                state(s -> s.terminatedOperation = "2026-01-01T00:01:00Z"),
                other,
                "wait OTHER_OPERATION",
                "being terminated");
        row(
                "one with our revision runs, started by somebody else: it is ours as well",
                busy(OnBusy.FAIL),
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(A)),
                "wait OPERATION",
                ANYTHING);
        row(
                "one with our revision runs, but does not prune",
                new SyncRequest("shop", A, Refresh.NORMAL, true, false, OnBusy.FAIL, true, Paused.WAIT),
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(A)),
                "fail CONFLICT",
                ANYTHING);
        row(
                "self-heal with our revision is no reason to fail",
                busy(OnBusy.FAIL),
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.running(A).automated().only("Service", "web")),
                "wait OTHER_OPERATION",
                ANYTHING);
        row(
                "one with our revision, which came after us, failed",
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.failed(A).automated()),
                "fail NOT_READY",
                "could not be synced to " + A);
        row(
                "one with our revision, which came after us, succeeded",
                state(s -> {}),
                synced(auto()).reconciledAt(FRESH).operation(Op.succeeded(A).automated()),
                "succeed",
                ANYTHING);
    }

    private static void withoutAutoSync() {
        row("OutOfSync", state(s -> {}), manual().sync("OutOfSync", A).health("Healthy"), "plan", ANYTHING);
        row(
                "planned and saved",
                planned(),
                manual().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
        row(
                "asked for a moment ago, answer lost",
                unclear(Duration.ofSeconds(1)),
                manual().sync("OutOfSync", A).health("Healthy"),
                "wait UNCLEAR_START",
                ANYTHING);
        row(
                "asked for long ago, answer lost, and it never began",
                unclear(DecideSync.UNCLEAR_PATIENCE),
                manual().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
        row(
                "live already, as the last one deployed",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).reconciledAt(FRESH).operation(Op.succeeded(A)),
                "succeed",
                ANYTHING);
        row(
                "live already by the history, under a later dry run",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual())
                        .reconciledAt(FRESH)
                        .history(B, A)
                        .operation(Op.succeeded(C).dryRun()),
                "succeed",
                ANYTHING);
        row(
                "live already, but not healthy",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).health("Progressing").reconciledAt(FRESH).operation(Op.succeeded(A)),
                "wait HEALTHY",
                ANYTHING);
        row(
                "the same manifests, but the commit was never synced: its hooks have not run",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).reconciledAt(FRESH).history(B).operation(Op.succeeded(B)),
                "plan",
                ANYTHING);
        row(
                "an older commit than the branch's: what is live is not known, so it is synced",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                manual().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A)),
                "plan",
                ANYTHING);
        row(
                "Degraded is no reason not to sync",
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Degraded"),
                "plan",
                ANYTHING);
        row(
                "several sources: each pinned as compared",
                planned(),
                manual().sources("main", "main").sync("OutOfSync", A, B).health("Healthy"),
                "start [" + A + ", " + B + "]",
                ANYTHING);
        row(
                "several sources, ours at none of them",
                planned(),
                manual().sources("main", "main").sync("OutOfSync", B, C).health("Healthy"),
                "wait REVISION compare",
                ANYTHING);
    }

    private static void withAutoSync() {
        row(
                "Synced at our commit, in a fresh comparison, though no operation carried it (another folder changed)",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(auto()).reconciledAt(FRESH).operation(Op.succeeded(B).automated()),
                "succeed",
                ANYTHING);
        row(
                "OutOfSync at our commit: auto-sync will do it",
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy"),
                "wait AUTO_SYNC compare",
                ANYTHING);
        row(
                "OutOfSync for longer than auto-sync takes",
                waiting(state(s -> {}), Reason.AUTO_SYNC, DecideSync.AUTO_SYNC_PATIENCE),
                auto().sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        row(
                "ours is started as tracked: Argo CD refuses a commit",
                waiting(planned(), Reason.AUTO_SYNC, DecideSync.AUTO_SYNC_PATIENCE),
                auto().sync("OutOfSync", A).health("Healthy"),
                "start []",
                ANYTHING);
        row(
                "auto-sync failed at it before, so it will not try again",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.failed(A).automated()),
                "plan",
                ANYTHING);
        row(
                "auto-sync gave up at an earlier commit with the same manifests",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .condition("SyncError", "Failed last sync attempt to [" + B + "]: boom")
                        .operation(Op.failed(B).automated()),
                "plan",
                ANYTHING);
        row(
                "auto-sync refuses to delete everything: nor do we",
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .condition(
                                "SyncError",
                                "Skipping sync attempt to [" + A + "]: auto-sync will wipe out all resources"),
                "fail NOT_READY",
                "wipe out all resources");
        row(
                "somebody changed the cluster, and self-heal is off",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).automated()),
                "plan",
                ANYTHING);
        row(
                "somebody changed the cluster, and self-heal is on",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().policy(Map.of("selfHeal", true))
                        .sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).automated()),
                "wait AUTO_SYNC compare",
                ANYTHING);
        row(
                "only pruning is left, asked for, and not automatic",
                pruning(),
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy").resource("ConfigMap", "old", "OutOfSync", "", "", true),
                "plan",
                ANYTHING);
        row(
                "only pruning is left, and not asked for",
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy").resource("ConfigMap", "old", "OutOfSync", "", "", true),
                "succeed",
                "ConfigMap shop/old");
        row(
                "auto-sync is there, but switched off",
                state(s -> {}),
                auto().policy(Map.of("enabled", false)).sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        row(
                "our commit is not at the branch yet",
                state(s -> {}),
                auto().sync("Synced", B).health("Healthy"),
                "wait REVISION compare",
                "main is at " + B);
        row(
                "our commit never comes: the branch has moved on",
                waiting(state(s -> {}), Reason.REVISION, DecideSync.REVISION_PATIENCE),
                auto().sync("Synced", B).health("Healthy"),
                "fail CONFLICT",
                "main is at " + B);
        row(
                "our commit was deployed and replaced while we looked away",
                state(s -> s.baselineHistory = 0),
                auto().sync("Synced", B).health("Healthy").history(C, A, B),
                "fail CONFLICT",
                "It is Synced and Healthy");
        row(
                "a dry run is ours to start, pinned",
                dryRun(),
                planned(),
                auto().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
    }

    private static void revisions() {
        row(
                "another branch than the tracked one, without auto-sync: Argo CD resolves it",
                revision("release"),
                state(s -> {
                    s.phase = SyncState.Phase.PLANNED;
                    s.pin(List.of());
                }),
                manual().sync("Synced", A).health("Healthy"),
                "start [release]",
                ANYTHING);
        row(
                "another branch than the tracked one, with auto-sync",
                revision("release"),
                state(s -> s.pin(List.of())),
                auto().sync("Synced", A).health("Healthy"),
                "fail INVALID_INPUT",
                "tracks main");
    }

    private static void comparison() {
        row(
                "a comparison that was asked for is not done",
                state(s -> s.comparisonAsked = true),
                synced(manual()).annotation("argocd.argoproj.io/refresh", "hard"),
                "wait COMPARISON",
                ANYTHING);
        row(
                "nothing is decided on an old comparison",
                state(s -> s.compared = false),
                synced(auto()),
                "wait COMPARISON compare",
                ANYTHING);
        row(
                "no comparison yet, and none was to be asked for",
                new SyncRequest("shop", null, Refresh.NONE, false, false, OnBusy.WAIT, true, Paused.WAIT),
                state(s -> {
                    s.compared = false;
                    s.pin(List.of());
                }),
                manual(),
                "wait COMPARISON compare",
                ANYTHING);
        row(
                "the comparison fails",
                state(s -> {}),
                manual().sync("Unknown", A).health("Healthy").condition("ComparisonError", "no such path"),
                "wait VALID_COMPARISON compare",
                "no such path");
        row(
                "the comparison fails for good",
                waiting(state(s -> {}), Reason.VALID_COMPARISON, DecideSync.COMPARISON_PATIENCE),
                manual().sync("Unknown", A).health("Healthy").condition("ComparisonError", "no such path"),
                "fail NOT_READY",
                "ComparisonError: no such path");
        row(
                "fields of other types than the API's prove nothing",
                started(),
                manual().reconciledAt("yesterday").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
    }

    private static void notWaiting() {
        SyncRequest request = new SyncRequest("shop", A, Refresh.NORMAL, false, false, OnBusy.WAIT, false, Paused.WAIT);
        row(
                "not waiting: ours has begun",
                request,
                started(),
                manual().operation(ours("Running")),
                "succeed",
                ANYTHING);
        row(
                "not waiting: it is not started yet",
                request,
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        row(
                "not waiting: a failure that is known is told",
                request,
                started(),
                manual().operation(Op.failed(A).id("ours")),
                "fail NOT_READY",
                ANYTHING);
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

    private static Op ours(String phase) {
        return ours(phase, A);
    }

    private static Op ours(String phase, String revision) {
        return (phase.equals("Running") ? Op.running(revision) : Op.succeeded(revision)).id("ours");
    }

    private static AppData synced(AppData app) {
        return synced(app, A);
    }

    private static AppData synced(AppData app, String revision) {
        return app.sync("Synced", revision).health("Healthy");
    }

    private static SyncState state(Consumer<SyncState> change) {
        SyncState state = SyncState.fresh();
        state.phase = SyncState.Phase.WATCHING;
        state.compared = true;
        state.pin(List.of(A));
        change.accept(state);
        return state;
    }

    private static SyncState started() {
        return state(s -> {
            s.phase = SyncState.Phase.STARTED;
            s.operationId = "ours";
        });
    }

    private static SyncState planned() {
        return state(s -> {
            s.baselineHistory = 0;
            s.phase = SyncState.Phase.PLANNED;
            s.operationId = "ours";
        });
    }

    private static SyncState unclear(Duration since) {
        SyncState state = planned();
        state.startUnclearSince = NOW.minus(since).toEpochMilli();
        return state;
    }

    private static SyncState seenNotDegraded(SyncState state) {
        state.seenNotDegraded = true;
        return state;
    }

    private static SyncState waiting(SyncState state, Reason reason, Duration time) {
        state.waitingFor = reason.name();
        state.waitingSince = NOW.minus(time).toEpochMilli();
        return state;
    }

    private static SyncRequest revision(String revision) {
        return new SyncRequest("shop", revision, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT);
    }

    private static SyncRequest busy(OnBusy onBusy) {
        return new SyncRequest("shop", A, Refresh.NORMAL, false, false, onBusy, true, Paused.WAIT);
    }

    private static SyncRequest pruning() {
        return new SyncRequest("shop", A, Refresh.NORMAL, true, false, OnBusy.WAIT, true, Paused.WAIT);
    }

    private static SyncRequest dryRun() {
        return new SyncRequest("shop", A, Refresh.NORMAL, false, true, OnBusy.WAIT, true, Paused.WAIT);
    }

    private static void row(String name, SyncState state, AppData app, String decision, String says) {
        row(name, revision(A), state, app, decision, says);
    }

    private static void row(
            String name, SyncRequest request, SyncState state, AppData app, String decision, String says) {
        ROWS.add(new Row(name, request, state, app, decision, says));
    }
}
