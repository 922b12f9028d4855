package io.jenkins.plugins.deploymentsteps.argocd;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.sync.ArgoServer;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncApplication;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncResult;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncState;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.ArgoCdServer;
import io.jenkins.plugins.deploymentsteps.testbed.GitRepository;
import io.jenkins.plugins.deploymentsteps.testbed.NeedsTestbed;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.After;
import org.junit.Before;
import org.junit.ClassRule;
import org.junit.Rule;
import org.junit.Test;
import org.junit.experimental.categories.Category;
import org.junit.rules.TestName;

/**
 * The whole of argoSync below the step, against a real Argo CD that deploys from a real Git host to a real Kubernetes.
 * Between two looks the state is written, read back and given to a new {@link SyncApplication}, as after a restart.
 */
@Category(NeedsTestbed.class)
public class SyncOnArgoCdTest {
    @ClassRule
    public static final Testbed testbed = Testbed.with(Testbed.KUBERNETES, Testbed.GITEA, Testbed.ARGOCD);

    private static final ObjectMapper JSON = new ObjectMapper();

    @Rule
    public final TestName test = new TestName();

    private final List<String> log = new ArrayList<>();
    private String namespace;
    private String application;
    private GitRepository repository;
    private ArgoServer server;

    @Before
    public void createApplication() throws Exception {
        namespace = testbed.kubernetes().newNamespace();
        application = "app-" + namespace;
        repository = testbed.gitea().createRepository("sync", Map.of("deploy/app.yaml", app("1.0", 600)));
        argocd().createApplication(application, repository.cloneUrl(), "deploy", namespace);
        server = open(new ArgoAuth.Token(argocd().token()));
    }

    @After
    public void close() {
        server.close();
        log.forEach(line -> System.out.println(test.getMethodName() + ": " + line));
    }

    @Test
    @Covers("R-32")
    public void bringsAnApplicationWithoutAutoSyncToACommit() throws Exception {
        String commit = head();

        SyncResult result = sync(request(commit));

        assertThat(result.revision(), is(commit));
        assertThat(result.summary(), is(application + " is Synced and Healthy at " + commit));
        assertThat(result.images(), hasItem("registry.example/web:1.0"));
        assertThat(readyReplicas(), is("1"));
        assertThat(operations(), is(1));
    }

    @Test
    public void bringsItToAnOlderCommitThanTheBranchs() throws Exception {
        String old = head();
        String tip = commit(app("2.0", 600));

        SyncResult result = sync(request(old));

        assertThat(result.revision(), is(old));
        assertThat(image(), is("registry.example/web:1.0"));
        assertThat(log, hasItem(containsString("main has moved on to " + tip)));
    }

    @Test
    public void withoutARevisionPinsWhatTheBranchIsAt() throws Exception {
        String tip = commit(app("2.0", 600));

        assertThat(sync(request(null)).revision(), is(tip));
        assertThat(image(), is("registry.example/web:2.0"));
    }

    @Test
    public void resolvesAnAbbreviationAndABranch() throws Exception {
        String commit = head();

        assertThat(sync(request(commit.substring(0, 10))).revision(), is(commit));
        assertThat(sync(request("main")).revision(), is(commit));
    }

    @Test
    public void anotherBranchThanTheTrackedOneIsResolvedByArgoCd() throws Exception {
        GitRepository.Clone clone = repository.newClone();
        clone.git("checkout", "-q", "-b", "release");
        String commit = commit(clone, app("3.0", 600), "release");

        assertThat(sync(request("release")).revision(), is(commit));
        assertThat(image(), is("registry.example/web:3.0"));
    }

    @Test
    @Covers({"R-32", "R-35"})
    public void leavesTheSyncToAutoSyncAndProvesIt() throws Exception {
        autoSync();
        waitForOperations(1);
        String commit = commit(app("2.0", 600));

        SyncResult result = sync(request(commit));

        assertThat(result.revision(), is(commit));
        assertThat(image(), is("registry.example/web:2.0"));
        assertThat(
                applicationJson()
                        .at("/status/operationState/operation/initiatedBy/automated")
                        .asBoolean(),
                is(true));
        assertThat(log, not(hasItem(containsString("started"))));
    }

    @Test
    public void startsItsOwnWhereAutoSyncWillNotMendADrift() throws Exception {
        autoSync();
        sync(request(head()));
        testbed.kubernetes()
                .kubectl("-n", namespace, "set", "image", "deployment/web", "web=registry.example/web:drift");

        SyncResult result = sync(request(head()));

        assertThat(result.sync(), is("Synced"));
        assertThat(image(), is("registry.example/web:1.0"));
    }

