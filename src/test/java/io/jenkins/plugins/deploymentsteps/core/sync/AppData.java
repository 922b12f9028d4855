package io.jenkins.plugins.deploymentsteps.core.sync;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Builds Application resources as Argo CD's server returns them. */
final class AppData {
    static final String A = "a".repeat(40);
    static final String B = "b".repeat(40);
    static final String C = "c".repeat(40);

    private final Map<String, Object> metadata = new LinkedHashMap<>(Map.of("name", "shop"));
    private final Map<String, Object> spec = new LinkedHashMap<>();
    private final Map<String, Object> status = new LinkedHashMap<>();
    private final List<Object> resources = new ArrayList<>();
    private Object operation;

    private AppData() {
        spec.put("source", Map.of("repoURL", "https://git.example/shop", "targetRevision", "main", "path", "."));
        spec.put("syncPolicy", Map.of());
        reconciledAt("2026-01-01T00:00:00Z");
    }

    static AppData manual() {
        return new AppData();
    }

    static AppData auto() {
        return new AppData().policy(Map.of("prune", false, "selfHeal", false));
    }

    AppData policy(Map<String, Object> automated) {
        spec.put("syncPolicy", Map.of("automated", automated));
        return this;
    }

    AppData tracking(String revision) {
        spec.put("source", Map.of("repoURL", "https://git.example/shop", "targetRevision", revision));
        return this;
    }

    AppData sources(String... tracked) {
        spec.remove("source");
        spec.put(
                "sources",
                List.of(tracked).stream().map(t -> Map.of("targetRevision", t)).toList());
        return this;
    }

    AppData sync(String syncStatus, String... revisions) {
        Map<String, Object> sync = new LinkedHashMap<>(Map.of("status", syncStatus));
        if (revisions.length == 1) {
            sync.put("revision", revisions[0]);
        } else {
            sync.put("revisions", List.of(revisions));
        }
        status.put("sync", sync);
        return this;
    }

    AppData health(String health) {
        status.put("health", Map.of("status", health));
        return this;
    }

    AppData reconciledAt(String time) {
        status.put("reconciledAt", time);
        return this;
    }

    AppData condition(String type, String message) {
        status.put("conditions", List.of(Map.of("type", type, "message", message)));
        return this;
    }

    AppData resource(String kind, String name, String sync, String health, String message, boolean requiresPruning) {
        resources.add(Map.of(
                "kind",
                kind,
                "namespace",
                "shop",
                "name",
                name,
                "status",
                sync,
                "health",
                Map.of("status", health, "message", message),
                "requiresPruning",
                requiresPruning));
        status.put("resources", resources);
        return this;
    }

    AppData history(String... revisions) {
        List<Object> history = new ArrayList<>();
        for (int i = 0; i < revisions.length; i++) {
            history.add(Map.of("id", i, "revision", revisions[i]));
        }
        status.put("history", history);
        return this;
    }

    AppData annotation(String name, String value) {
        metadata.put("annotations", Map.of(name, value));
        return this;
    }

    AppData deleting() {
        metadata.put("deletionTimestamp", "2026-01-01T00:00:00Z");
        return this;
    }

    AppData images(String... images) {
        status.put("summary", Map.of("images", List.of(images)));
        return this;
    }

    /** An operation that the controller has not taken up. */
    AppData pending(Op op) {
        operation = op.asked();
        return this;
    }

    /** The operation that runs, or ran last. */
    AppData operation(Op op) {
        if (!op.isOver()) {
            operation = op.asked();
        }
        status.put("operationState", op.state());
        return this;
    }

    Map<String, Object> data() {
        Map<String, Object> data = new LinkedHashMap<>(Map.of("metadata", metadata, "spec", spec, "status", status));
        if (operation != null) {
            data.put("operation", operation);
        }
        return data;
    }

    ApplicationView view() {
        return new ApplicationView(data());
    }

    /** A sync operation. */
    static final class Op {
        private final Map<String, Object> sync = new LinkedHashMap<>();
        private final Map<String, Object> asked = new LinkedHashMap<>();
        private final Map<String, Object> state = new LinkedHashMap<>();
        private final Map<String, Object> result = new LinkedHashMap<>();
        private final List<Object> resources = new ArrayList<>();

        private Op(String phase, String... revisions) {
            sync.put("revision", revisions.length == 1 ? revisions[0] : "");
            asked.put("sync", sync);
            asked.put("initiatedBy", Map.of("username", "alice"));
            state.put("phase", phase);
            state.put("operation", asked);
            if (revisions.length == 1) {
                result.put("revision", revisions[0]);
            } else {
                result.put("revisions", List.of(revisions));
            }
            state.put("syncResult", result);
            startedAt("2026-01-01T00:01:00Z");
        }

        static Op running(String... revisions) {
            return new Op("Running", revisions);
        }

        static Op succeeded(String... revisions) {
            return new Op("Succeeded", revisions).finishedAt("2026-01-01T00:01:10Z");
        }

        static Op failed(String... revisions) {
            return new Op("Failed", revisions)
                    .message("one or more objects failed to apply")
                    .finishedAt("2026-01-01T00:01:10Z");
        }

        Op startedAt(String time) {
            state.put("startedAt", time);
            return this;
        }

        Op finishedAt(String time) {
            state.put("finishedAt", time);
            return this;
        }

        Op message(String message) {
            state.put("message", message);
            return this;
        }

        Op id(String id) {
            asked.put("info", List.of(Map.of("name", ArgoServer.SyncOperation.ID_INFO, "value", id)));
            return this;
        }

        Op automated() {
            asked.put("initiatedBy", Map.of("automated", true));
            return this;
        }

        Op dryRun() {
            sync.put("dryRun", true);
            return this;
        }

        Op prune() {
            sync.put("prune", true);
            return this;
        }

        Op only(String kind, String name) {
            sync.put("resources", List.of(Map.of("kind", kind, "name", name)));
            return this;
        }

        Op resource(Map<String, Object> resource) {
            resources.add(resource);
            result.put("resources", resources);
            return this;
        }

        Map<String, Object> asked() {
            return asked;
        }

        Map<String, Object> state() {
            return state;
        }

        boolean isOver() {
            return ApplicationView.Operation.isOver((String) state.get("phase"));
        }
    }
}
