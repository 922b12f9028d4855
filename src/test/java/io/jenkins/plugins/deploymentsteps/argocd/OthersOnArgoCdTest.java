package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.SideBySide;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.time.Duration;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.runner.RunWith;

/** What others do to an application meanwhile: Argo CD's own auto-sync, colleagues who push, sync or delete. */
@RunWith(SideBySide.class)
@Category(NeedsTestbed.class)
public class OthersOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Rule
    public final TestApplication app = new TestApplication(testbed);

    @Test
    @Covers({"R-32", "R-35"})
    public void leavesTheSyncToAutoSyncAndProvesIt() throws Exception {
        app.autoSync();
        app.await("history[0].id", "0");
        String commit = app.commitTag("2.0");

        SyncResult result = app.sync(app.request(commit));

        assertThat(result.revision(), is(commit));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(
                app.json()
                        .at("/status/operationState/operation/initiatedBy/automated")
                        .asBoolean(),
                is(true));
        assertThat(app.log, not(hasItem(containsString("started"))));
    }

    @Test
    public void startsItsOwnWhereAutoSyncWillNotMendADrift() throws Exception {
        app.autoSync();
        app.sync(app.request(app.head()));
        testbed.kubernetes()
                .kubectl("-n", app.namespace(), "set", "image", "deployment/web", "web=registry.example/web:drift");

        SyncResult result = app.sync(app.request(app.head()));

        assertThat(result.sync(), is("Synced"));
        assertThat(app.image(), is("registry.example/web:1.0"));
    }

    @Test
    @Covers({"R-33", "R-35"})
    public void anotherOperationIsWaitedForRefusedOrTerminated() throws Exception {
        app.commit(TestApplication.neverReadyBeforeTheRest());
        app.argocd("sync", "--async");
        app.await("operationState.phase", "Running");
        String commit = app.commitTag("2.0");

        DeploymentException busy =
                assertThrows(DeploymentException.class, () -> app.sync(app.request(commit, OnBusy.FAIL)));
        assertThat(busy.getMessage(), busy.kind(), is(Kind.CONFLICT));
        assertThat(busy.getMessage(), containsString("in progress"));

        TestApplication.Following patient = app.follow(app.request(commit, OnBusy.WAIT));
        patient.until("by ci is in progress; waiting for its end");

        assertThat(app.sync(app.request(commit, OnBusy.TERMINATE)).revision(), is(commit));
        assertThat(app.image(), is("registry.example/web:2.0"));
    }

    @Test
    public void aRevisionThatAutoSyncDeployedAndThenReplacedIsNotCalledLive() throws Exception {
        app.autoSync();
        String ours = app.commitTag("never-ready");
        TestApplication.Following following = app.follow(app.request(ours));
        following.until("Progressing: Deployment");
        String theirs = app.commitTag("2.0");
        // As a webhook or the next poll would.
        app.argocd("get", "--refresh");

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.CONFLICT));
        assertThat(failure.getMessage(), containsString("does not have " + ours + " live. main is at " + theirs));
        assertThat(failure.getMessage(), containsString("It was deployed, then replaced."));
    }

    @Test
    public void aRevisionThatAutoSyncNeverSawIsWaitedForAndThenGivenUp() throws Exception {
        app.autoSync();
        String ours = app.commitTag("2.0");
        String theirs = app.commitTag("3.0");
        TestApplication.Following following = app.follow(app.request(ours));
        following.until("main is at " + theirs + "; waiting for " + ours);
        app.goAhead(Duration.ofSeconds(60));

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.CONFLICT));
        assertThat(failure.getMessage(), containsString("main is at " + theirs));
        assertThat(failure.getMessage(), containsString("it did not turn up there"));
    }

    @Test
    public void aLaterCommitThatNobodySyncsDoesNotDisturb() throws Exception {
        String ours = app.commitTag("2.0");
        TestApplication.Following following = app.follow(app.request(ours));
        following.until("started");
        String theirs = app.commitTag("3.0");

        assertThat(following.toItsEnd().revision(), is(ours));
        assertThat(app.image(), is("registry.example/web:2.0"));
        app.argocd("get", "--refresh");
        assertThat(app.json().at("/status/sync/revision").asText(), is(theirs));
    }

    @Test
    public void aSyncOfSomebodyElseThatReplacesOursIsTold() throws Exception {
        String ours = app.commitTag("never-ready");
        TestApplication.Following following = app.follow(app.request(ours));
        following.until("Progressing: Deployment");
        app.commitTag("3.0");
        app.argocd("sync");

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.CONFLICT));
        assertThat(failure.getMessage(), containsString("does not have " + ours + " live."));
        assertThat(failure.getMessage(), containsString("It was deployed, then replaced."));
        assertThat(app.image(), is("registry.example/web:3.0"));
    }

    @Test
    public void anApplicationThatIsDeletedMeanwhileFails() throws Exception {
        TestApplication.Following following = app.follow(app.request(app.head()));
        following.look();
        app.delete();

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_FOUND));
        assertThat(failure.getMessage(), containsString("was there, but is no longer"));
    }

    @Test
    public void anApplicationWhoseDeletionTakesItsTimeFails() throws Exception {
        TestApplication.Following following = app.follow(app.request(app.head()));
        following.until("started");
        app.patch("{\"metadata\":{\"finalizers\":[\"test.example/hold\"]}}");
        app.delete();

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);
        app.patch("{\"metadata\":{\"finalizers\":null}}");

        assertThat(failure.getMessage(), failure.kind(), is(Kind.CONFLICT));
        assertThat(failure.getMessage(), containsString("is being deleted"));
    }
}
