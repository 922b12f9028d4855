package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.testbed.GitRepository;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.SideBySide;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.runner.RunWith;

/** An application that is put together from two repositories, of which a pipeline changes either. */
@RunWith(SideBySide.class)
@Category(NeedsTestbed.class)
public class SeveralSourcesOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    private GitRepository settings;

    @Rule
    public final TestApplication app = new TestApplication(testbed, this::ofTwoRepositories);

    private String ofTwoRepositories(TestApplication application) {
        settings = testbed.gitea().createRepository("settings", Map.of("settings.yaml", settings("1")));
        testbed.kubernetes().apply("""
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  project: default
                  sources:
                  - {repoURL: %s, path: deploy, targetRevision: main}
                  - {repoURL: %s, path: ., targetRevision: main}
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: %s
                """.formatted(
                        application.name(),
                        testbed.argocd().namespace(),
                        application.repository().cloneUrl(),
                        settings.cloneUrl(),
                        application.namespace()));
        return testbed.argocd().namespace();
    }

    @Test
    public void isSyncedToACommitOfTheFirstAndOfTheSecond() throws Exception {
        String first = app.commitTag("2.0");
        assertThat(app.sync(app.request(first)).revision(), is(first));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(liveSetting(), is("1"));

        String second = commitSetting("2");
        assertThat(app.sync(app.request(second)).revision(), is(second));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(liveSetting(), is("2"));
        assertThat(app.json().at("/status/history/1/revisions/0").asText(), is(first));
        assertThat(app.json().at("/status/history/1/revisions/1").asText(), is(second));
    }

    @Test
    public void withoutARevisionBothAreAsTheirBranchesAre() throws Exception {
        String first = app.commitTag("2.0");
        String second = commitSetting("2");

        SyncResult result = app.sync(app.request(null));

        assertThat(result.revision(), is(first + ", " + second));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(liveSetting(), is("2"));
    }

    @Test
    public void whatIsPushedToTheOtherOneAfterTheComparisonIsNotTakenAlong() throws Exception {
        String first = app.commitTag("2.0");
        TestApplication.Following following = app.follow(app.request(first));
        // Compares and plans; the next look starts.
        following.look();
        commitSetting("2");

        assertThat(following.toItsEnd().revision(), is(first));
        assertThat(app.image(), is("registry.example/web:2.0"));
        assertThat(liveSetting(), is("1"));
        assertThat(app.log, hasItem(containsString("has moved on to " + first)));
    }

    @Test
    public void isLeftToAutoSync() throws Exception {
        app.autoSync();
        app.await("history[0].id", "0");
        String second = commitSetting("2");

        assertThat(app.sync(app.request(second)).revision(), is(second));
        assertThat(liveSetting(), is("2"));
    }

    @Test
    public void aCommitThatIsAtNoneOfThemIsWaitedForAndThenGivenUp() throws Exception {
        String old = app.head();
        app.commitTag("2.0");
        TestApplication.Following following = app.follow(app.request(old));
        following.until("waiting for " + old);
        app.goAhead(Duration.ofSeconds(60));

        DeploymentException failure = assertThrows(DeploymentException.class, following::toItsEnd);

        assertThat(failure.getMessage(), failure.kind(), is(Kind.CONFLICT));
        assertThat(failure.getMessage(), containsString("did not turn up there"));
        assertThat(app.syncs(), is(0));
    }

    private static String settings(String value) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {value: \"" + value + "\"}\n";
    }

    private String commitSetting(String value) throws IOException {
        GitRepository.Clone clone = settings.newClone();
        Files.writeString(clone.directory().resolve("settings.yaml"), settings(value));
        clone.git("commit", "-q", "-a", "-m", "Change the settings");
        clone.git("push", "-q", "origin", "main");
        return clone.git("rev-parse", "HEAD").trim();
    }

    private String liveSetting() {
        return testbed.kubernetes()
                .kubectl("-n", app.namespace(), "get", "configmap", "settings", "-o", "jsonpath={.data.value}");
    }
}
