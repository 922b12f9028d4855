package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyOutcome;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.http.ApiUrl;
import io.jenkins.plugins.deploymentsteps.http.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The apply of one object. Usually that is one request. More are needed where fields change hands first, because a tool
 * without server-side apply had applied the object, and where some are left to others.
 */
final class ObjectApply {
    /** Each round has a reason of its own: what is left out, what is taken over, a change of somebody in between. */
    private static final int MOST_ROUNDS = 8;

    private final ServerSideApply batch;
    private final ClusterClient client;
    private final ApiUrl url;
    private final Map<String, Object> object;
    private final CompletableFuture<ApplyOutcome> outcome = new CompletableFuture<>();
    private final List<String> notes = new ArrayList<>();
    private final Set<String> taken = new LinkedHashSet<>();
    private volatile CompletableFuture<?> current;
    private Map<String, Object> configuration;
    private boolean isForced;
    private int rounds;

    /**
     * Prepares it.
     *
     * @param object as it was given
     * @param configuration what is sent for it
     */
    ObjectApply(ServerSideApply batch, ApiUrl url, Map<String, Object> object, Map<String, Object> configuration) {
        this.batch = batch;
        this.client = batch.client();
        this.url = url;
        this.object = object;
        this.configuration = configuration;
        this.isForced = batch.conflicts() == ConflictPolicy.TAKE;
    }

    /** Sends it; who cancels what this returns ends the request. */
    CompletableFuture<ApplyOutcome> start() {
        outcome.whenComplete((value, failure) -> {
            if (failure instanceof CancellationException) {
                cancelCurrent();
            }
        });
        apply();
        return outcome;
    }

    private void cancelCurrent() {
        CompletableFuture<?> sent = current;
        if (sent != null) {
            sent.cancel(true);
        }
    }

