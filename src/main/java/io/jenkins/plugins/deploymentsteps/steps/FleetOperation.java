package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterOutcome;
import io.jenkins.plugins.deploymentsteps.core.fleet.FleetSummary;
import io.jenkins.plugins.deploymentsteps.core.fleet.Waves;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import io.jenkins.plugins.deploymentsteps.targets.ClusterTargets;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import jenkins.model.Jenkins;

/**
 * Applies the same manifests to several clusters in waves. What is done on a cluster is an operation of its own, with its own
 * looks; a look of this one only decides what begins next, and no look waits for a cluster.
 */
final class FleetOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Every end of what goes on wakes it up. */
    private static final Duration UNTIL_WOKEN = Duration.ofSeconds(30);

    /** What begins is saved before it does anything. */
    private static final Duration AFTER_SAVING = Duration.ofMillis(1);

    /** Longer than each cluster takes to end by itself. */
    private static final Duration TO_STOP = Duration.ofMillis(4_500);

    /** What the clusters take is their own time. */
    private static final Duration WHILE_CLUSTERS_GO_ON = Duration.ofDays(1);

    private final ArrayList<String> wanted;
    private final int batch;
    private final ApplyArguments arguments;
    private final OnFailure onFailure;
    private final long timeoutMillis;

    /** Why to begin in a freeze of a target; null for no reason. */
    @CheckForNull
    private final String freezeOverride;

    /** In the order of the waves; null until they are known and what they get is kept. Replaced as a whole. */
    private volatile ArrayList<FleetCluster> clusters;

    /** Whether each of them is known to be there. */
    private volatile boolean checked;

    /** What goes on, by the cluster's place; guarded by this object's lock, as is what follows. */
    private transient Map<Integer, ClusterRun> running;

    /** What is asked of all clusters before the first change; null before that. */
    @CheckForNull
    private transient FleetCheck check;

    private transient boolean stopped;

    /**
     * Prepares it.
     *
     * @param timeout for reading the manifests, and for each cluster from when it begins
     * @param wanted names and labels of targets
     * @param batch how many clusters at a time
     * @param freezeOverride why to begin in a freeze of a target; null for no reason
     */
    FleetOperation(
            String id,
            Duration timeout,
            List<String> wanted,
            int batch,
            ApplyArguments arguments,
            OnFailure onFailure,
            @CheckForNull String freezeOverride) {
        super(id, KubeApplyStep.NAME, timeout);
        this.wanted = new ArrayList<>(wanted);
        this.batch = batch;
        this.arguments = arguments;
        this.onFailure = onFailure;
        this.timeoutMillis = timeout.toMillis();
        this.freezeOverride = freezeOverride;
    }

    /** A dry run changes nothing, so it finds out everything that is wrong at once. */
    private Waves waves() {
        return new Waves(batch, !arguments.dryRun(), onFailure == OnFailure.ROLLBACK);
    }

    private Duration timeout() {
        return Duration.ofMillis(timeoutMillis);
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        if (clusters == null) {
            prepare(build);
        }
        if (!checked && !check(build)) {
            return new Progress.Running<>(UNTIL_WOKEN);
        }
        goOn(build);
        List<FleetCluster> now = clusters;
        Waves.Next next = waves().next(now.stream().map(FleetCluster::outcome).toList());
        if (next instanceof Waves.Next.Begin begin) {
            begin(build, begin.clusters());
            return new Progress.Running<>(AFTER_SAVING);
        } else if (next instanceof Waves.Next.RollBack back) {
            rollBack(build, back.clusters());
            return new Progress.Running<>(AFTER_SAVING);
        } else if (next instanceof Waves.Next.Wait) {
            return new Progress.Running<>(UNTIL_WOKEN);
        }
        return new Progress.Done<>(ended(build, now));
    }

    /** Finds out which clusters are meant, and reads what all of them get. */
    private void prepare(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        List<String> names = ClusterTargets.select(build.run(), wanted);
        report(build, report -> {
            report.on(String.join(", ", names));
            report.in(arguments.namespace());
        });
        SourceContext context = new SourceContext(this, build, () -> {
            if (arguments.namespace() == null) {
                throw Arguments.invalid(
                        "namespace",
                        "missing. What is made once for all 'clusters' has to know it, since each may have another default.");
            }
            return arguments.namespace();
        });
        String set = arguments.set() == null ? build.run().getParent().getFullName() : arguments.set();
        ApplyRequest request = arguments.request(SourceFiles.read(arguments, context), set, id(), List.of());
        List<Manifest> objects = ApplyManifests.read(request, log(build));
        KeptManifests.write(build.run(), id(), objects);
        log(build)
                .info(names.size() + (names.size() == 1 ? " cluster" : " clusters") + " in "
                        + count(waves().count(names.size()), "wave") + ": " + String.join(", ", names));
        clusters = names.stream().map(FleetCluster::notBegun).collect(Collectors.toCollection(ArrayList::new));
    }

    private static String count(int number, String what) {
        return number + " " + what + (number == 1 ? "" : "s");
    }

    /**
     * Asks all clusters, side by side, whether they can be deployed to at all; begun anew after a restart.
     *
     * @return whether that is known
     * @throws DeploymentException naming each that cannot
     */
    private boolean check(BuildContext build) throws DeploymentException {
        if (arguments.preflight()) {
            FleetCheck found;
            synchronized (this) {
                if (check == null) {
                    check = new FleetCheck(
                            clusters.stream().map(FleetCluster::name).toList());
                    startChecks(build, check);
                }
                if (!running().isEmpty()) {
                    return false;
                }
                found = check;
            }
            found.failIfAny();
        }
        checked = true;
        return true;
    }

    private void startChecks(BuildContext build, FleetCheck started) {
        for (int i = 0; i < clusters.size(); i++) {
            int place = i;
            String name = clusters.get(i).name();
            ClusterOperation operation = new ClusterCheckOperation(
                    UUID.randomUUID().toString(), timeout(), ClusterLocation.named(name), arguments, freezeOverride);
            start(build, place, name, operation, started.of(name, () -> ended(build, place, cluster -> cluster)));
        }
    }

    /** Looks at what goes on, which nobody does after a restart, and at what was begun and is saved by now. */
    private void goOn(BuildContext build) {
        synchronized (this) {
            // Within the lock: what has ended meanwhile must not be taken for what nobody looks at.
            List<FleetCluster> all = clusters;
            for (int i = 0; i < all.size(); i++) {
                ClusterOperation operation = all.get(i).operation();
                if (operation != null && !running().containsKey(i)) {
                    start(build, i, all.get(i).name(), operation, new End(build, i));
                }
            }
        }
    }

    /** Starts to look; whoever calls has the lock. */
    private void start(
            BuildContext build, int place, String name, ClusterOperation operation, ClusterRun.Ending ending) {
        if (stopped) {
            return;
        }
        ClusterRun run = new ClusterRun(operation, name, Jenkins.getAuthentication2(), build, ending);
        running().put(place, run);
        run.start();
    }

    private synchronized Map<Integer, ClusterRun> running() {
        if (running == null) {
            running = new TreeMap<>();
        }
        return running;
    }

    private void begin(BuildContext build, List<Integer> places) {
        Waves waves = waves();
        log(build)
                .info("Wave " + waves.of(places.get(0)) + " of " + waves.count(clusters.size()) + ": " + names(places));
        places.forEach(place -> change(
                place,
                cluster -> cluster.begins(new KubeApplyOperation(
                                UUID.randomUUID().toString(),
                                timeout(),
                                ClusterLocation.named(cluster.name()),
                                arguments,
                                onFailure,
                                null,
                                id())
                        .heedingFreezes(freezeOverride))));
    }

    private void rollBack(BuildContext build, List<Integer> places) {
        log(build).warn("Rolling back what was deployed before the failure: " + names(places));
        places.forEach(place -> change(
                place,
                cluster -> cluster.goesBack(new KubeRollbackOperation(
                        UUID.randomUUID().toString(),
                        timeout(),
                        ClusterLocation.named(cluster.name()),
                        null,
                        null,
                        cluster.deployment(),
                        0,
                        false))));
    }

    private String names(List<Integer> places) {
        return places.stream().map(place -> clusters.get(place).name()).collect(Collectors.joining(", "));
    }

    private synchronized void change(int place, UnaryOperator<FleetCluster> change) {
        ArrayList<FleetCluster> next = new ArrayList<>(clusters);
        next.set(place, change.apply(next.get(place)));
        clusters = next;
    }

    /** Tells how it ended. */
    private LinkedHashMap<String, Object> ended(BuildContext build, List<FleetCluster> all) throws DeploymentException {
        FleetSummary summary = summary(build);
        summary.table().forEach(log(build)::info);
        if (!summary.isGood()) {
            throw summary.failure();
        }
        report(build, report -> report.end(Outcome.SUCCEEDED, summary.counts()));
        TreeSet<String> images = new TreeSet<>();
        ArrayList<Map<String, Object>> each = new ArrayList<>();
        for (FleetCluster cluster : all) {
            each.add(cluster.toValue());
            images.addAll(ApplyValue.images(cluster.value()));
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>();
        value.put("clusters", each);
        value.put("set", all.get(0).value().get("set"));
        value.put("dryRun", arguments.dryRun());
        value.put("ready", !arguments.dryRun());
        value.put("images", new ArrayList<>(images));
        return value;
    }

    private FleetSummary summary(BuildContext build) {
        return new FleetSummary(
                clusters.stream().map(cluster -> cluster.result(build.run())).toList());
    }

    private void ended(BuildContext build, int place, UnaryOperator<FleetCluster> change) {
        synchronized (this) {
            change(place, change);
            running().remove(place);
        }
        build.wakeUp();
    }

    /** The end of what is done on a cluster. */
    private final class End implements ClusterRun.Ending {
        private final BuildContext build;
        private final int place;

        End(BuildContext build, int place) {
            this.build = build;
            this.place = place;
        }

        @Override
        public void succeeded(Map<String, Object> value) {
            ended(build, place, cluster -> cluster.succeeded(value));
        }

        @Override
        public void failed(Throwable failure, String message) {
            ended(build, place, cluster -> cluster.failed(failure, message));
        }

        @Override
        public void stopped() {
            ended(build, place, FleetCluster::stopped);
        }
    }

    /** Ends what goes on, and lets nothing begin any more. */
    private synchronized CompletableFuture<Void> stop() {
        stopped = true;
        InterruptedException cause = new InterruptedException("the step ends");
        return CompletableFuture.allOf(new ArrayList<>(running().values())
                .stream().map(run -> run.stop(cause)).toArray(CompletableFuture[]::new));
    }

    @Override
    void aborted(BuildContext build) {
        try {
            stop().get(TO_STOP.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // What is told below says that it is in the middle.
            log(build).warn("Not every cluster ended in time.");
        }
        if (clusters != null && checked) {
            summary(build).table().forEach(log(build)::info);
        }
        super.aborted(build);
    }

    @Override
    void end() {
        super.end();
        stop();
    }

    /** Until the manifests are read; then each cluster has a time of its own. */
    @Override
    Deadline deadline() {
        return clusters == null ? super.deadline() : Deadline.after(WHILE_CLUSTERS_GO_ON);
    }

    @Override
    Object state() {
        List<FleetCluster> all = clusters;
        return all == null
                ? Arrays.asList(checked)
                : Arrays.asList(checked, all.stream().map(FleetCluster::outcome).toList());
    }

    @Override
    synchronized boolean isBusy() {
        return running().values().stream().anyMatch(ClusterRun::isBusy);
    }

    @Override
    void connect(BuildContext build) {
        // It has no connection itself.
    }

    @Override
    void close() {
        // The operations of the clusters close their own.
    }

    @Override
    String status() {
        List<FleetCluster> all = clusters;
        if (all == null) {
            return "reading manifests";
        } else if (!checked) {
            return "checking the clusters";
        }
        return all.stream().anyMatch(cluster -> cluster.outcome() == ClusterOutcome.ROLLING_BACK)
                ? "rolling back " + goingOn(all, ClusterOutcome.ROLLING_BACK)
                : "deploying to " + goingOn(all, ClusterOutcome.RUNNING);
    }

    private static String goingOn(List<FleetCluster> all, ClusterOutcome outcome) {
        return all.stream()
                .filter(cluster -> cluster.outcome() == outcome)
                .map(FleetCluster::name)
                .collect(Collectors.joining(", "));
    }

    @Override
    String doneSoFar() {
        List<FleetCluster> all = clusters;
        if (all == null || !checked) {
            return "Nothing was changed.";
        }
        return FleetSummary.whereItEnded(all.stream()
                .collect(Collectors.toMap(
                        FleetCluster::name, FleetCluster::outcome, (one, other) -> one, LinkedHashMap::new)));
    }
}
