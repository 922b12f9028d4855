package io.jenkins.plugins.deploymentsteps.core.sync;

import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.A;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.B;
import static io.jenkins.plugins.deploymentsteps.core.sync.AppData.manual;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.SteadyClock;
import io.jenkins.plugins.deploymentsteps.core.sync.AppData.Op;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What is done about a decision, step by step. */
public class SyncApplicationTest {
    private static final String FRESH = "2026-01-01T00:01:12Z";

    private final ScriptedArgo argo = new ScriptedArgo();
    private final Lines log = new Lines();
    private final SyncState state = SyncState.fresh();
    private Deadline deadline = Deadline.after(Duration.ofHours(1));

    @Test
    public void readsThenRefreshesThenPlansThenStarts() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        assertThat(argo.calls, is(List.of("read", "refresh normal")));
        assertThat(argo.started, hasSize(0));

        state.waitingSince -= 100_000;
        Progress<SyncResult> progress = look(request(A));
        assertThat(argo.calls.subList(2, 4), is(List.of("read", "sync")));
        assertThat(((Progress.Running<SyncResult>) progress).retryAfter(), is(Duration.ofSeconds(1)));
        assertThat(argo.started.get(0).revisions(), is(List.of(A)));
        assertThat(argo.started.get(0).id(), is(state.operationId));
    }

    @Test
    public void refreshesHardOnceOrNotAtAllAsAsked() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(new SyncRequest("shop", A, Refresh.HARD, false, false, OnBusy.WAIT, true, Paused.WAIT));
        assertThat(argo.calls, is(List.of("read", "refresh hard")));

        argo.calls.clear();
        new SyncApplication(argo, log)
                .look(
                        new SyncRequest("shop", A, Refresh.NONE, false, false, OnBusy.WAIT, true, Paused.WAIT),
                        SyncState.fresh(),
                        deadline);
        assertThat(argo.calls, is(List.of("read")));
    }

    @Test
    @Covers({"R-39"})
    public void aStateSavedBeforeTheSyncWasSentFindsItAfterARestart() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        SyncState saved = SyncStateTest.deserialized(SyncStateTest.serialized(state));
        look(request(A));
        argo.app.operation(Op.running(A).id(argo.started.get(0).id()));

        new SyncApplication(argo, log).look(request(A), saved, deadline);

        assertThat(argo.started, hasSize(1));
        assertThat(saved.phase, is(SyncState.Phase.STARTED));
    }

    @Test
    @Covers({"R-07", "R-39"})
    public void aLostAnswerIsLookedAfterBeforeTheSyncIsSentAgain() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        argo.syncFailure = new DeploymentException(Kind.UNAVAILABLE, "broke off");
        look(request(A));
        look(request(A));
        assertThat(argo.started, hasSize(1));

        state.startUnclearSince -= DecideSync.UNCLEAR_PATIENCE.toMillis();
        look(request(A));
        assertThat(argo.started, hasSize(2));
        assertThat(
                "the same operation",
                argo.started.get(1).id(),
                is(argo.started.get(0).id()));

        state.startUnclearSince -= DecideSync.UNCLEAR_PATIENCE.toMillis();
        look(request(A));
        assertThat(argo.started, hasSize(3));
        assertThat("looks whether it began", look(request(A)), is(instanceOf(Progress.Running.class)));

        state.startUnclearSince -= DecideSync.UNCLEAR_PATIENCE.toMillis();
        DeploymentException failure = assertThrows(DeploymentException.class, () -> look(request(A)));
        assertThat(failure.kind(), is(Kind.UNAVAILABLE));
        assertThat(failure.getMessage(), containsString("each answer was lost"));
        assertThat(failure.getMessage(), containsString("it may still begin"));
        assertThat(argo.started, hasSize(3));
    }

    @Test
    @Covers({"R-07", "R-39"})
    public void aSyncWhoseThirdAnswerWasLostTooIsFoundWhenItBegins() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        argo.syncFailure = new DeploymentException(Kind.UNAVAILABLE, "broke off");
        for (int i = 0; i < 3; i++) {
            state.startUnclearSince = 0;
            look(request(A));
        }
        argo.app.operation(Op.running(A).id(argo.started.get(0).id()));
        look(request(A));
        assertThat(state.phase, is(SyncState.Phase.STARTED));
    }

    @Test
    @Covers("R-33")
    public void anOperationThatSomebodyElseStartedInBetweenIsWaitedFor() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        argo.syncFailure = new DeploymentException(Kind.CONFLICT, "another operation");
        look(request(A));
        argo.app.operation(Op.running(B));
        look(request(A));
        assertThat(log.lines.get(0), containsString("a sync to " + B + " by alice is in progress"));

        argo.syncFailure = null;
        argo.app = manual().sync("OutOfSync", A).health("Healthy").operation(Op.succeeded(B));
        look(request(A));
        assertThat(argo.started, hasSize(2));
    }

    @Test
    @Covers("R-33")
    public void anotherOperationIsTerminatedOnce() throws Exception {
        SyncRequest request =
                new SyncRequest("shop", A, Refresh.NORMAL, false, false, OnBusy.TERMINATE, true, Paused.WAIT);
        argo.app = manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(B));
        look(request);
        look(request);
        look(request);
        assertThat(argo.calls.stream().filter("terminate"::equals).count(), is(1L));
    }

    @Test
    @Covers("R-36")
    public void aServerThatIsAwayAtFirstIsAFailureButLaterIsWaitedFor() throws Exception {
        argo.readFailure = new DeploymentException(Kind.UNAVAILABLE, "connection refused");
        assertThat(
                assertThrows(DeploymentException.class, () -> look(request(A))).kind(), is(Kind.UNAVAILABLE));

        argo.readFailure = null;
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        argo.readFailure = new DeploymentException(Kind.UNAVAILABLE, "connection refused");
        assertThat(look(request(A)), is(instanceOf(Progress.Running.class)));
        assertThat(look(request(A)), is(instanceOf(Progress.Running.class)));
        assertThat(log.lines, is(List.of("WARNING shop: cannot be read; trying again. connection refused")));

        deadline = Deadline.after(Duration.ZERO);
        assertThat(
                assertThrows(DeploymentException.class, () -> look(request(A))).kind(), is(Kind.TIMEOUT));
    }

    @Test
    @Covers("R-10")
    public void aCredentialThatIsTakenAwayMeanwhileIsAFailure() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        argo.readFailure = new DeploymentException(Kind.UNAUTHORIZED, "expired");
        assertThat(
                assertThrows(DeploymentException.class, () -> look(request(A))).kind(), is(Kind.UNAUTHORIZED));
    }

    @Test
    @Covers("R-35")
    public void aRefreshWhoseAnswerIsLostIsFollowedUntilItIsDone() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        argo.refreshFailure = new DeploymentException(Kind.UNAVAILABLE, "did not answer GET in 60 s");
        assertThat(((Progress.Running<SyncResult>) look(request(A))).retryAfter(), is(Duration.ofSeconds(1)));
        argo.app.annotation("argocd.argoproj.io/refresh", "normal");
        look(request(A));
        argo.app.annotation("other", "");
        look(request(A));
        assertThat(argo.calls, is(List.of("read", "refresh normal", "read", "read")));
        assertThat("decided after the comparison", state.phase, is(SyncState.Phase.PLANNED));
    }

    @Test
    @Covers("R-35")
    public void aComparisonThatRanBeforeIsNotTakenForOurs() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy").annotation("argocd.argoproj.io/refresh", "normal");
        look(request(A));
        assertThat(argo.calls, is(List.of("read")));
        argo.app.annotation("other", "");
        look(request(A));
        look(request(A));
        assertThat(argo.calls, is(List.of("read", "read", "refresh normal")));
    }

    @Test
    public void whatIsLiveGoesWithTheFailure() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Degraded").images("web:1");
        look(request(A));
        look(request(A));
        argo.app.operation(Op.failed(A).id(state.operationId));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> look(request(A)));

        SyncResult live = (SyncResult) failure.partialResult();
        assertThat(live.images(), is(List.of("web:1")));
        assertThat(live.sync() + " " + live.health(), is("OutOfSync Degraded"));
    }

    @Test
    public void theDeadlineNamesWhatIsNotHealthyDownToThePod() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        look(request(A));
        argo.app = manual().sync("Synced", A)
                .health("Progressing")
                .resource("Deployment", "web", "Synced", "Progressing", "0 of 1 updated", false)
                .reconciledAt(FRESH)
                .operation(Op.succeeded(A).id(state.operationId));
        argo.tree = Map.of(
                "nodes",
                List.of(Map.of(
                        "kind",
                        "Pod",
                        "namespace",
                        "shop",
                        "name",
                        "web-1",
                        "health",
                        Map.of("status", "Degraded", "message", "Back-off pulling image"))));
        deadline = Deadline.after(Duration.ZERO);

        DeploymentException failure = assertThrows(DeploymentException.class, () -> look(request(A)));

        assertThat(failure.kind(), is(Kind.TIMEOUT));
        assertThat(failure.getMessage(), containsString("Deployment shop/web (0 of 1 updated)"));
        assertThat(failure.getMessage(), containsString("Pod shop/web-1 Degraded (Back-off pulling image)"));
    }

    @Test
    public void nothingIsStartedAfterTheDeadline() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy");
        look(request(A));
        deadline = Deadline.after(Duration.ZERO);
        assertThat(
                assertThrows(DeploymentException.class, () -> look(request(A))).kind(), is(Kind.TIMEOUT));
        assertThat(argo.started, hasSize(0));
    }

    @Test
    public void looksLessOftenTheLongerItTakes() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(B));
        List<Duration> pauses = new ArrayList<>();
        for (int seconds : new int[] {8, 1000, 0}) {
            pauses.add(((Progress.Running<SyncResult>) look(request(A))).retryAfter());
            state.waitingSince = SteadyClock.OF_PROCESS.millis() - seconds * 1000L;
        }
        assertThat(pauses.get(0), is(Duration.ofSeconds(1)));
        assertThat(pauses.get(1).toSeconds(), is(2L));
        assertThat(pauses.get(2), is(Duration.ofSeconds(10)));
    }

    @Test
    public void theSameIsToldOnce() throws Exception {
        argo.app = manual().sync("OutOfSync", A).health("Healthy").operation(Op.running(B));
        look(request(A));
        look(request(A));
        look(request(A));
        assertThat(log.lines, hasSize(1));
    }

    @Test
    @Covers("S-26")
    public void whatArgoCdSaysForgesNoLineAndSteersNoTerminal() throws Exception {
        argo.app = manual().sync("OutOfSync", A)
                .health("Healthy")
                .operation(Op.running(A).message("fine\n[Pipeline] End\u001b[2J\u202e"));
        look(request(A));
        assertThat(log.lines.get(0), not(containsString("\n")));
        assertThat(log.lines.get(0), containsString("fine [Pipeline] End\ufffd[2J\ufffd"));
    }

    private Progress<SyncResult> look(SyncRequest request) throws Exception {
        return new SyncApplication(argo, log).look(request, state, deadline);
    }

    private static SyncRequest request(String revision) {
        return new SyncRequest("shop", revision, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT);
    }

    private static final class ScriptedArgo implements ArgoServer {
        final List<String> calls = new ArrayList<>();
        final List<SyncOperation> started = new ArrayList<>();
        AppData app = manual();
        Map<String, Object> tree = Map.of();
        DeploymentException readFailure;
        DeploymentException refreshFailure;
        DeploymentException syncFailure;

        @Override
        public String url() {
            return "https://argocd.example";
        }

        @Override
        public Map<String, Object> application(String application, Refresh refresh) throws DeploymentException {
            calls.add(
                    refresh == Refresh.NONE
                            ? "read"
                            : "refresh " + refresh.name().toLowerCase(java.util.Locale.ROOT));
            if (readFailure != null) {
                throw readFailure;
            }
            if (refresh != Refresh.NONE && refreshFailure != null) {
                throw refreshFailure;
            }
            return app.data();
        }

        @Override
        public Map<String, Object> resourceTree(String application) {
            return tree;
        }

        @Override
        public void sync(String application, SyncOperation operation) throws DeploymentException {
            calls.add("sync");
            started.add(operation);
            if (syncFailure != null) {
                throw syncFailure;
            }
        }

        @Override
        public void terminate(String application) {
            calls.add("terminate");
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