    @Test
    public void startsNothingWhenTheCommitIsLiveAlready() throws Exception {
        sync(request(head()));
        int before = operations();

        SyncResult result = sync(request(head()));

        assertThat(result.summary(), containsString("Synced and Healthy at " + head()));
        assertThat(operations(), is(before));
    }

    @Test
    public void aDryRunChangesNothing() throws Exception {
        sync(new SyncRequest(application, head(), Refresh.NORMAL, false, true, OnBusy.WAIT, true, Paused.WAIT));

        assertThat(testbed.kubernetes().kubectl("-n", namespace, "get", "deployments", "-o", "name"), is(""));
    }

    @Test
    public void prunesOnlyWhenAskedAndSaysWhatItLeft() throws Exception {
        sync(request(head()));
        GitRepository.Clone clone = repository.newClone();
        Files.writeString(
                clone.directory().resolve("deploy/app.yaml"), app("1.0", 600).split("---\n")[0]);
        String commit = push(clone, "main");

        assertThat(sync(request(commit)).sync(), is("OutOfSync"));
        assertThat(
                log,
                hasItem(allOf(containsString("no longer in Git"), containsString("ConfigMap " + namespace + "/web"))));

        SyncResult pruned =
                sync(new SyncRequest(application, commit, Refresh.NORMAL, true, false, OnBusy.WAIT, true, Paused.WAIT));
        assertThat(pruned.sync(), is("Synced"));
        assertThat(
                testbed.kubernetes().kubectl("-n", namespace, "get", "configmaps", "-o", "name"),
                not(containsString("configmap/web")));
    }

    @Test
    @Covers({"R-32", "R-35"})
    public void aDeploymentThatDegradesFailsAndNamesItAndItsPod() throws Exception {
        sync(request(head()));
        String commit = commit(app("image-pull-error", 3));

        DeploymentException failure = assertThrows(DeploymentException.class, () -> sync(request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("Degraded: Deployment " + namespace + "/web"));
        assertThat(failure.getMessage(), containsString("Pod " + namespace + "/web-"));
        assertThat(((SyncResult) failure.partialResult()).health(), is("Degraded"));
    }

    @Test
    public void aTimeoutSaysWhatIsStillMissing() throws Exception {
        String commit = commit(app("never-ready", 600));

        SyncState state = SyncState.fresh();
        SyncApplication sync = new SyncApplication(server, lines());
        Deadline later = Deadline.after(Duration.ofMinutes(2));
        while (log.stream().noneMatch(line -> line.contains("Progressing: "))) {
            Progress<SyncResult> progress = sync.look(request(commit), state, later);
            Thread.sleep(((Progress.Running<SyncResult>) progress).retryAfter().toMillis());
        }
        DeploymentException failure = assertThrows(
                DeploymentException.class, () -> sync.look(request(commit), state, Deadline.after(Duration.ZERO)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.TIMEOUT));
        assertThat(failure.getMessage(), containsString("Progressing: Deployment " + namespace + "/web"));
    }

    @Test
    @Covers("R-35")
    public void aManifestThatTheClusterRefusesFailsAndIsNamed() throws Exception {
        String commit = commit("""
                apiVersion: v1
                kind: Service
                metadata: {name: broken}
                spec: {ports: [{port: 99999999}]}
                """);

        DeploymentException failure = assertThrows(DeploymentException.class, () -> sync(request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("Service " + namespace + "/broken: "));
        assertThat(failure.getMessage(), containsString("99999999"));
    }

    @Test
    public void aFileThatIsNoYamlFails() throws Exception {
        String commit = commit("apiVersion: v1\nkind: ConfigMap\nmetadata: [");

        DeploymentException failure = assertThrows(DeploymentException.class, () -> sync(request(commit)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString("app.yaml"));
    }

    @Test
    public void aCommitThatDoesNotExistFails() throws Exception {
        String nowhere = "0123456789".repeat(4);

        DeploymentException failure = assertThrows(DeploymentException.class, () -> sync(request(nowhere)));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.NOT_READY));
        assertThat(failure.getMessage(), containsString(nowhere));
    }

    @Test
    public void aBranchThatDoesNotExistFails() throws Exception {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> sync(request("nowhere")));

        assertThat(failure.getMessage(), failure.kind(), is(Kind.INVALID_INPUT));
        assertThat(failure.getMessage(), containsString("'nowhere'"));
    }

