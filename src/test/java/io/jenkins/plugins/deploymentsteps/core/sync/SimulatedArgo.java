package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A model of Argo CD with one application, which knows what is truly live beside what it shows. Whatever else happens
 * in the world happens in {@link #live(Duration)}, by chance.
 */
final class SimulatedArgo implements ArgoServer {
    /** A sync as it truly was. */
    record Sync(String id, String revision, Instant startedAt, boolean succeeded) {}

    private static final class Operation {
        String id;
        String revision;
        boolean dryRun;
        boolean automated;
        Instant startedAt;
        Instant finishedAt;
        String phase = "Pending";

        boolean isOver() {
            return phase.equals("Succeeded") || phase.equals("Failed");
        }
    }

    final List<Sync> syncs = new ArrayList<>();
    final List<String> accepted = new ArrayList<>();
    final boolean auto;
    private final Random random;
    private Instant now = Instant.parse("2026-01-01T00:00:00.500Z");
    private String tip;
    private String live;
    private String health = "Healthy";
    private Operation operation;
    private int commits;
    private final List<Object> history = new ArrayList<>();

    private String shownRevision;
    private String shownSync;
    private String shownHealth;
    private Instant reconciledAt;
    private boolean refreshPending;

    /** When the last comparison that anyone can see began, exactly. */
    Instant comparedAt;

    SimulatedArgo(Random random, boolean auto) {
        this.random = random;
        this.auto = auto;
        this.tip = commit();
        this.live = tip;
        history.add(Map.of("id", 0, "revision", live));
        compare();
        if (random.nextBoolean()) {
            tip = commit();
        }
        now = now.plusSeconds(30);
    }

    Clock clock() {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    String tip() {
        return tip;
    }

    String live() {
        return live;
    }

    Instant now() {
        return now;
    }

    private String commit() {
        return String.format("%040x", ++commits);
    }

    /** Lets time go by, and things happen. */
    void live(Duration time) {
        Instant end = now.plus(time);
        while (now.isBefore(end)) {
            now = now.plusMillis(100 + random.nextInt(1500));
            happen();
        }
    }

    private void happen() {
        switch (random.nextInt(14)) {
            case 0 -> tip = random.nextInt(6) == 0 ? commit() : tip;
            case 1, 2, 3, 4 -> proceed();
            case 5, 6 -> compare();
            case 7 ->
                health = List.of("Healthy", "Progressing", "Degraded", "Suspended", "Missing")
                        .get(random.nextInt(5));
            case 8, 9, 10 -> health = "Healthy";
            case 11 -> {
                // Somebody else syncs to any commit there is, or tries it.
                if (random.nextInt(4) == 0 && (operation == null || operation.isOver())) {
                    begin("", String.format("%040x", 1 + random.nextInt(commits)), random.nextBoolean(), false);
                }
            }
            default -> {
                // Nothing.
            }
        }
    }

    private void proceed() {
        if (operation == null || operation.isOver()) {
            return;
        }
        if (operation.phase.equals("Pending")) {
            operation.phase = "Running";
            operation.startedAt = now;
            return;
        }
        boolean succeeded = random.nextInt(5) > 0;
        operation.phase = succeeded ? "Succeeded" : "Failed";
        operation.finishedAt = now;
        if (!operation.dryRun) {
            syncs.add(new Sync(operation.id, operation.revision, operation.startedAt, succeeded));
            if (succeeded) {
                live = operation.revision;
                health = random.nextInt(4) == 0 ? "Healthy" : "Progressing";
                history.add(Map.of("id", history.size(), "revision", live));
            }
        }
    }

    private void compare() {
        shownRevision = tip;
        shownSync = live.equals(tip) ? "Synced" : "OutOfSync";
        shownHealth = health;
        reconciledAt = now;
        comparedAt = now;
        refreshPending = false;
        boolean free = operation == null || operation.isOver();
        boolean attempted = operation != null && !operation.dryRun && operation.revision.equals(tip);
        if (auto && free && !attempted && shownSync.equals("OutOfSync")) {
            begin("", tip, false, true);
        }
    }

    private void begin(String id, String revision, boolean dryRun, boolean automated) {
        operation = new Operation();
        operation.id = id;
        operation.revision = revision;
        operation.dryRun = dryRun;
        operation.automated = automated;
    }

    @Override
    public String url() {
        return "https://argocd.example";
    }

    @Override
    public Map<String, Object> application(String application, Refresh refresh) throws DeploymentException {
        if (random.nextInt(30) == 0) {
            throw new DeploymentException(Kind.UNAVAILABLE, "Argo CD restarts.");
        }
        if (refresh != Refresh.NONE) {
            refreshPending = true;
            if (random.nextInt(10) == 0) {
                throw new DeploymentException(Kind.UNAVAILABLE, "The comparison takes too long.");
            }
            live(Duration.ofMillis(random.nextInt(3000)));
            compare();
        }
        Map<String, Object> spec = Map.of(
                "source",
                Map.of("targetRevision", "main"),
                "syncPolicy",
                auto ? Map.of("automated", Map.of()) : Map.of());
        Map<String, Object> metadata =
                refreshPending ? Map.of("annotations", Map.of("argocd.argoproj.io/refresh", "normal")) : Map.of();
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("sync", Map.of("status", shownSync, "revision", shownRevision));
        status.put("health", Map.of("status", shownHealth));
        status.put("reconciledAt", seconds(reconciledAt));
        status.put("history", List.copyOf(history));
        Map<String, Object> data = new LinkedHashMap<>(Map.of("metadata", metadata, "spec", spec, "status", status));
        if (operation != null) {
            Map<String, Object> asked = asked();
            if (!operation.isOver()) {
                data.put("operation", asked);
            }
            if (!operation.phase.equals("Pending")) {
                Map<String, Object> state = new LinkedHashMap<>(Map.of(
                        "phase",
                        operation.phase,
                        "operation",
                        asked,
                        "startedAt",
                        seconds(operation.startedAt),
                        "syncResult",
                        Map.of("revision", operation.revision)));
                if (operation.finishedAt != null) {
                    state.put("finishedAt", seconds(operation.finishedAt));
                }
                status.put("operationState", state);
            }
        }
        return data;
    }

    private Map<String, Object> asked() {
        return Map.of(
                "sync", Map.of("revision", operation.revision, "dryRun", operation.dryRun),
                "initiatedBy", operation.automated ? Map.of("automated", true) : Map.of("username", "alice"),
                "info", List.of(Map.of("name", SyncOperation.ID_INFO, "value", operation.id)));
    }

    private static String seconds(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public Map<String, Object> resourceTree(String application) {
        return Map.of();
    }

    @Override
    public void sync(String application, SyncOperation asked) throws DeploymentException {
        boolean arrives = random.nextInt(10) > 0;
        boolean answers = arrives && random.nextInt(10) > 0;
        if (arrives) {
            if (operation != null && !operation.isOver()) {
                throw new DeploymentException(Kind.CONFLICT, "another operation is already in progress");
            }
            if (auto && !asked.revisions().isEmpty()) {
                throw new DeploymentException(Kind.INVALID_INPUT, "auto-sync currently set to main");
            }
            accepted.add(asked.id());
            begin(
                    asked.id(),
                    asked.revisions().isEmpty() ? tip : asked.revisions().get(0),
                    asked.dryRun(),
                    false);
        }
        if (!answers) {
            throw new DeploymentException(Kind.UNAVAILABLE, "the connection broke off");
        }
    }

    @Override
    public void terminate(String application) {
        if (operation != null && operation.phase.equals("Running")) {
            operation.phase = "Failed";
            operation.finishedAt = now;
        }
    }

    @Override
    public void close() {
        // Nothing is open.
    }
}
