package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetDeployment;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader.Manifests;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestRules;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.manifest.UserWave;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Applies a set of manifests: reads and checks all of them, lets the server check them by a dry run, and only then
 * changes anything, wave by wave.
 */
public final class ApplyManifests {
    private static final Duration LONGEST = Duration.ofHours(1);

    private final Cluster cluster;
    private final DeploymentLog log;
    private final Consumer<List<Manifest>> prepared;

    /** Applies to that cluster and tells the log one line for each object. */
    public ApplyManifests(Cluster cluster, DeploymentLog log) {
        this(cluster, log, objects -> {});
    }

    /**
     * Applies to that cluster.
     *
     * @param log is told one line for each object
     * @param prepared is given the objects in the order of the apply and behind them the hooks, with their namespaces and
     *     images and without the label of their set, before the server is asked about them
     */
    public ApplyManifests(Cluster cluster, DeploymentLog log, Consumer<List<Manifest>> prepared) {
        this.cluster = cluster;
        this.log = log;
        this.prepared = prepared;
    }

    /**
     * Applies the set, or checks it where the request is a dry run, on the thread of the caller: with waves of its own or
     * hooks that may take an hour.
     *
     * @return what happened to each object, in the order of the apply
     * @throws DeploymentException if the set is not valid (nothing was changed then), or if an object was refused; once
     *     something may have been changed, with the {@link ApplyResult} of all objects as partial result
     * @throws InterruptedException if the thread is interrupted; some objects may have been applied, the log says how
     *     many
     */
    public ApplyResult apply(ApplyRequest request) throws DeploymentException, InterruptedException {
        return complete(wakeUp -> begin(request, HookMemory.NOTHING, wakeUp));
    }

    /**
     * Applies objects that have been read before, or checks them, on the thread of the caller.
     *
     * @param request its files and images do not count
     * @param objects at least one, with the images that they are to have
     * @return as above
     * @throws DeploymentException as above
     * @throws InterruptedException as above
     */
    public ApplyResult apply(ApplyRequest request, List<Manifest> objects)
            throws DeploymentException, InterruptedException {
        return complete(wakeUp -> begin(request, objects, HookMemory.NOTHING, wakeUp));
    }

    /** Returns the objects that are members of their set, and not hooks that run before or after it. */
    public static List<Manifest> withoutHooks(List<Manifest> objects) {
        return objects.stream().filter(object -> Hook.of(object) == null).toList();
    }

    private interface Beginning {
        StagedApply begin(Runnable wakeUp) throws DeploymentException, InterruptedException;
    }

    private static ApplyResult complete(Beginning beginning) throws DeploymentException, InterruptedException {
        Semaphore changes = new Semaphore(0);
        Deadline deadline = Deadline.after(LONGEST);
        try (StagedApply staged = beginning.begin(changes::release)) {
            Progress<ApplyResult> progress = staged.look(deadline);
            while (progress instanceof Progress.Running<ApplyResult> running) {
                if (changes.tryAcquire(running.retryAfter().toMillis(), TimeUnit.MILLISECONDS)) {
                    changes.drainPermits();
                }
                progress = staged.look(deadline);
            }
            return ((Progress.Done<ApplyResult>) progress).result();
        }
    }

    /**
     * Reads and checks the set; nothing is changed yet.
     *
     * @param memory what an apply of the same deployment had done of its hooks before a restart
     * @param wakeUp called, from any thread, when a look would find something new
     * @return applies it in looks; to be closed by the caller
     * @throws DeploymentException if the set is not valid; nothing was changed
     * @throws InterruptedException if the thread is interrupted
     */
    public StagedApply begin(ApplyRequest request, HookMemory memory, Runnable wakeUp)
            throws DeploymentException, InterruptedException {
        return begin(request, read(request, log), memory, wakeUp);
    }

    /**
     * Reads the files of a request, and gives the objects their images, without any cluster.
     *
     * @param log is told of files that hold no object
     * @return at least one object, without the namespace of the request
     * @throws DeploymentException if a file or an image override is not valid
     */
    public static List<Manifest> read(ApplyRequest request, DeploymentLog log) throws DeploymentException {
        Manifests read = ManifestReader.read(request.files(), request.variables());
        for (String file : read.filesWithoutObjects()) {
            log.warn("No object was found in " + Text.shorten(file, 300) + ".");
        }
        return ImageOverrides.apply(request.images(), read.objects());
    }