    @Test
    @Covers({"R-33", "R-35"})
    public void anotherOperationIsWaitedForRefusedOrTerminated() throws Exception {
        commit(app("never-ready", 600)
                .replace("\ndata:", "\n  annotations: {argocd.argoproj.io/sync-wave: '1'}\ndata:"));
        argocd().argocd("app", "sync", "argocd/" + application, "--async");
        waitForPhase("Running");
        String commit = commit(app("2.0", 600));

        DeploymentException busy = assertThrows(DeploymentException.class, () -> sync(request(commit, OnBusy.FAIL)));
        assertThat(busy.getMessage(), busy.kind(), is(Kind.CONFLICT));
        assertThat(busy.getMessage(), containsString("in progress"));

        DeploymentException late = assertThrows(
                DeploymentException.class, () -> sync(request(commit, OnBusy.WAIT), Duration.ofSeconds(5)));
        assertThat(late.getMessage(), late.kind(), is(Kind.TIMEOUT));

        assertThat(sync(request(commit, OnBusy.TERMINATE)).revision(), is(commit));
        assertThat(image(), is("registry.example/web:2.0"));
    }

    @Test
    @Covers({"R-39", "R-41"})
    public void isStartedOnceHoweverOftenTheControllerIsKilled() throws Exception {
        String commit = head();
        SyncState state = SyncState.fresh();
        Deadline deadline = Deadline.after(Duration.ofMinutes(2));
        Progress<SyncResult> progress = null;
        for (int look = 0; !(progress instanceof Progress.Done); look++) {
            SyncState before = restarted(state);
            progress = new SyncApplication(server, lines()).look(request(commit), state, deadline);
            if (progress instanceof Progress.Running<SyncResult> running) {
                Thread.sleep(running.retryAfter().toMillis());
            }
            // Every other look is lost: the process ended before its state was saved.
            state = look % 2 == 0 ? restarted(state) : before;
        }
        assertThat(operations(), is(1));
        assertThat(readyReplicas(), is("1"));
    }

    @Test
    public void waitsForNothingWhenNotAskedTo() throws Exception {
        String commit = commit(app("never-ready", 600));

        SyncResult result = sync(
                new SyncRequest(application, commit, Refresh.NORMAL, false, false, OnBusy.WAIT, false, Paused.WAIT));

        assertThat(result.revision(), is(commit));
    }

    @Test
    @Covers("R-34")
    public void anUnknownApplicationIsMissingOrNotPermitted() {
        DeploymentException failure = assertThrows(
                DeploymentException.class,
                () -> sync(new SyncRequest(
                        "nowhere", null, Refresh.NORMAL, false, false, OnBusy.WAIT, true, Paused.WAIT)));

        assertThat(failure.kind(), is(Kind.NOT_FOUND));
        assertThat(
                failure.getMessage(), containsString("either there is none of that name, or the credential may not"));
    }

    @Test
    public void anApplicationThatIsDeletedMeanwhileFails() throws Exception {
        SyncState state = SyncState.fresh();
        Deadline deadline = Deadline.after(Duration.ofMinutes(1));
        SyncApplication sync = new SyncApplication(server, lines());
        sync.look(request(head()), state, deadline);
        testbed.kubernetes().kubectl("-n", argocd().namespace(), "delete", "application", application);

        DeploymentException failure =
                assertThrows(DeploymentException.class, () -> sync.look(request(head()), state, deadline));

        assertThat(failure.kind(), is(Kind.NOT_FOUND));
        assertThat(failure.getMessage(), containsString("was there, but is no longer"));
    }

    @Test
    public void logsInWithUserAndPassword() throws Exception {
        try (ArgoServer withPassword = open(new ArgoAuth.UserPassword(argocd().user(), argocd().password()))) {
            assertThat(withPassword.application(application, Refresh.NONE).get("kind") == null, is(true));
            assertThat(withPassword.application(application, Refresh.NONE).containsKey("spec"), is(true));
        }
    }

    @Test
    @Covers("R-10")
    public void aWrongPasswordAndAWrongTokenAreToldWithoutThem() throws Exception {
        for (ArgoAuth auth : List.of(
                new ArgoAuth.UserPassword(argocd().user(), "not-the-password"),
                new ArgoAuth.Token("not-the-token"),
                new ArgoAuth.Token(argocd().token() + "x"))) {
            try (ArgoServer wrong = open(auth)) {
                DeploymentException failure =
                        assertThrows(DeploymentException.class, () -> wrong.application(application, Refresh.NONE));
                assertThat(failure.getMessage(), failure.kind(), is(Kind.UNAUTHORIZED));
                assertThat(failure.getMessage(), not(containsString("not-the-")));
            }
        }
    }

