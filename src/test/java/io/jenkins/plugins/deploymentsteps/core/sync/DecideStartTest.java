package io.jenkins.plugins.deploymentsteps.core.sync;

import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.A;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.B;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.C;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.auto;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.manual;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.sync.AppData.Op;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.runners.Parameterized.Parameters;

/** Whether a sync of our own is started, and with what, where auto-sync is off and where it is on. */
@Covers({"R-32", "R-35"})
public class DecideStartTest extends DecisionTable {
    public DecideStartTest(String name, Row row) {
        super(name, row);
    }

    @Parameters(name = "{0}")
    public static List<Object[]> rows() {
        Table table = new Table();
        withoutAutoSync(table);
        withAutoSync(table);
        return table.rows();
    }

    private static void withoutAutoSync(Table table) {
        table.row("OutOfSync", state(s -> {}), manual().sync("OutOfSync", A).health("Healthy"), "plan", ANYTHING);
        table.row(
                "planned and saved",
                planned(),
                manual().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
        table.row(
                "asked for a moment ago, answer lost",
                unclear(Duration.ofSeconds(1)),
                manual().sync("OutOfSync", A).health("Healthy"),
                "wait UNCLEAR_START",
                ANYTHING);
        table.row(
                "asked for long ago, answer lost, and it never began",
                unclear(DecideSync.UNCLEAR_PATIENCE),
                manual().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
        table.row(
                "asked for three times, answers lost, and it never began",
                state(s -> {
                    s.baselineHistory = 0;
                    s.phase = SyncState.Phase.PLANNED;
                    s.operationId = "ours";
                    s.startAttempts = DecideSync.MOST_START_ATTEMPTS;
                    s.startUnclearSince = NOW.minus(DecideSync.UNCLEAR_PATIENCE).toEpochMilli();
                }),
                manual().sync("OutOfSync", A).health("Healthy"),
                "fail UNAVAILABLE",
                "it may still begin");
        table.row(
                "live already, as the last one deployed",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).reconciledAt(FRESH).operation(Op.succeeded(A)),
                "succeed",
                ANYTHING);
        table.row(
                "live already by the history, under a later dry run",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual())
                        .reconciledAt(FRESH)
                        .history(B, A)
                        .operation(Op.succeeded(C).dryRun()),
                "succeed",
                ANYTHING);
        table.row(
                "live already, but not healthy",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).health("Progressing").reconciledAt(FRESH).operation(Op.succeeded(A)),
                "wait HEALTHY",
                ANYTHING);
        table.row(
                "the same manifests, but the commit was never synced: its hooks have not run",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(manual()).reconciledAt(FRESH).history(B).operation(Op.succeeded(B)),
                "plan",
                ANYTHING);
        table.row(
                "an older commit than the branch's: what is live is not known, so it is synced",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                manual().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A)),
                "plan",
                ANYTHING);
        table.row(
                "Degraded is no reason not to sync",
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Degraded"),
                "plan",
                ANYTHING);
        table.row(
                "several sources: each pinned as compared",
                planned(),
                manual().sources("main", "main").sync("OutOfSync", A, B).health("Healthy"),
                "start [" + A + ", " + B + "]",
                ANYTHING);
        table.row(
                "several sources, ours at none of them",
                planned(),
                manual().sources("main", "main").sync("OutOfSync", B, C).health("Healthy"),
                "wait REVISION compare",
                ANYTHING);
    }

    private static void withAutoSync(Table table) {
        table.row(
                "Synced at our commit, in a fresh comparison, though no operation carried it (another folder changed)",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                synced(auto()).reconciledAt(FRESH).operation(Op.succeeded(B).automated()),
                "succeed",
                ANYTHING);
        table.row(
                "OutOfSync at our commit: auto-sync will do it",
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy"),
                "wait AUTO_SYNC compare",
                ANYTHING);
        table.row(
                "OutOfSync for longer than auto-sync takes",
                waiting(state(s -> {}), Reason.AUTO_SYNC, DecideSync.AUTO_SYNC_PATIENCE),
                auto().sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        table.row(
                "ours is started as tracked: Argo CD refuses a commit",
                waiting(planned(), Reason.AUTO_SYNC, DecideSync.AUTO_SYNC_PATIENCE),
                auto().sync("OutOfSync", A).health("Healthy"),
                "start []",
                ANYTHING);
        table.row(
                "auto-sync failed at it before, so it will not try again",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.failed(A).automated()),
                "plan",
                ANYTHING);
        table.row(
                "auto-sync gave up at an earlier commit with the same manifests",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .condition("SyncError", "Failed last sync attempt to [" + B + "]: boom")
                        .operation(Op.failed(B).automated()),
                "plan",
                ANYTHING);
        table.row(
                "auto-sync refuses to delete everything: nor do we",
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .condition(
                                "SyncError",
                                "Skipping sync attempt to [" + A + "]: auto-sync will wipe out all resources"),
                "fail NOT_READY",
                "wipe out all resources");
        table.row(
                "somebody changed the cluster, and self-heal is off",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).automated()),
                "plan",
                ANYTHING);
        table.row(
                "somebody changed the cluster, and self-heal is on",
                state(s -> s.baselineOperation = "2026-01-01T00:01:00Z"),
                auto().policy(Map.of("selfHeal", true))
                        .sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).automated()),
                "wait AUTO_SYNC compare",
                ANYTHING);
        table.row(
                "only pruning is left, asked for, and not automatic",
                pruning(),
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy").resource("ConfigMap", "old", "OutOfSync", "", "", true),
                "plan",
                ANYTHING);
        table.row(
                "only pruning is left, and not asked for",
                state(s -> {}),
                auto().sync("OutOfSync", A).health("Healthy").resource("ConfigMap", "old", "OutOfSync", "", "", true),
                "succeed",
                "ConfigMap shop/old");
        table.row(
                "auto-sync is there, but switched off",
                state(s -> {}),
                auto().policy(Map.of("enabled", false)).sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        table.row(
                "our commit is not at the branch yet",
                state(s -> {}),
                auto().sync("Synced", B).health("Healthy"),
                "wait REVISION compare",
                "main is at " + B);
        table.row(
                "our commit never comes: the branch has moved on",
                waiting(state(s -> {}), Reason.REVISION, Situation.REVISION_PATIENCE),
                auto().sync("Synced", B).health("Healthy"),
                "fail CONFLICT",
                "main is at " + B);
        table.row(
                "our commit was deployed and replaced while we looked away",
                state(s -> s.baselineHistory = 0),
                auto().sync("Synced", B).health("Healthy").history(C, A, B),
                "fail CONFLICT",
                "It is Synced and Healthy");
        table.row(
                "a dry run is ours to start, pinned",
                dryRun(),
                planned(),
                auto().sync("OutOfSync", A).health("Healthy"),
                "start [" + A + "]",
                ANYTHING);
    }
}
