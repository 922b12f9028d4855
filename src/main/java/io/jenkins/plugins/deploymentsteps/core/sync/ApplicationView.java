package io.jenkins.plugins.deploymentsteps.core.sync;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.readiness.ArgoKinds;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An Application resource as Argo CD's server returned it, with names for what decides. A field that is missing or of
 * another type than Argo CD's API says reads as empty: nothing here proves a success by being absent.
 *
 * <p>The fields are those of {@code pkg/apis/application/v1alpha1} of Argo CD 2.x and 3.x.
 */
final class ApplicationView {
    private static final String REFRESH_ANNOTATION = "argocd.argoproj.io/refresh";

    /** Conditions without which nothing that the comparison says can be relied on. */
    private static final Set<String> COMPARISON_ERRORS =
            Set.of("ComparisonError", "InvalidSpecError", "UnknownError", "DeletionError");

    /** How {@code autoSync} of Argo CD's application controller begins that condition. */
    private static final String GIVEN_UP = "SyncError: Failed last sync attempt";

    /** The initiator of operations that nobody asked for. */
    static final String AUTO_SYNC = "auto-sync";

    private final Map<?, ?> metadata;
    private final Map<?, ?> spec;
    private final Map<?, ?> status;

    @CheckForNull
    private final Map<?, ?> pendingOperation;

    ApplicationView(Map<String, Object> application) {
        metadata = map(application.get("metadata"));
        spec = map(application.get("spec"));
        status = map(application.get("status"));
        pendingOperation = application.get("operation") instanceof Map<?, ?> operation ? operation : null;
    }

    boolean isBeingDeleted() {
        return !string(metadata.get("deletionTimestamp")).isEmpty();
    }

    /** Whether a refresh was asked for that Argo CD has not finished. */
    boolean isRefreshPending() {
        return map(metadata.get("annotations")).containsKey(REFRESH_ANNOTATION);
    }

    boolean isAutoSynced() {
        return ArgoKinds.isAutoSynced(spec);
    }

    boolean isSelfHealing() {
        return isAutoSynced() && Boolean.TRUE.equals(automated().get("selfHeal"));
    }

    boolean isAutoPruned() {
        return isAutoSynced() && Boolean.TRUE.equals(automated().get("prune"));
    }

    private Map<?, ?> automated() {
        return map(map(spec.get("syncPolicy")).get("automated"));
    }

    boolean hasSeveralSources() {
        return !list(spec.get("sources")).isEmpty();
    }

    /** The branches, tags or chart versions that the sources track, in their order. */
    List<String> trackedRevisions() {
        List<String> tracked = new ArrayList<>();
        for (Map<?, ?> source : sources()) {
            String revision = string(source.get("targetRevision"));
            tracked.add(revision.isEmpty() ? "HEAD" : revision);
        }
        return tracked;
    }

    private List<Map<?, ?>> sources() {
        if (hasSeveralSources()) {
            return maps(spec.get("sources"));
        }
        // With a source hydrator, Argo CD syncs from the branch that it pushes the rendered manifests to.
        Map<?, ?> hydrator = map(spec.get("sourceHydrator"));
        if (!hydrator.isEmpty()) {
            return List.of(Map.of(
                    "targetRevision", string(map(hydrator.get("syncSource")).get("targetBranch"))));
        }
        return List.of(map(spec.get("source")));
    }

    /** The commits that the last comparison compared with, one for each source; empty if there was none. */
    List<String> comparedRevisions() {
        return revisions(map(status.get("sync")));
    }

    /** {@code Synced}, {@code OutOfSync}, {@code Unknown}, or empty before the first comparison. */
    String syncStatus() {
        return string(map(status.get("sync")).get("status"));
    }

    /** {@code Healthy}, {@code Progressing}, {@code Degraded}, {@code Suspended}, {@code Missing}, {@code Unknown}. */
    String health() {
        return string(map(status.get("health")).get("status"));
    }

    String healthMessage() {
        return text(map(status.get("health")).get("message"));
    }

    /** When the last full comparison began, in whole seconds of the controller's clock. */
    @CheckForNull
    Instant reconciledAt() {
        return instant(status.get("reconciledAt"));
    }

    List<String> images() {
        return list(map(status.get("summary")).get("images")).stream()
                .filter(String.class::isInstance)
                .map(image -> Text.shorten((String) image, 500))
                .toList();
    }

    /** What Argo CD says is wrong with the comparison or the definition of the application. */
    List<String> comparisonErrors() {
        return conditions(COMPARISON_ERRORS);
    }

    /** Why auto-sync will not sync, other than that it failed at this before: that it would delete everything. */
    List<String> autoSyncRefusals() {
        return conditions(Set.of("SyncError")).stream()
                .filter(error -> !error.startsWith(GIVEN_UP))
                .toList();
    }

    /** Whether auto-sync failed at what it would have to do, and will not try again. */
    boolean hasAutoSyncGivenUp() {
        return conditions(Set.of("SyncError")).stream().anyMatch(error -> error.startsWith(GIVEN_UP));
    }

    private List<String> conditions(Set<String> types) {
        List<String> found = new ArrayList<>();
        for (Map<?, ?> condition : maps(status.get("conditions"))) {
            String type = string(condition.get("type"));
            if (types.contains(type)) {
                found.add(type + ": " + text(condition.get("message")));
            }
        }
        return found;
    }

    List<Resource> resources() {
        List<Resource> resources = new ArrayList<>();
        for (Map<?, ?> resource : maps(status.get("resources"))) {
            Map<?, ?> health = map(resource.get("health"));
            resources.add(new Resource(
                    name(resource),
                    string(resource.get("status")),
                    string(health.get("status")),
                    text(health.get("message")),
                    Boolean.TRUE.equals(resource.get("requiresPruning"))));
        }
        return resources;
    }