    @Test
    @Covers("R-08")
    public void anAuthorityThatIsNotTrustedIsToldAtOnce() throws Exception {
        ArgoConnection untrusting =
                new ArgoConnection(argocd().url(), null, new ArgoAuth.Token(argocd().token()), false);
        try (ArgoServer untrusted = ArgoHttpServer.open(untrusting, ProxySettings.OF_JAVA)) {
            long start = System.nanoTime();
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> untrusted.application(application, Refresh.NONE));
            assertThat(failure.getMessage(), containsString("an authority that is not trusted"));
            assertThat(Duration.ofSeconds(3).compareTo(Duration.ofNanos(System.nanoTime() - start)), greaterThan(0));
        }
    }

    private ArgoCdServer argocd() {
        return testbed.argocd();
    }

    private ArgoServer open(ArgoAuth auth) throws DeploymentException {
        return ArgoHttpServer.open(
                new ArgoConnection(argocd().url(), argocd().caCertificate(), auth, false), ProxySettings.OF_JAVA);
    }

    private SyncRequest request(String revision) {
        return request(revision, OnBusy.WAIT);
    }

    private SyncRequest request(String revision, OnBusy onBusy) {
        return new SyncRequest(application, revision, Refresh.NORMAL, false, false, onBusy, true, Paused.WAIT);
    }

    private SyncResult sync(SyncRequest request) throws Exception {
        return sync(request, Duration.ofMinutes(2));
    }

    private SyncResult sync(SyncRequest request, Duration time) throws Exception {
        SyncState state = SyncState.fresh();
        Deadline deadline = Deadline.after(time);
        while (true) {
            Progress<SyncResult> progress;
            try {
                progress = new SyncApplication(server, lines()).look(request, state, deadline);
            } catch (DeploymentException e) {
                log.add("ERROR " + e.getMessage());
                throw e;
            }
            if (progress instanceof Progress.Done<SyncResult> done) {
                return done.result();
            }
            Thread.sleep(((Progress.Running<SyncResult>) progress).retryAfter().toMillis());
            state = restarted(state);
        }
    }

    private static SyncState restarted(SyncState state) throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(state);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return (SyncState) in.readObject();
        }
    }

    private DeploymentLog lines() {
        return new DeploymentLog() {
            @Override
            public void info(String line) {
                log.add(line);
            }

            @Override
            public void warn(String line) {
                log.add("WARNING " + line);
            }
        };
    }

    private static String app(String tag, int progressDeadlineSeconds) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 1
                  progressDeadlineSeconds: %d
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec:
                      containers:
                      - {name: web, image: "registry.example/web:%s"}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: web
                data: {tag: "%s"}
                """.formatted(progressDeadlineSeconds, tag, tag);
    }

    private String commit(String manifests) throws IOException {
        return commit(repository.newClone(), manifests, "main");
    }

    private static String commit(GitRepository.Clone clone, String manifests, String branch) throws IOException {
        Path file = clone.directory().resolve("deploy/app.yaml");
        Files.writeString(file, manifests);
        return push(clone, branch);
    }

    private static String push(GitRepository.Clone clone, String branch) {
        clone.git("commit", "-q", "-a", "-m", "Change the application");
        clone.git("push", "-q", "origin", branch);
        return clone.git("rev-parse", "HEAD").trim();
    }

    private String head() {
        return repository.git("rev-parse", "HEAD").trim();
    }

    private void autoSync() {
        testbed.kubernetes()
                .kubectl(
                        "-n",
                        argocd().namespace(),
                        "patch",
                        "application",
                        application,
                        "--type=merge",
                        "-p",
                        "{\"spec\":{\"syncPolicy\":{\"automated\":{}}}}");
    }

    private JsonNode applicationJson() throws IOException {
        return JSON.readTree(testbed.kubernetes()
                .kubectl("-n", argocd().namespace(), "get", "application", application, "-o", "json"));
    }

    /** How many syncs the application has had. */
    private int operations() throws IOException {
        return applicationJson().at("/status/history").size();
    }

    private void waitForOperations(int count) throws Exception {
        for (int i = 0; i < 300 && operations() < count; i++) {
            Thread.sleep(100);
        }
        assertThat(operations(), is(count));
    }

    private void waitForPhase(String phase) throws Exception {
        for (int i = 0; i < 300 && !phaseIs(phase); i++) {
            Thread.sleep(100);
        }
        assertThat(phaseIs(phase), is(true));
    }

    private boolean phaseIs(String phase) throws IOException {
        return applicationJson().at("/status/operationState/phase").asText().equals(phase);
    }

    private String image() {
        return testbed.kubernetes()
                .kubectl(
                        "-n",
                        namespace,
                        "get",
                        "pods",
                        "--field-selector=status.phase=Running",
                        "-o",
                        "jsonpath={.items[*].spec.containers[0].image}");
    }

    private String readyReplicas() {
        return testbed.kubernetes()
                .kubectl("-n", namespace, "get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}");
    }
}
