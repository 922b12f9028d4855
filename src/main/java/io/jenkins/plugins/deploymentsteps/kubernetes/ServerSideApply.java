package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;

/** One batch of server-side applies. Once the server is lost, the rest is not tried. */
final class ServerSideApply {
    static final String FIELD_MANAGER = "deployment-steps";

    /**
     * The label that the server gives every namespace. Where a new namespace has no field of ours, the server keeps no
     * record of its apply, and would take the next one for a change.
     */
    private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

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
     * @return the outcomes in the order of the objects
     * @throws InterruptedException at once if the thread is interrupted; nothing more is sent then
     */
    List<ApplyOutcome> run(List<Map<String, Object>> objects) throws InterruptedException {
        try {
            return InFlight.all(objects, this::apply);
        } catch (DeploymentException e) {
            throw new IllegalStateException("each failure is an outcome", e);
        }
    }

    private CompletableFuture<ApplyOutcome> apply(Map<String, Object> object) {
        ObjectRef ref = Fabric8Cluster.ref(object);
        Cluster.Kind kind = Cluster.Kind.of(ref);
        Discovery.Resource resource = discovery.known(kind);
        DeploymentException reason = lost.get();
        if (reason == null && resource == null) {
            reason = discovery.notServed(kind);
        }
        if (reason != null) {
            return CompletableFuture.completedFuture(new ApplyOutcome.Refused(reason));
        }
        ClusterRequest request;
        ApiUrl url;
        try {
            url = client.urls().object(ref, resource.plural());
            request = ClusterRequest.apply(withParameters(url), Json.write(configuration(ref, object)));
        } catch (DeploymentException e) {
            return CompletableFuture.completedFuture(new ApplyOutcome.Refused(e));
        }
        CompletableFuture<ApplyOutcome> answered = client.send(request, answer -> outcome(url, object, answer));
        CompletableFuture<ApplyOutcome> outcome = answered.exceptionally(this::unanswered);
        outcome.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                answered.cancel(true);
            }
        });
        return outcome;
    }

    private ApiUrl withParameters(ApiUrl url) throws DeploymentException {
        return url.query("fieldManager", FIELD_MANAGER)
                .query("force", String.valueOf(conflicts == ConflictPolicy.TAKE))
                .query("dryRun", dryRun ? "All" : null);
    }

    private static Map<String, Object> configuration(ObjectRef ref, Map<String, Object> object) {
        if (!ref.kind().equals("Namespace") || !ref.group().isEmpty()) {
            return object;
        }
        Map<String, Object> labels = new LinkedHashMap<>(Fields.map(object, "metadata", "labels"));
        labels.put(NAMESPACE_LABEL, ref.name());
        Map<String, Object> metadata = new LinkedHashMap<>(Fields.map(object, "metadata"));
        metadata.put("labels", labels);
        Map<String, Object> configuration = new LinkedHashMap<>(object);
        configuration.put("metadata", metadata);
        return configuration;
    }

    private ApplyOutcome unanswered(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (!(cause instanceof DeploymentException reason)) {
            throw new CompletionException(cause);
        }
        lost.compareAndSet(null, reason);
        return new ApplyOutcome.Refused(reason);
    }

    private ApplyOutcome outcome(ApiUrl url, Map<String, Object> sent, ClusterAnswer answer) {
        if (!answer.isSuccess()) {
            DeploymentException reason =
                    Faults.failure(client.server(), null, answer, client.credentialProblem(), SecretMask.of(sent));
            if (answer.status() == 401) {
                lost.compareAndSet(null, reason);
            }
            return new ApplyOutcome.Refused(reason);
        }
        try {
            Map<String, Object> stored = answer.object();
            if (Fields.text(stored, "kind").equals(Fields.text(sent, "kind"))) {
                return new ApplyOutcome.Applied(stored, changes.action(url.toString(), stored, answer, dryRun));
            }
        } catch (IOException e) {
            // Told below.
        }
        return new ApplyOutcome.Refused(Faults.noObject(client.server(), null, answer));
    }
}