    /**
     * Checks objects that have been read before; nothing is changed yet.
     *
     * @param request its files and images do not count
     * @param objects at least one, with the images that they are to have
     * @param memory what an apply of the same deployment had done of its hooks before a restart
     * @param wakeUp called, from any thread, when a look would find something new
     * @return applies them in looks; to be closed by the caller
     * @throws DeploymentException if the set is not valid; nothing was changed
     * @throws InterruptedException if the thread is interrupted
     */
    public StagedApply begin(ApplyRequest request, List<Manifest> objects, HookMemory memory, Runnable wakeUp)
            throws DeploymentException, InterruptedException {
        checkAnnotations(objects);
        String namespace = namespace(request);
        ObjectScopes scopes = ObjectScopes.ask(cluster, objects);
        boolean checks = request.dryRun() || request.preflight();
        Findings findings = new Findings(cluster.url());
        List<String> problems = new ArrayList<>();
        List<Manifest> placed = scopes.place(objects, namespace, log, problems);
        List<Refusal> notAllowed = refusals(placed);
        find(findings, problems, notAllowed, placed.size());
        if (!checks || !notAllowed.isEmpty()) {
            findings.throwIfAny();
        }
        StagePlan plan = StagePlan.of(placed, log);
        plan.checkHooks(request);
        List<Manifest> ordered = plan.members();
        prepared.accept(plan.everything());
        if (findings.isEmpty()) {
            ordered = new ScaledWorkloads(cluster, log).keepReplicas(ordered);
        }
        SetDeployment set = null;
        SetRequest wanted = request.set();
        // What belongs to the set is not known while kinds of it are not.
        if (wanted != null && findings.isEmpty()) {
            set = new SetDeployment(cluster, log, wanted, ApplySet.of(wanted.name(), namespace));
            List<ObjectRef> served =
                    ordered.stream().map(Manifest::ref).filter(scopes::isServed).toList();
            try {
                ordered = set.prepare(ordered, served, request.conflicts() == ConflictPolicy.TAKE, request.dryRun());
            } catch (DeploymentException e) {
                if (!checks) {
                    throw e;
                }
                findings.add(e);
            }
        }
        List<AppliedObject> checkedObjects = List.of();
        if (checks) {
            ApplyResult checked = new Preflight(cluster, log, scopes, request, findings).check(ordered, plan.hooks());
            checkedObjects = checked.objects();
            if (request.dryRun()) {
                log.info(checked.summary());
                return StagedApply.ended(log, set == null ? checked : checked.with(set.plan()));
            }
        }
        ApplyRun run = new ApplyRun(cluster, log, scopes, request.conflicts(), ordered, checkedObjects, set);
        return plan.withMembers(ordered).stages(run, request, memory, wakeUp);
    }

    private static void checkAnnotations(List<Manifest> objects) throws DeploymentException {
        List<Refusal> refusals = new ArrayList<>();
        for (Manifest object : objects) {
            try {
                WaitOptions.check(object.ref(), object.content());
            } catch (DeploymentException e) {
                refusals.add(new Refusal(object, e));
            }
        }
        if (!refusals.isEmpty()) {
            throw Refusal.failure(
                    Preflight.count(refusals.size()) + " cannot be waited for as asked; nothing was changed:",
                    refusals);
        }
        for (Manifest object : objects) {
            for (String problem :
                    new String[] {OnImmutable.problem(object), UserWave.problem(object.content()), Hook.problem(object)
                    }) {
                if (problem != null) {
                    refusals.add(new Refusal(object, new DeploymentException(Kind.INVALID_INPUT, problem)));
                }
            }
        }
        if (!refusals.isEmpty()) {
            throw Refusal.failure(
                    Preflight.count(refusals.size()) + " cannot be applied as asked; nothing was changed:", refusals);
        }
    }

    private List<Refusal> refusals(List<Manifest> objects) {
        Map<ObjectRef, String> reasons =
                cluster.refusals(objects.stream().map(Manifest::ref).toList());
        return objects.stream()
                .filter(object -> reasons.containsKey(object.ref()))
                .map(object -> new Refusal(object, new DeploymentException(Kind.FORBIDDEN, reasons.get(object.ref()))))
                .toList();
    }

    private void find(Findings findings, List<String> problems, List<Refusal> notAllowed, int objects)
            throws DeploymentException {
        try {
            ManifestReader.failIfAny(problems);
        } catch (DeploymentException e) {
            findings.add(e);
        }
        if (!notAllowed.isEmpty()) {
            findings.add(Refusal.failure(
                    notAllowed.size() + " of " + Preflight.count(objects) + " may not be changed on " + cluster.url()
                            + "; nothing was changed:",
                    notAllowed));
        }
    }

    private String namespace(ApplyRequest request) throws DeploymentException {
        String namespace = request.namespace();
        if (namespace == null || namespace.isBlank()) {
            return cluster.defaultNamespace();
        }
        Optional<String> problem = ManifestRules.namespaceProblem(namespace.trim());
        if (problem.isPresent()) {
            throw new DeploymentException(Kind.INVALID_INPUT, "namespace: " + problem.get());
        }
        return namespace.trim();
    }

    /** Sends one batch to the server and pairs each object with its outcome. */
    static List<Refusal> send(
            Cluster cluster,
            List<Manifest> batch,
            ConflictPolicy conflicts,
            boolean dryRun,
            Cluster.ApplyProgress progress,
            List<AppliedObject> into)
            throws InterruptedException {
        List<Map<String, Object>> contents =
                batch.stream().map(Manifest::content).toList();
        List<ApplyOutcome> outcomes = cluster.apply(contents, conflicts, dryRun, progress);
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            ObjectRef ref = batch.get(i).ref();
            ApplyOutcome outcome = outcomes.get(i);
            if (outcome instanceof ApplyOutcome.Applied applied) {
                into.add(AppliedObject.applied(ref, contents.get(i), applied, dryRun));
            } else if (outcome instanceof ApplyOutcome.Refused refused) {
                into.add(AppliedObject.failed(ref, refused.reason().getMessage()));
                refusals.add(new Refusal(batch.get(i), refused.reason(), refused.immutableFields()));
            }
        }
        return refusals;
    }
}
