package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
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

/** Syncs that cannot succeed on a real Argo CD, and what is said about them. */
@RunWith(SideBySide.class)
@Category(NeedsTestbed.class)
public class FailuresOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Rule
    public final TestApplication app = new TestApplication(testbed);

    @Test
    @Covers({"R-32", "R-35"})
    public void aDeploymentThatDegradesFailsAndNamesItAndItsPod() throws Exception {
        app.sync(app.request(app.head()));
        String commit = app.commit(TestApplication.manifests("image-pull-error", 3));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> app.sync(app.request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("Degraded: Deployment " + app.namespace() + "/web"));
        assertThat(failure.getMessage(), containsString("Pod " + app.namespace() + "/web-"));
        assertThat(((SyncResult) failure.partialResult()).health(), is("Degraded"));
    }

    @Test
    public void aTimeoutSaysWhatIsStillMissing() throws Exception {
        String commit = app.commitTag("never-ready");

        TestApplication.Following following = app.follow(app.request(commit));
        following.until("Progressing: ");
        following.deadline(Deadline.after(Duration.ZERO));

        DeploymentException failure = assertThrows(DeploymentException.class, following::look);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.TIMEOUT));
        assertThat(failure.getMessage(), containsString("Progressing: Deployment " + app.namespace() + "/web"));
    }

    @Test
    @Covers("R-35")
    public void aManifestThatTheClusterRefusesFailsAndIsNamed() throws Exception {
        String commit = app.commit("""
                apiVersion: v1
                kind: Service
                metadata: {name: broken}
                spec: {ports: [{port: 99999999}]}
                """);

        DeploymentException failure = assertThrows(DeploymentException.class, () -> app.sync(app.request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("Service " + app.namespace() + "/broken: "));
        assertThat(failure.getMessage(), containsString("99999999"));
    }

    @Test
    public void aFileThatIsNoYamlFails() throws Exception {
        String commit = app.commit("apiVersion: v1\nkind: ConfigMap\nmetadata: [");
        TestApplication.Following following = app.follow(app.request(commit));
        following.until("ComparisonError: ");
        // Soon Argo CD itself gives up, which is noticed.
        following.until("(cached)");
        app.goAhead(Duration.ofSeconds(10));

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("app.yaml"));
        assertThat(failure.getMessage(), containsString("refresh 'hard'"));
    }

    @Test
    public void aCommitThatDoesNotExistFails() throws Exception {
        String nowhere = "0123456789".repeat(4);

        DeploymentException failure = assertThrows(DeploymentException.class, () -> app.sync(app.request(nowhere)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString(nowhere));
    }

    @Test
    public void aBranchThatDoesNotExistFails() throws Exception {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> app.sync(app.request("nowhere")));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.INVALID_INPUT));
        assertThat(failure.getMessage(), containsString("'nowhere'"));
    }

    @Test
    @Covers("R-34")
    public void anUnknownApplicationIsMissingOrNotPermitted() {
        DeploymentException failure = assertThrows(
                DeploymentException.class,
                () -> app.sync(new SyncRequest(
                        "nowhere", null, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT)));

        assertThat(failure.kind(), is(Kind.NOT_FOUND));
        assertThat(
                failure.getMessage(), containsString("either there is none of that name, or the credential may not"));
    }
}