    /** Sends a request, and goes on with its answer. */
    private void send(ClusterRequest request, Consumer<ClusterAnswer> then) {
        if (outcome.isDone()) {
            // Given up: nothing is sent any more.
            return;
        }
        CompletableFuture<ClusterAnswer> sent = client.send(request);
        current = sent;
        if (outcome.isDone()) {
            cancelCurrent();
        }
        sent.whenComplete((answer, failure) -> {
            try {
                if (failure == null) {
                    then.accept(answer);
                } else {
                    unanswered(failure instanceof CompletionException ? failure.getCause() : failure);
                }
            } catch (RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
    }

    private void unanswered(Throwable cause) {
        if (cause instanceof DeploymentException reason) {
            batch.lost(reason);
            refuse(reason);
        } else {
            outcome.completeExceptionally(cause);
        }
    }

    private void refuse(DeploymentException reason) {
        outcome.complete(new ApplyOutcome.Refused(reason));
    }

    private void apply() {
        if (rounds++ == MOST_ROUNDS) {
            refuse(new DeploymentException(
                    Kind.CONFLICT, "somebody else changes the object all the time. Who is it, and must they?"));
            return;
        }
        ApiUrl target;
        try {
            target = url.query("fieldManager", ServerSideApply.FIELD_MANAGER)
                    .query("force", String.valueOf(isForced))
                    .query("dryRun", batch.isDryRun() ? "All" : null);
        } catch (DeploymentException e) {
            refuse(e);
            return;
        }
        send(ClusterRequest.apply(target, Json.write(configuration)), this::applied);
    }

    private void applied(ClusterAnswer answer) {
        List<FieldConflict> conflicts = Faults.conflicts(answer);
        if (!conflicts.isEmpty()) {
            resolve(conflicts, answer);
        } else if (!answer.isSuccess()) {
            DeploymentException reason = failure(answer);
            if (answer.status() == 401) {
                batch.lost(reason);
            }
            outcome.complete(new ApplyOutcome.Refused(reason, Faults.immutableFields(answer)));
        } else {
            stored(answer);
        }
    }

    private DeploymentException failure(ClusterAnswer answer) {
        return Faults.failure(client.server(), null, answer, client.credentialProblem(), SecretMask.of(object));
    }

    /** Reads an answer as the object; null if it is none. */
    @CheckForNull
    private Map<String, Object> read(ClusterAnswer answer) {
        try {
            Map<String, Object> stored = answer.object();
            return Fields.text(stored, "kind").equals(Fields.text(object, "kind")) ? stored : null;
        } catch (IOException e) {
            return null;
        }
    }

    private void stored(ClusterAnswer answer) {
        Map<String, Object> stored = read(answer);
        if (stored == null) {
            refuse(Faults.noObject(client.server(), null, answer));
            return;
        }
        Action action = batch.changes().action(url.toString(), stored, answer, batch.isDryRun());
        Set<String> others = Ownership.taken(stored, batch.conflicts());
        if (!others.isEmpty() && !batch.isDryRun()) {
            take(stored, others);
            return;
        }
        taken.addAll(others);
        if (!taken.isEmpty()) {
            notes.add("what " + String.join(", ", taken) + " had applied "
                    + (batch.isDryRun() ? "is taken over" : "was taken over"));
        }
        Action told = taken.isEmpty() || action == Action.CREATED ? action : Action.CONFIGURED;
        outcome.complete(new ApplyOutcome.Applied(stored, told, notes));
    }

    /** Finds out which of the conflicts are with managers that are taken over; for these the object must be read. */
    private void resolve(List<FieldConflict> conflicts, ClusterAnswer refusal) {
        boolean mayBeTaken = conflicts.stream()
                .anyMatch(each ->
                        each.subresource().isEmpty() && Ownership.mayBeTaken(each.manager(), batch.conflicts()));
        if (!mayBeTaken) {
            leave(conflicts, refusal, Set.of(), null);
            return;
        }
        send(ClusterRequest.get(url), answer -> {
            Map<String, Object> stored = answer.isSuccess() ? read(answer) : null;
            if (stored == null) {
                // Who may not read it cannot take it over either.
                leave(conflicts, refusal, Set.of(), null);
            } else {
                leave(conflicts, refusal, Ownership.taken(stored, batch.conflicts()), stored);
            }
        });
    }

    private void leave(
            List<FieldConflict> conflicts,
            ClusterAnswer refusal,
            Set<String> takeable,
            @CheckForNull Map<String, Object> stored) {
        List<FieldConflict> refused = new ArrayList<>();
        for (FieldConflict each : conflicts) {
            boolean isTaken = each.subresource().isEmpty() && takeable.contains(each.manager());
            if (isTaken) {
                continue;
            }
            boolean mayStay = batch.conflicts() == ConflictPolicy.LEAVE || each.isOfAutoscaler();
            if (!mayStay || !leave(each)) {
                refused.add(each);
            }
        }
        if (!refused.isEmpty()) {
            refuse(new DeploymentException(Kind.CONFLICT, FieldConflict.message(refused)));
        } else if (stored == null || takeable.isEmpty()) {
            apply();
        } else if (batch.isDryRun()) {
            // Nothing but what is taken over is left to be forced.
            taken.addAll(takeable);
            isForced = true;
            apply();
        } else {
            take(stored, takeable);
        }
    }

    private boolean leave(FieldConflict conflict) {
        String note = "left " + conflict.shownField() + " as " + conflict.shownManager() + " has set it";
        if (notes.contains(note)) {
            return true;
        }
        Optional<Map<String, Object>> left = FieldPaths.without(configuration, conflict.field());
        if (left.isPresent()) {
            configuration = left.get();
        } else if (notes.stream().noneMatch(each -> each.startsWith("left " + conflict.shownField() + " as "))) {
            return false;
        }
        notes.add(note);
        return true;
    }

    private void take(Map<String, Object> stored, Set<String> managers) {
        taken.addAll(managers);
        ApiUrl target;
        try {
            target = url.query("fieldManager", ServerSideApply.FIELD_MANAGER);
        } catch (DeploymentException e) {
            refuse(e);
            return;
        }
        send(ClusterRequest.patch(target, Ownership.patch(stored, batch.conflicts())), answer -> {
            if (answer.isSuccess() || answer.status() == 409 || answer.status() == 404) {
                // After somebody else's change in between, the next round finds what is left to be taken over.
                apply();
            } else {
                refuse(new DeploymentException(
                        failure(answer).kind(),
                        "what " + Text.shorten(String.join(", ", managers), 200) + " had applied cannot be taken over: "
                                + failure(answer).getMessage()));
            }
        });
    }
}
