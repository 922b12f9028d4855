package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

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
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.runner.RunWith;

/** An application that does not live in Argo CD's own namespace. */
@RunWith(SideBySide.class)
@Category(NeedsTestbed.class)
public class ElsewhereOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Rule
    public final TestApplication app = new TestApplication(testbed, ElsewhereOnArgoCdTest::besideWhatItDeploys);

    private static String besideWhatItDeploys(TestApplication app) {
        testbed.kubernetes().apply("""
                apiVersion: argoproj.io/v1alpha1
                kind: AppProject
                metadata:
                  name: %1$s
                  namespace: %2$s
                spec:
                  sourceRepos: ['*']
                  destinations: [{server: '*', namespace: %1$s}]
                  sourceNamespaces: [%1$s]
                ---
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: %3$s
                  namespace: %1$s
                spec:
                  project: %1$s
                  source:
                    repoURL: %4$s
                    path: deploy
                    targetRevision: main
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: %1$s
                """.formatted(
                        app.namespace(),
                        testbed.argocd().namespace(),
                        app.name(),
                        app.repository().cloneUrl()));
        return app.namespace();
    }

    @Test
    public void isSyncedUnderNamespaceAndName() throws Exception {
        String commit = app.commitTag("2.0");

        SyncResult result = app.sync(app.request(commit));

        assertThat(result.application(), is(app.namespace() + "/" + app.name()));
        assertThat(result.revision(), is(commit));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(app.syncs(), is(1));
    }

    @Test
    public void isNotFoundUnderItsNameAlone() {
        DeploymentException failure = assertThrows(
                DeploymentException.class,
                () -> app.sync(new SyncRequest(
                        app.name(), null, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT)));

        assertThat(failure.kind(), is(Kind.NOT_FOUND));
        assertThat(failure.getMessage(), containsString("namespace/name"));
    }

    @Test
    public void explainsItsHealthAndItsRunningOperation() throws Exception {
        String commit = app.commit(TestApplication.manifests("image-pull-error", 3));
        app.argocd("sync", "--async");

        DeploymentException failure = assertThrows(DeploymentException.class, () -> app.sync(app.request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("Pod " + app.namespace() + "/web-"));
    }

    @Test
    public void itsOperationIsTerminated() throws Exception {
        app.commit(TestApplication.neverReadyBeforeTheRest());
        app.argocd("sync", "--async");
        app.await("operationState.phase", "Running");
        String commit = app.commitTag("2.0");

        assertThat(app.sync(app.request(commit, OnBusy.TERMINATE)).revision(), is(commit));
    }
}
