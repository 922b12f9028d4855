package io.jenkins.plugins.deploymentsteps.argocd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
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
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.rules.ExternalResource;
import org.junit.runner.Description;
import org.junit.runners.model.Statement;

/**
 * An application of the testbed's Argo CD for one test: a Deployment and a ConfigMap, from a Git repository of its own
 * to a namespace of its own. Its manifests are those of tag 1.0 at first, and nothing is deployed.
 */
final class TestApplication extends ExternalResource implements DeploymentLog {
    /** What was told, one line each. */
    final List<String> log = new CopyOnWriteArrayList<>();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "deploy/app.yaml";

    /** Far more than anything here takes, also on a machine that is busy. */
    private static final Duration LONG = Duration.ofMinutes(3);

    private final Testbed testbed;
    private final Definition definition;
    private String test;
    private String namespace;
    private String name;
    private String home;
    private GitRepository repository;
    private GitRepository.Clone clone;
    private ArgoServer server;
    private Duration ahead = Duration.ZERO;

    /** How the application is made, once its namespace and repository are there. */
    interface Definition {
        /**
         * Creates it.
         *
         * @return the namespace that it lives in
         */
        String create(TestApplication application);
    }

    /** An application as most are: of one source, in Argo CD's own namespace. */
    TestApplication(Testbed testbed) {
        this(testbed, application -> {
            ArgoCdServer argocd = testbed.argocd();
            argocd.createApplication(
                    application.name, application.repository.cloneUrl(), "deploy", application.namespace);
            return argocd.namespace();
        });
    }

    TestApplication(Testbed testbed, Definition definition) {
        this.testbed = testbed;
        this.definition = definition;
    }

    @Override
    public Statement apply(Statement base, Description description) {
        test = description.getMethodName();
        return super.apply(base, description);
    }

    @Override
    protected void before() throws Exception {
        namespace = testbed.kubernetes().newNamespace();
        name = "app-" + namespace;
        repository = testbed.gitea().createRepository("sync", Map.of(FILE, manifests("1.0", 600)));
        clone = repository.newClone();
        home = definition.create(this);
        server = connect(new ArgoAuth.Token(testbed.argocd().token()));
    }

    @Override
    protected void after() {
        server.close();
        // In one piece, because tests run side by side.
        System.out.print(String.join(
                "", log.stream().map(line -> test + ": " + line + "\n").toList()));
    }

    @Override
    public void info(String line) {
        log.add(line);
    }

    @Override
    public void warn(String line) {
        log.add("WARNING " + line);
    }

    String name() {
        return name;
    }

    /** The namespace that it deploys to. */
    String namespace() {
        return namespace;
    }

    GitRepository repository() {
        return repository;
    }

    ArgoServer server() {
        return server;
    }

    ArgoServer connect(ArgoAuth auth) throws DeploymentException {
        return ArgoHttpServer.open(
                new ArgoConnection(testbed.argocd().url(), testbed.argocd().caCertificate(), auth, false),
                ProxySettings.OF_JAVA);
    }

    /** A request for a revision, waiting for the end, with all else as by default. */
    SyncRequest request(String revision) {
        return request(revision, OnBusy.WAIT);
    }

    SyncRequest request(String revision, OnBusy onBusy) {
        String asked = home.equals(testbed.argocd().namespace()) ? name : home + "/" + name;
        return new SyncRequest(asked, revision, Refresh.NORMAL, false, false, onBusy, true, Paused.WAIT);
    }

    SyncResult sync(SyncRequest request) throws Exception {
        return sync(request, LONG);
    }

    SyncResult sync(SyncRequest request, Duration time) throws Exception {
        return new Following(request, Deadline.after(time)).toItsEnd();
    }

    /** Begins to look, for who wants to do something in between. */
    Following follow(SyncRequest request) {
        return new Following(request, Deadline.after(LONG));
    }

    /**
     * Lets whoever follows believe that so much time has gone by, so that nobody has to wait for the end of somebody's
     * patience.
     */
    void goAhead(Duration time) {
        ahead = ahead.plus(time);
    }

    /** Follows a sync as the step does; between two looks the state goes through a restart. */
    final class Following {
        private final SyncRequest request;
        private Deadline deadline;
        private SyncState state = SyncState.fresh();

        private Following(SyncRequest request, Deadline deadline) {
            this.request = request;
            this.deadline = deadline;
        }

