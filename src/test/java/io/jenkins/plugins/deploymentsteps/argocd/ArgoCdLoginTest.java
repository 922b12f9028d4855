package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.time.Duration;
import java.util.List;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;

/** Who we are to a real Argo CD, and who it is to us. */
@Category(NeedsTestbed.class)
public class ArgoCdLoginTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    @Rule
    public final TestApplication app = new TestApplication(testbed);

    @Test
    public void logsInWithUserAndPassword() throws Exception {
        try (ArgoServer withPassword = app.connect(new ArgoAuth.UserPassword(
                testbed.argocd().user(), testbed.argocd().password()))) {
            assertThat(withPassword.application(app.name(), Refresh.NONE).containsKey("spec"), is(true));
        }
    }

    @Test
    @Covers("R-10")
    public void aWrongPasswordAndAWrongTokenAreToldWithoutThem() throws Exception {
        for (ArgoAuth auth : List.of(
                new ArgoAuth.UserPassword(testbed.argocd().user(), "not-the-password"),
                new ArgoAuth.Token("not-the-token"),
                new ArgoAuth.Token(testbed.argocd().token() + "x"))) {
            try (ArgoServer wrong = app.connect(auth)) {
                DeploymentException failure =
                        assertThrows(DeploymentException.class, () -> wrong.application(app.name(), Refresh.NONE));
                assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAUTHORIZED));
                assertThat(failure.getMessage(), not(containsString("not-the-")));
            }
        }
    }

    @Test
    @Covers("R-08")
    public void anAuthorityThatIsNotTrustedIsToldAtOnce() throws Exception {
        ArgoConnection untrusting = new ArgoConnection(
                testbed.argocd().url(),
                null,
                new ArgoAuth.Token(testbed.argocd().token()),
                false);
        try (ArgoServer untrusted = ArgoHttpServer.open(untrusting, ProxySettings.OF_JAVA)) {
            long start = System.nanoTime();
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> untrusted.application(app.name(), Refresh.NONE));
            assertThat(failure.getMessage(), containsString("an authority that is not trusted"));
            assertThat(Duration.ofSeconds(3).compareTo(Duration.ofNanos(System.nanoTime() - start)), greaterThan(0));
        }
    }
}
