package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.apply.RecordedLog;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitForRollout;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import io.jenkins.plugins.deploymentsteps.testbed.KubernetesCluster;
import io.jenkins.plugins.deploymentsteps.testbed.Testbed;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.rules.ExternalResource;

/** A new namespace of the testbed's cluster for each test, open as its administrator. */
final class RealCluster extends ExternalResource {
    private final Testbed testbed;
    private final RecordedLog log = new RecordedLog();
    private KubernetesCluster kubernetes;
    private String namespace;
    private Cluster cluster;

    RealCluster(Testbed testbed) {
        this.testbed = testbed;
    }

    @Override
    protected void before() throws DeploymentException {
        kubernetes = testbed.kubernetes();
        namespace = kubernetes.newNamespace();
        cluster = Fabric8Cluster.open(Kubeconfig.parse(kubernetes.kubeconfig(), null), ProxySettings.OF_JAVA);
    }

    @Override
    protected void after() {
        cluster.close();
    }

    KubernetesCluster kubernetes() {
        return kubernetes;
    }

    String namespace() {
        return namespace;
    }

    Cluster cluster() {
        return cluster;
    }

    RecordedLog log() {
        return log;
    }

    /** Runs kubectl in the namespace. */
    String kubectl(String... arguments) {
        List<String> line = new ArrayList<>(List.of("-n", namespace));
        line.addAll(List.of(arguments));
        return kubernetes.kubectl(line.toArray(String[]::new));
    }

    /** Reads a field of an object in the namespace by kubectl. */
    String get(String object, String path) {
        return kubectl("get", object, "-o=jsonpath={" + path + "}");
    }

    /** The set of the namespace. */
    SetOnCluster set() {
        return new SetOnCluster(kubernetes, cluster, namespace);
    }

    /** A connection to the namespace by a token. */
    ClusterConnection withToken(String token) {
        return new ClusterConnection(
                kubernetes.url(), kubernetes.caCertificate(), new ClusterAuth.Token(token), namespace, false, null);
    }

    ApplyResult apply(boolean preflight, String text) throws DeploymentException, InterruptedException {
        return apply(cluster, preflight, text);
    }

    ApplyResult apply(Cluster target, boolean preflight, String text) throws DeploymentException, InterruptedException {
        return apply(target, text, ConflictPolicy.FAIL, preflight, false);
    }

    ApplyResult take(String text) throws DeploymentException, InterruptedException {
        return apply(cluster, text, ConflictPolicy.TAKE, true, false);
    }

    ApplyResult dryRun(String text) throws DeploymentException, InterruptedException {
        return apply(cluster, text, ConflictPolicy.FAIL, true, true);
    }

    ApplyResult apply(Cluster target, String text, ConflictPolicy conflicts, boolean preflight, boolean dryRun)
            throws DeploymentException, InterruptedException {
        List<ManifestFile> files = List.of(new ManifestFile("deploy.yaml", text.getBytes(StandardCharsets.UTF_8)));
        return new ApplyManifests(target, log)
                .apply(new ApplyRequest(files, namespace, List.of(), conflicts, preflight, dryRun, null));
    }

    /** Waits for a rollout as a step does: looks again when the time has come or a watch tells of a change. */
    static RolloutResult await(Cluster cluster, DeploymentLog log, List<WaitTarget> targets, Duration time)
            throws Exception {
        WaitForRollout wait = new WaitForRollout(cluster, log, ToldRollouts.NOTHING);
        Deadline deadline = Deadline.after(time);
        Semaphore changes = new Semaphore(0);
        try (Cluster.Subscription watch =
                cluster.watch(targets.stream().map(WaitTarget::ref).toList(), changes::release)) {
            wait.watchedWhile(watch::isLive);
            while (true) {
                Progress<RolloutResult> progress = wait.look(targets, deadline);
                if (progress instanceof Progress.Done<RolloutResult> done) {
                    return done.result();
                }
                Duration pause = ((Progress.Running<RolloutResult>) progress).retryAfter();
                if (changes.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
            }
        }
    }

    static List<Action> actions(ApplyResult result) {
        return result.objects().stream().map(AppliedObject::action).toList();
    }

    static String configMap(String name, String data) {
        return "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: " + name + "\ndata:\n  " + data + "\n";
    }
}