        /** Sets another deadline than the one it began with. */
        void deadline(Deadline other) {
            deadline = other;
        }

        Progress<SyncResult> look() throws Exception {
            Clock clock = Clock.offset(Clock.systemUTC(), ahead);
            try {
                return new SyncApplication(server, TestApplication.this, clock).look(request, state, deadline);
            } catch (DeploymentException e) {
                log.add("ERROR " + e.getMessage());
                throw e;
            } finally {
                state = restarted(state);
            }
        }

        /** Looks until a line with these words was told; the end must not come before. */
        void until(String words) throws Exception {
            while (log.stream().noneMatch(line -> line.contains(words))) {
                pause(look());
            }
        }

        SyncResult toItsEnd() throws Exception {
            while (true) {
                Progress<SyncResult> progress = look();
                if (progress instanceof Progress.Done<SyncResult> done) {
                    return done.result();
                }
                pause(progress);
            }
        }

        /** What a restart now would begin with. */
        SyncState state() throws IOException, ClassNotFoundException {
            return restarted(state);
        }

        /** Goes on from an earlier state, as if what was done since had not been saved. */
        void resume(SyncState earlier) {
            state = earlier;
        }

        /** As long as the step was told to wait before its next look. */
        static void pause(Progress<SyncResult> progress) throws InterruptedException {
            Thread.sleep(((Progress.Running<SyncResult>) progress).retryAfter().toMillis());
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

    static String manifests(String tag, int progressDeadlineSeconds) {
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

    /** Manifests of which a sync does not end: the second wave waits for a first that never becomes ready. */
    static String neverReadyBeforeTheRest() {
        return manifests("never-ready", 600)
                .replace("\ndata:", "\n  annotations: {argocd.argoproj.io/sync-wave: '1'}\ndata:");
    }

    /** Pushes the manifests of another tag, and returns the commit. */
    String commitTag(String tag) throws IOException {
        return commit(manifests(tag, 600));
    }

    String commit(String manifests) throws IOException {
        return commit(manifests, "main");
    }

    /** Commits to a branch, which begins where main is if it is not there yet. */
    String commit(String manifests, String branch) throws IOException {
        clone.git("checkout", "-q", "-B", branch);
        Files.writeString(clone.directory().resolve(FILE), manifests);
        clone.git("commit", "-q", "-a", "-m", "Change the application");
        clone.git("push", "-q", "origin", branch);
        return clone.git("rev-parse", "HEAD").trim();
    }

    /** The last commit; of the first manifests, if there was none since. */
    String head() {
        return clone.git("rev-parse", "HEAD").trim();
    }

    /** Changes the Application resource as somebody with rights on the cluster would. */
    void patch(String json) {
        testbed.kubernetes().kubectl("-n", home, "patch", "application", name, "--type=merge", "-p", json);
    }

    void autoSync() {
        patch("{\"spec\":{\"syncPolicy\":{\"automated\":{}}}}");
    }

    void delete() {
        testbed.kubernetes().kubectl("-n", home, "delete", "application", name, "--wait=false");
    }

    /** Runs the real argocd client's {@code app} on it, as somebody else would. */
    void argocd(String verb, String... arguments) {
        List<String> line = new ArrayList<>(List.of("app", verb, home + "/" + name));
        line.addAll(List.of(arguments));
        testbed.argocd().argocd(line.toArray(String[]::new));
    }

    JsonNode json() throws IOException {
        return JSON.readTree(testbed.kubernetes().kubectl("-n", home, "get", "application", name, "-o", "json"));
    }

    /** How many syncs it has had. */
    int syncs() throws IOException {
        return json().at("/status/history").size();
    }

    /** Returns when a field of its status has a value, in the syntax of {@code kubectl wait}. */
    void await(String jsonPath, String value) {
        testbed.kubernetes()
                .kubectl(
                        "-n",
                        home,
                        "wait",
                        "application",
                        name,
                        "--for=jsonpath={.status." + jsonPath + "}=" + value,
                        "--timeout=60s");
    }

    /** The images of the pods that run. */
    String image() {
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

    String readyReplicas() {
        return testbed.kubernetes()
                .kubectl("-n", namespace, "get", "deployment", "web", "-o", "jsonpath={.status.readyReplicas}");
    }
}
