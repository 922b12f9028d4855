package io.jenkins.plugins.deploymentsteps.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** One batch of server-side applies, some of them in flight at any time. Once the server is lost, the rest is not tried. */
final class ServerSideApply {
    static final String FIELD_MANAGER = "deployment-steps";

    /**
     * The label that the server gives every namespace. Where a new namespace has no field of ours, the server keeps no
     * record of its apply, and would take the next one for a change.
     */
    private static final String NAMESPACE_LABEL = "kubernetes.io/metadata.name";

    /** Beyond it an API server gets no faster, and its fairness makes others wait. */
    private static final int IN_FLIGHT = 16;

    private final ApiClient api;
    private final Map<Cluster.Kind, Discovery.Resource> resources;
    private final ChangeDetection changes;
    private final String query;
    private final boolean dryRun;
    private final List<Map<String, Object>> objects;
    private final ApplyOutcome[] outcomes;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger missing;
    private final AtomicBoolean abandoned = new AtomicBoolean();
    private final AtomicReference<DeploymentException> lost = new AtomicReference<>();
    private final CompletableFuture<Void> done = new CompletableFuture<>();

    ServerSideApply(
            ApiClient api,
            Map<Cluster.Kind, Discovery.Resource> resources,
            ChangeDetection changes,
            List<Map<String, Object>> objects,
            ConflictPolicy conflicts,
            boolean dryRun) {
        this.api = api;
        this.resources = resources;
        this.changes = changes;
        this.objects = objects;
        this.dryRun = dryRun;
        this.outcomes = new ApplyOutcome[objects.size()];
        this.missing = new AtomicInteger(objects.size());
        this.query = "?fieldManager=" + FIELD_MANAGER + "&force=" + (conflicts == ConflictPolicy.TAKE)
                + (dryRun ? "&dryRun=All" : "");
    }

    /** Returns the outcomes in the order of the objects. */
    List<ApplyOutcome> run() throws InterruptedException {
        if (objects.isEmpty()) {
            return List.of();
        }
        for (int i = 0; i < IN_FLIGHT; i++) {
            sendNext();
        }
        try {
            ApiClient.await(done);
        } catch (DeploymentException e) {
            throw new IllegalStateException(e);
        } finally {
            abandoned.set(true);
        }
        return new ArrayList<>(Arrays.asList(outcomes));
    }

    private void sendNext() {
        for (int index = next.getAndIncrement(); index < outcomes.length; index = next.getAndIncrement()) {
            Map<String, Object> object = objects.get(index);
            ObjectRef ref = Fabric8Cluster.ref(object);
            Discovery.Resource resource = resources.get(Cluster.Kind.of(ref));
            if (abandoned.get()) {
                return;
            } else if (lost.get() != null) {
                finish(index, new ApplyOutcome.Refused(lost.get()));
            } else if (resource == null) {
                finish(index, new ApplyOutcome.Refused(Fabric8Cluster.notServed(api.server(), ref)));
            } else {
                send(index, ref, resource);
                return;
            }
        }
    }

    private void send(int index, ObjectRef ref, Discovery.Resource resource) {
        String path = ApiUrl.object(ref, resource.plural());
        ApiRequest request;
        try {
            request = ApiRequest.apply(
                    path + query, ApiAnswer.JSON.writeValueAsString(configuration(ref, objects.get(index))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
        api.send(request, abandoned::get).whenComplete((answer, failure) -> {
            ApplyOutcome outcome;
            try {
                outcome = answer == null ? unanswered(failure) : outcome(path, objects.get(index), answer);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
                return;
            }
            finish(index, outcome);
            sendNext();
        });
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
        DeploymentException reason = cause instanceof DeploymentException known
                ? known
                : new DeploymentException(Kind.UNAVAILABLE, "The API server could not be asked.", cause);
        lost.compareAndSet(null, reason);
        return new ApplyOutcome.Refused(reason);
    }

    private ApplyOutcome outcome(String path, Map<String, Object> sent, ApiAnswer answer) {
        if (!answer.isSuccess()) {
            DeploymentException reason =
                    Faults.failure(api.server(), null, answer, api.credentialProblem(), SecretMask.of(sent));
            if (answer.status() == 401) {
                lost.compareAndSet(null, reason);
            }
            return new ApplyOutcome.Refused(reason);
        }
        try {
            Map<String, Object> stored = answer.object();
            if (Fields.text(stored, "kind").equals(Fields.text(sent, "kind"))) {
                return new ApplyOutcome.Applied(stored, changes.action(path, stored, answer, dryRun));
            }
        } catch (IOException e) {
            // Told below.
        }
        return new ApplyOutcome.Refused(Faults.noObject(api.server(), null, answer));
    }

    private void finish(int index, ApplyOutcome outcome) {
        outcomes[index] = outcome;
        if (missing.decrementAndGet() == 0) {
            done.complete(null);
        }
    }
}
