package io.jenkins.plugins.deploymentsteps.core.sync;

import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.A;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.B;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.C;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.auto;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.manual;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.sync.AppData.Op;
import io.jenkins.plugins.deploymentsteps.core.sync.Decision.Reason;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.runners.Parameterized.Parameters;

/** What it takes to call a revision live. */
@Covers({"R-32", "R-35"})
public class LiveProofTest extends DecisionTable {
    public LiveProofTest(String name, Row row) {
        super(name, row);
    }

    @Parameters(name = "{0}")
    public static List<Object[]> rows() {
        Table table = new Table();
        proof(table);
        health(table);
        return table.rows();
    }

    private static void proof(Table table) {
        table.row(
                "stale: Synced and Healthy, from a comparison before the operation ended",
                started(),
                synced(manual()).reconciledAt("2026-01-01T00:01:09Z").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        table.row(
                "stale: a comparison in the very second in which the operation ended",
                started(),
                synced(manual()).reconciledAt("2026-01-01T00:01:10Z").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        table.row(
                "stale: no comparison ever",
                started(),
                synced(manual()).reconciledAt("").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
        table.row(
                "fresh",
                started(),
                synced(manual()).reconciledAt(FRESH).operation(ours("Succeeded")),
                "succeed",
                ANYTHING);
        table.row(
                "synced, but it differs again",
                started(),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("Service", "web", "OutOfSync", "Healthy", "", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "wait SYNCED compare",
                "Service shop/web");
        table.row(
                "synced, but it differs for good",
                waiting(started(), Reason.SYNCED, LiveProof.SYNCED_PATIENCE),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("Service", "web", "OutOfSync", "Healthy", "", false)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "fail NOT_READY",
                "Service shop/web");
        table.row(
                "synced but for what was not to be pruned",
                started(),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .resource("ConfigMap", "old", "OutOfSync", "", "", true)
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "succeed",
                "ConfigMap shop/old");
        table.row(
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
        table.row(
                "the branch moved on after our sync, without auto-sync",
                started(),
                manual().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "succeed",
                "moved on to " + B);
        table.row(
                "the branch of another source moved on after our sync, without auto-sync",
                started(),
                manual().sources("main", "main")
                        .sync("OutOfSync", A, C)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A, B).id("ours")),
                "succeed",
                "moved on to " + A + ", " + C + "; the application stays at " + A + ", " + B);
        table.row(
                "the branch of another source moved on after our sync, with auto-sync, which will follow it",
                started(),
                auto().sources("main", "main")
                        .sync("OutOfSync", A, C)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A, B).id("ours")),
                "wait SYNCED compare",
                ANYTHING);
        table.row(
                "several sources, none of which moved on, but something differs",
                started(),
                manual().sources("main", "main")
                        .sync("OutOfSync", A, B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(Op.succeeded(A, B).id("ours")),
                "wait SYNCED compare",
                ANYTHING);
        table.row(
                "the branch moved on after our sync, with auto-sync, which is about to replace it",
                started(),
                auto().sync("OutOfSync", B)
                        .health("Healthy")
                        .reconciledAt(FRESH)
                        .operation(ours("Succeeded")),
                "wait REVISION compare",
                ANYTHING);
        table.row(
                "the branch moved on to a commit that changes nothing here",
                started(),
                auto().sync("Synced", B).health("Healthy").reconciledAt(FRESH).operation(ours("Succeeded")),
                "succeed",
                ANYTHING);
        table.row(
                "a dry run ends with its operation",
                dryRun(),
                started(),
                manual().sync("OutOfSync", A)
                        .health("Degraded")
                        .operation(ours("Succeeded").dryRun()),
                "succeed",
                ANYTHING);
        table.row(
                "somebody else's dry run proves nothing",
                state(s -> {}),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).dryRun()),
                "plan",
                ANYTHING);
        table.row(
                "somebody else's selective sync proves nothing",
                state(s -> {}),
                manual().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.succeeded(A).only("Service", "web")),
                "plan",
                ANYTHING);
    }

    private static void health(Table table) {
        health(table, "Progressing", true, "wait HEALTHY");
        health(table, "Missing", true, "wait HEALTHY");
        health(table, "Unknown", true, "wait HEALTHY");
        health(table, "", true, "wait HEALTHY");
        health(table, "Suspended", true, "wait HEALTHY");
        health(table, "Degraded", true, "wait NOT_DEGRADED");
        health(table, "Degraded", false, "wait NOT_DEGRADED");
        table.row(
                "Healthy became Degraded and stays so",
                waiting(seenNotDegraded(started()), Reason.NOT_DEGRADED, LiveProof.DEGRADED_PATIENCE),
                degraded(),
                "fail NOT_READY",
                "Deployment shop/web (exceeded its progress deadline)");
        table.row(
                "Degraded from the start may recover for as long as the deadline lets it",
                waiting(started(), Reason.NOT_DEGRADED, Duration.ofHours(1)),
                degraded(),
                "wait NOT_DEGRADED",
                "exceeded its progress deadline");
        table.row(
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
        table.row(
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

    private static void health(Table table, String health, boolean seenNotDegraded, String decision) {
        table.row(
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
}
