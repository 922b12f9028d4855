package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncState;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.SideBySide;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.runner.RunWith;

/** The whole of argoSync below the step, against a real Argo CD that deploys from a real Git host to a real Kubernetes. */
@RunWith(SideBySide.class)
@Category(NeedsTestbed.class)
public class SyncOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Rule
    public final TestApplication app = new TestApplication(testbed);

    @Test
    @Covers("R-32")
    public void bringsAnApplicationWithoutAutoSyncToACommit() throws Exception {
        String commit = app.head();

        SyncResult result = app.sync(app.request(commit));

        assertThat(result.revision(), is(commit));
        assertThat(result.summary(), is(app.name() + " is Synced and Healthy at " + commit));
        assertThat(result.images(), hasItem("registry.example/web:1.0"));
        assertThat(app.readyReplicas(), is("1"));
        assertThat(app.syncs(), is(1));
    }

    @Test
    public void bringsItToAnOlderCommitThanTheBranchs() throws Exception {
        String old = app.head();
        String tip = app.commitTag("2.0");

        SyncResult result = app.sync(app.request(old));

        assertThat(result.revision(), is(old));
        assertThat(app.image(), is("registry.example/web:1.0"));
        assertThat(app.log, hasItem(containsString("main has moved on to " + tip)));
    }

    @Test
    public void withoutARevisionPinsWhatTheBranchIsAt() throws Exception {
        String tip = app.commitTag("2.0");

        assertThat(app.sync(app.request(null)).revision(), is(tip));
        assertThat(app.image(), is("registry.example/web:2.0"));
    }

    @Test
    public void resolvesAnAbbreviationAndABranch() throws Exception {
        String commit = app.head();

        assertThat(app.sync(app.request(commit.substring(0, 10))).revision(), is(commit));
        assertThat(app.sync(app.request("main")).revision(), is(commit));
    }

    @Test
    public void anotherBranchThanTheTrackedOneIsResolvedByArgoCd() throws Exception {
        String commit = app.commit(TestApplication.manifests("3.0", 600), "release");

        assertThat(app.sync(app.request("release")).revision(), is(commit));
        assertThat(app.image(), is("registry.example/web:3.0"));
    }

    @Test
    public void startsNothingWhenTheCommitIsLiveAlready() throws Exception {
        app.sync(app.request(app.head()));
        int before = app.syncs();

        SyncResult result = app.sync(app.request(app.head()));

        assertThat(result.summary(), containsString("Synced and Healthy at " + app.head()));
        assertThat(app.syncs(), is(before));
    }

    @Test
    public void aDryRunChangesNothing() throws Exception {
        app.sync(new SyncRequest(app.name(), app.head(), Refresh.NORMAL, false, true, OnBusy.WAIT, true, Paused.WAIT));

        assertThat(testbed.kubernetes().kubectl("-n", app.namespace(), "get", "deployments", "-o", "name"), is(""));
    }

    @Test
    public void prunesOnlyWhenAskedAndSaysWhatItLeft() throws Exception {
        app.sync(app.request(app.head()));
        String commit = app.commit(TestApplication.manifests("1.0", 600).split("---\n")[0]);

        assertThat(app.sync(app.request(commit)).sync(), is("OutOfSync"));
        assertThat(
                app.log,
                hasItem(allOf(
                        containsString("no longer in Git"), containsString("ConfigMap " + app.namespace() + "/web"))));

        SyncResult pruned = app.sync(
                new SyncRequest(app.name(), commit, Refresh.NORMAL, true, false, OnBusy.WAIT, true, Paused.WAIT));
        assertThat(pruned.sync(), is("Synced"));
        assertThat(
                testbed.kubernetes().kubectl("-n", app.namespace(), "get", "configmaps", "-o", "name"),
                not(containsString("configmap/web")));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void isStartedOnceHoweverOftenTheControllerIsKilled() throws Exception {
        String commit = app.head();
        TestApplication.Following following = app.follow(app.request(commit));
        Progress<SyncResult> progress = following.look();
        for (int look = 1; progress instanceof Progress.Running<SyncResult>; look++) {
            TestApplication.Following.pause(progress);
            SyncState before = following.state();
            progress = following.look();
            if (look % 2 == 0) {
                // The process ended before the state was saved.
                following.resume(before);
            }
        }
        assertThat(app.syncs(), is(1));
        assertThat(app.readyReplicas(), is("1"));
    }

    @Test
    public void waitsForNothingWhenNotAskedTo() throws Exception {
        String commit = app.commitTag("never-ready");

        SyncResult result = app.sync(
                new SyncRequest(app.name(), commit, Refresh.NORMAL, false, false, OnBusy.WAIT, false, Paused.WAIT));

        assertThat(result.revision(), is(commit));
    }
}
