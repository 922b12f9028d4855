package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.Access;
import io.jenkins.plugins.deploymentsteps.core.apply.AccessQuery;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Asks what we may do, by SelfSubjectAccessReviews. Who may not even ask, or gets no answer, knows nothing. */
final class AccessReviews {
    private final ClusterClient client;
    private final Discovery discovery;

    AccessReviews(ClusterClient client, Discovery discovery) {
        this.client = client;
        this.discovery = discovery;
    }

    /** As {@link io.jenkins.plugins.deploymentsteps.core.apply.Cluster#access} says. */
    List<Access> ask(List<AccessQuery> queries) throws InterruptedException {
        try {
            return InFlight.all(queries, this::ask);
        } catch (DeploymentException e) {
            throw new IllegalStateException("each failure is an unknown", e);
        }
    }

    private CompletableFuture<Access> ask(AccessQuery query) {
        Discovery.Resource resource = discovery.known(query.kind());
        if (resource == null) {
            return CompletableFuture.completedFuture(access(query, "", Access.Verdict.UNKNOWN));
        }
        Map<String, Object> attributes = new LinkedHashMap<>();
        attributes.put("verb", query.verb());
        attributes.put("group", Access.group(query));
        attributes.put("resource", resource.plural());
        if (query.namespace() != null) {
            attributes.put("namespace", query.namespace());
        }
        Map<String, Object> review = Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SelfSubjectAccessReview",
                "spec",
                Map.of("resourceAttributes", attributes));
        CompletableFuture<Access> answered;
        try {
            answered = client.send(
                    ClusterRequest.review(
                            client.urls().collection("authorization.k8s.io/v1", "selfsubjectaccessreviews", null),
                            Json.write(review)),
                    answer -> access(query, resource.plural(), verdict(answer)));
        } catch (DeploymentException e) {
            return CompletableFuture.completedFuture(access(query, resource.plural(), Access.Verdict.UNKNOWN));
        }
        CompletableFuture<Access> access = answered.exceptionally(failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            if (cause instanceof DeploymentException) {
                return access(query, resource.plural(), Access.Verdict.UNKNOWN);
            }
            throw new CompletionException(cause);
        });
        access.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                answered.cancel(true);
            }
        });
        return access;
    }

    private static Access access(AccessQuery query, String resource, Access.Verdict verdict) {
        return new Access(query.verb(), Access.group(query), resource, query.namespace(), verdict);
    }

    private static Access.Verdict verdict(ClusterAnswer answer) {
        try {
            Object allowed = answer.isSuccess() ? Fields.at(answer.object(), "status", "allowed") : null;
            return allowed instanceof Boolean is
                    ? (is ? Access.Verdict.ALLOWED : Access.Verdict.DENIED)
                    : Access.Verdict.UNKNOWN;
        } catch (IOException e) {
            return Access.Verdict.UNKNOWN;
        }
    }
}