    /** Whether everything is as in Git but for resources that Git no longer has. */
    boolean needsOnlyPruning() {
        List<Resource> different =
                resources().stream().filter(r -> r.sync().equals("OutOfSync")).toList();
        return !different.isEmpty() && different.stream().allMatch(Resource::requiresPruning);
    }

    /** The operation that waits, runs or ran last; null if there is none. */
    @CheckForNull
    Operation operation() {
        Map<?, ?> state = map(status.get("operationState"));
        boolean over = Operation.isOver(string(state.get("phase")));
        if (pendingOperation != null && (state.isEmpty() || over)) {
            return operation(pendingOperation, Map.of());
        }
        return state.isEmpty() ? null : operation(map(state.get("operation")), state);
    }

    private static Operation operation(Map<?, ?> asked, Map<?, ?> state) {
        Map<?, ?> sync = map(asked.get("sync"));
        Map<?, ?> by = map(asked.get("initiatedBy"));
        Map<?, ?> result = map(state.get("syncResult"));
        String id = "";
        for (Map<?, ?> info : maps(asked.get("info"))) {
            if (ArgoServer.SyncOperation.ID_INFO.equals(info.get("name"))) {
                id = string(info.get("value"));
            }
        }
        List<ResourceResult> resources = new ArrayList<>();
        for (Map<?, ?> resource : maps(result.get("resources"))) {
            resources.add(new ResourceResult(
                    name(resource),
                    string(resource.get("status")),
                    string(resource.get("hookPhase")),
                    string(resource.get("hookType")),
                    text(resource.get("message"))));
        }
        List<String> revisions = revisions(result);
        return new Operation(
                id,
                state.isEmpty() ? Operation.PENDING : string(state.get("phase")),
                text(state.get("message")),
                string(state.get("startedAt")),
                instant(state.get("finishedAt")),
                revisions.isEmpty() ? revisions(sync) : revisions,
                Boolean.TRUE.equals(sync.get("dryRun")),
                !list(sync.get("resources")).isEmpty()
                        || !list(sync.get("manifests")).isEmpty(),
                Boolean.TRUE.equals(sync.get("prune")),
                Boolean.TRUE.equals(by.get("automated")) ? AUTO_SYNC : text(by.get("username")),
                resources);
    }

    /** What was deployed, oldest first. */
    List<Deployed> history() {
        List<Deployed> history = new ArrayList<>();
        for (Map<?, ?> entry : maps(status.get("history"))) {
            history.add(new Deployed(entry.get("id") instanceof Number id ? id.longValue() : 0, revisions(entry)));
        }
        return history;
    }

    /** The highest number in the history; -1 if it is empty. Argo CD counts from 0 upwards. */
    long lastHistoryId() {
        return history().stream().mapToLong(Deployed::id).max().orElse(-1);
    }

    private static List<String> revisions(Map<?, ?> holder) {
        List<String> several = new ArrayList<>();
        for (Object revision : list(holder.get("revisions"))) {
            several.add(string(revision));
        }
        String one = string(holder.get("revision"));
        return !several.isEmpty() ? several : one.isEmpty() ? List.of() : List.of(one);
    }

    /** {@code Deployment shop/web}, as a person would say it. */
    static String name(Map<?, ?> resource) {
        String namespace = string(resource.get("namespace"));
        String name = string(resource.get("name"));
        return Text.shorten(
                string(resource.get("kind")) + " " + (namespace.isEmpty() ? name : namespace + "/" + name), 300);
    }

    static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    static List<Map<?, ?>> maps(@Nullable Object value) {
        List<Map<?, ?>> maps = new ArrayList<>();
        for (Object element : list(value)) {
            if (element instanceof Map<?, ?> map) {
                maps.add(map);
            }
        }
        return maps;
    }

    static String string(@Nullable Object value) {
        return value instanceof String string ? string : "";
    }

    static String text(@Nullable Object value) {
        return Text.shorten(string(value).trim(), 1000);
    }

    @CheckForNull
    private static Instant instant(@Nullable Object value) {
        try {
            return value instanceof String string ? Instant.parse(string) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    /** A resource of the application. */
    record Resource(String name, String sync, String health, String message, boolean requiresPruning) {}

    /** What an operation did with one resource. */
    record ResourceResult(String name, String status, String hookPhase, String hookType, String message) {
        boolean failed() {
            return status.equals("SyncFailed") || hookPhase.equals("Failed") || hookPhase.equals("Error");
        }
    }

    /** An entry of the history. */
    record Deployed(long id, List<String> revisions) {}

    /**
     * A sync operation.
     *
     * @param id ours, or empty
     * @param phase Argo CD's, or {@link #PENDING}
     * @param startedAt as written by Argo CD, with which operations are told apart; empty while it is pending
     * @param finishedAt null while it runs; set, with phase Running, between two tries
     * @param revisions one for each source; what was asked for until it is known what was synced
     * @param partial whether it synced only some resources or local manifests
     */
    record Operation(
            String id,
            String phase,
            String message,
            String startedAt,
            @CheckForNull Instant finishedAt,
            List<String> revisions,
            boolean dryRun,
            boolean partial,
            boolean prune,
            String initiator,
            List<ResourceResult> resources) {
        static final String PENDING = "Pending";

        static boolean isOver(String phase) {
            return phase.equals("Succeeded") || phase.equals("Failed") || phase.equals("Error");
        }

        boolean isOver() {
            return isOver(phase);
        }

        boolean succeeded() {
            return phase.equals("Succeeded");
        }
    }
}
