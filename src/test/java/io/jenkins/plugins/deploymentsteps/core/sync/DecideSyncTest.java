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
import java.util.List;
import java.util.Map;
import org.junit.runners.Parameterized.Parameters;

/** What is done about operations, ours and others', and about the comparison. */
@Covers({"R-32", "R-35"})
public class DecideSyncTest extends DecisionTable {
    public DecideSyncTest(String name, Row row) {
        super(name, row);
    }

    @Parameters(name = "{0}")
    public static List<Object[]> rows() {
        Table table = new Table();
        ourOperation(table);
        otherOperations(table);
        revisions(table);
        comparison(table);
        notWaiting(table);
        return table.rows();
    }

    private static void ourOperation(Table table) {
        table.row(
                "ours is pending", started(), manual().pending(Op.running(A).id("ours")), "wait OPERATION", "Pending");
        table.row("ours runs", started(), manual().operation(ours("Running")), "wait OPERATION", "sync to " + A);
        table.row(
                "ours runs, seen only now, after a restart before its answer was saved",
                state(s -> {
                    s.phase = SyncState.Phase.PLANNED;
                    s.operationId = "ours";
                }),
                synced(manual()).operation(ours("Running")),
                "wait OPERATION",
                ANYTHING);
        table.row(
                "ours waits between two tries",
                started(),
                synced(manual())
                        .operation(Op.running(A)
                                .id("ours")
                                .finishedAt("2026-01-01T00:01:05Z")
                                .message("Retrying attempt #1")),
                "wait OPERATION",
                "Retrying attempt #1");
        table.row(
                "ours waits for someone to confirm the pruning",
                started(),
                manual().operation(
                                Op.running(A).id("ours").message("waiting for pruning confirmation of ConfigMap/old")),
                "wait OPERATION",
                "pruning confirmation of ConfigMap/old");
        table.row(
                "ours is held up by a sync window that has closed meanwhile",
                started(),
                manual().operation(Op.running(A).id("ours").message("Sync operation blocked by sync window")),
                "wait OPERATION",
                "blocked by sync window");
        table.row(
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
        table.row(
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
        table.row(
                "ours was terminated",
                started(),
                synced(manual()).operation(Op.failed(A).id("ours").message("Operation terminated")),
                "fail NOT_READY",
                "Operation terminated");
        table.row(
                "ours brought another revision, which the branch had moved on to",
                started(),
                synced(auto(), B).operation(ours("Succeeded", B)),
                "fail CONFLICT",
                B);
        table.row(
                "ours was replaced before its end was seen",
                started(),
                manual().sync("Synced", B).health("Healthy").operation(Op.succeeded(B)),
                "fail CONFLICT",
                "replaced by a sync to " + B + " by alice");
        table.row(
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
        table.row(
                "ours was deployed and replaced while the process was away that had planned it",
                planned(),
                synced(manual(), C).reconciledAt(FRESH).history(B, A, C).operation(Op.succeeded(C)),
                "fail CONFLICT",
                "It was deployed, then replaced.");
        table.row(
                "ours was accepted and is not to be seen yet",
                started(),
                manual().sync("OutOfSync", A).health("Healthy"),
                "wait OUR_OPERATION",
                ANYTHING);
        table.row(
                "the application is being deleted",
                started(),
                synced(manual()).operation(ours("Succeeded")).deleting(),
                "fail CONFLICT",
                "being deleted");
    }

    private static void otherOperations(Table table) {
        AppData other = manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(B));
        table.row(
                "another one runs: wait",
                state(s -> {}),
                other,
                "wait OTHER_OPERATION",
                "a sync to " + B + " by alice");
        table.row("another one runs: fail", busy(OnBusy.FAIL), state(s -> {}), other, "fail CONFLICT", "by alice");
        table.row("another one runs: terminate", busy(OnBusy.TERMINATE), state(s -> {}), other, "terminate", ANYTHING);
        table.row(
                "another one runs and was asked to end",
                busy(OnBusy.TERMINATE),
                state(s -> s.terminatedOperation = "2026-01-01T00:01:00Z"),
                other,
                "wait OTHER_OPERATION",
                "being terminated");
        table.row(
                "one with our revision runs, started by somebody else: it is ours as well",
                busy(OnBusy.FAIL),
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(A)),
                "wait OPERATION",
                ANYTHING);
        table.row(
                "one with our revision runs, but does not prune",
                new SyncRequest("shop", A, Refresh.NORMAL, true, false, OnBusy.FAIL, true, Paused.WAIT),
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(A)),
                "fail CONFLICT",
                ANYTHING);
        table.row(
                "self-heal with our revision is no reason to fail",
                busy(OnBusy.FAIL),
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.running(A).automated().only("Service", "web")),
                "wait OTHER_OPERATION",
                ANYTHING);
        table.row(
                "one with our revision, which came after us, failed",
                state(s -> {}),
                auto().sync("OutOfSync", A)
                        .health("Healthy")
                        .operation(Op.failed(A).automated()),
                "fail NOT_READY",
                "could not be synced to " + A);
        table.row(
                "one with our revision, which came after us, succeeded",
                state(s -> {}),
                synced(auto()).reconciledAt(FRESH).operation(Op.succeeded(A).automated()),
                "succeed",
                ANYTHING);
    }

    private static void revisions(Table table) {
        table.row(
                "another branch than the tracked one, without auto-sync: Argo CD resolves it",
                revision("release"),
                state(s -> {
                    s.phase = SyncState.Phase.PLANNED;
                    s.pin(List.of());
                }),
                manual().sync("Synced", A).health("Healthy"),
                "start [release]",
                ANYTHING);
        table.row(
                "another branch than the tracked one, with auto-sync",
                revision("release"),
                state(s -> s.pin(List.of())),
                auto().sync("Synced", A).health("Healthy"),
                "fail INVALID_INPUT",
                "tracks main");
    }

    private static void comparison(Table table) {
        table.row(
                "a comparison that was asked for is not done",
                state(s -> s.comparisonAsked = true),
                synced(manual()).annotation("argocd.argoproj.io/refresh", "hard"),
                "wait COMPARISON",
                ANYTHING);
        table.row(
                "nothing is decided on an old comparison",
                state(s -> s.compared = false),
                synced(auto()),
                "wait COMPARISON compare",
                ANYTHING);
        table.row(
                "no comparison yet, and none was to be asked for",
                new SyncRequest("shop", null, Refresh.NONE, false, false, OnBusy.WAIT, true, Paused.WAIT),
                state(s -> {
                    s.compared = false;
                    s.pin(List.of());
                }),
                manual(),
                "wait COMPARISON compare",
                ANYTHING);
        table.row(
                "the comparison fails",
                state(s -> {}),
                manual().sync("Unknown", A).health("Healthy").condition("ComparisonError", "no such path"),
                "wait VALID_COMPARISON compare",
                "no such path");
        table.row(
                "the comparison fails for good",
                waiting(state(s -> {}), Reason.VALID_COMPARISON, Situation.COMPARISON_PATIENCE),
                manual().sync("Unknown", A).health("Healthy").condition("ComparisonError", "no such path"),
                "fail NOT_READY",
                "ComparisonError: no such path");
        String givenUp = "Failed to load target state: Manifest generation error (cached): no such path";
        table.row(
                "the comparison fails, and Argo CD does not try it again: our commit may still come",
                state(s -> {}),
                manual().sync("Unknown").health("Healthy").condition("ComparisonError", givenUp),
                "wait VALID_COMPARISON compare",
                "(cached)");
        table.row(
                "the comparison fails, Argo CD does not try it again, and no other commit comes",
                waiting(state(s -> {}), Reason.VALID_COMPARISON, Situation.GIVEN_UP_PATIENCE),
                manual().sync("Unknown").health("Healthy").condition("ComparisonError", givenUp),
                "fail NOT_READY",
                "refresh 'hard'");
        table.row(
                "fields of other types than the API's prove nothing",
                started(),
                manual().reconciledAt("yesterday").operation(ours("Succeeded")),
                "wait COMPARISON compare",
                ANYTHING);
    }

    private static void notWaiting(Table table) {
        SyncRequest request = new SyncRequest("shop", A, Refresh.NORMAL, false, false, OnBusy.WAIT, false, Paused.WAIT);
        table.row(
                "not waiting: ours has begun",
                request,
                started(),
                manual().operation(ours("Running")),
                "succeed",
                ANYTHING);
        table.row(
                "not waiting: it is not started yet",
                request,
                state(s -> {}),
                manual().sync("OutOfSync", A).health("Healthy"),
                "plan",
                ANYTHING);
        table.row(
                "not waiting: a failure that is known is told",
                request,
                started(),
                manual().operation(Op.failed(A).id("ours")),
                "fail NOT_READY",
                ANYTHING);
    }
}
