package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/** One batch of server-side applies. Once the server is lost, the rest is not tried. */
final class ServerSideApply {
    static final String FIELD_MANAGER = "deployment-steps";

    private final ClusterClient client;
    private final Discovery discovery;
    private final ChangeDetection changes;
    private final ConflictPolicy conflicts;
    private final boolean dryRun;
    private final AtomicReference<DeploymentException> lost = new AtomicReference<>();

    ServerSideApply(
            ClusterClient client,
            Discovery discovery,
            ChangeDetection changes,
            ConflictPolicy conflicts,
            boolean dryRun) {
        this.client = client;
        this.discovery = discovery;
        this.changes = changes;
        this.conflicts = conflicts;
        this.dryRun = dryRun;
    }

    /**
     * Applies objects of kinds that discovery was asked for.
     *
     * @param progress is told of each
     * @return the outcomes in the order of the objects
     * @throws InterruptedException at once if the thread is interrupted; nothing more is sent then
     */
    List<ApplyOutcome> run(List<Map<String, Object>> objects, Cluster.ApplyProgress progress)
            throws InterruptedException {
        List<Integer> places = IntStream.range(0, objects.size()).boxed().toList();
        try {
            return InFlight.all(places, place -> {
                progress.sent(place);
                CompletableFuture<ApplyOutcome> outcome = apply(objects.get(place));
                outcome.thenAccept(known -> progress.answered(place, known));
                return outcome;
            });
        } catch (DeploymentException e) {
            throw new IllegalStateException("each failure is an outcome", e);
        }
    }

    private CompletableFuture<ApplyOutcome> apply(Map<String, Object> object) {
        ObjectRef ref = ObjectRef.of(object);
        Cluster.Kind kind = Cluster.Kind.of(ref);
        Discovery.Resource resource = discovery.known(kind);
        DeploymentException reason = lost.get();
        if (reason == null && resource == null) {
            reason = discovery.notServed(kind);
        }
        if (reason != null) {
            return CompletableFuture.completedFuture(new ApplyOutcome.Refused(reason));
        }
        try {
            ApiUrl url = client.urls().object(ref, resource.plural());
            return new ObjectApply(this, url, object, AppliedForm.of(ref, object)).start();
        } catch (DeploymentException e) {
            return CompletableFuture.completedFuture(new ApplyOutcome.Refused(e));
        }
    }

    ClusterClient client() {
        return client;
    }

    ChangeDetection changes() {
        return changes;
    }

    ConflictPolicy conflicts() {
        return conflicts;
    }

    boolean isDryRun() {
        return dryRun;
    }

    /** Takes note that the server does not answer, or does not know us: the rest need not be tried. */
    void lost(DeploymentException reason) {
        lost.compareAndSet(null, reason);
    }
}
