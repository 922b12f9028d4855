package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.inventory.Deletion;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs hooks of one phase and order side by side: deletes those of earlier deployments, applies them, tells what they write
 * and waits for their ends. A hook carries the id of its deployment, so that one that was begun before a restart of the
 * controller is found and not begun again.
 */
final class HookStage implements Stage {
    /** What a hook writes should not be told much later than it is written. */
    private static final Duration LATEST_LOOK = Duration.ofSeconds(2);

    private static final WaitOptions END_OF_POD =
            new WaitOptions("jsonpath={.status.phase}=Succeeded", "jsonpath={.status.phase}=Failed", null, null);

    private final Hooks hooks;
    private final List<Hook> batch;
    private final Replacements replacements;
    private List<Hook> toApply;
    private final List<WaitTarget> targets = new ArrayList<>();
    private WaitForRollout rollout;
    private Cluster.Subscription subscription;

    HookStage(Hooks hooks, List<Hook> batch) {
        this.hooks = hooks;
        this.batch = batch.stream().filter(hook -> !hooks.isCompleted(hook)).toList();
        this.replacements = new Replacements(hooks.cluster(), hooks.log());
    }

    @Override
    @CheckForNull
    public Duration look(Deadline deadline) throws DeploymentException, InterruptedException {
        if (batch.isEmpty()) {
            return null;
        }
        if (toApply == null) {
            prepare();
        }
        if (rollout == null) {
            Duration again = replacements.look(deadline);
            if (again != null) {
                return again;
            }
            apply();
        }
        return await(deadline);
    }

    private void prepare() throws DeploymentException, InterruptedException {
        hooks.log()
                .info("Running " + batch.size() + (batch.size() == 1 ? " hook" : " hooks") + " ("
                        + batch.get(0).phase().label() + "): "
                        + batch.stream().map(hook -> hook.ref().toString()).collect(Collectors.joining(", ")));
        List<Optional<Map<String, Object>>> live =
                hooks.cluster().read(batch.stream().map(Hook::ref).toList());
        List<Hook> missing = new ArrayList<>();
        List<Manifest> stale = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            Hook hook = batch.get(i);
            Map<String, Object> there = live.get(i).orElse(Map.of());
            if (hooks.isOfThisDeployment(there)) {
                targets.add(target(hook, there));
                hooks.log().info(hook.ref() + " was begun before");
            } else {
                missing.add(hook);
                if (live.get(i).isPresent() && hook.isMadeAnew()) {
                    stale.add(hook.object());
                }
            }
        }
        List<Refusal> refusals = replacements.begin(stale, Map.of());
        if (!refusals.isEmpty()) {
            throw Refusal.failure(heading("cannot be run anew"), refusals);
        }
        toApply = missing;
    }

    private void apply() throws DeploymentException, InterruptedException {
        List<Manifest> objects = toApply.stream().map(hooks::marked).toList();
        List<AppliedObject> applied = new ArrayList<>();
        List<Refusal> refusals = objects.isEmpty()
                ? List.of()
                : ApplyManifests.send(
                        hooks.cluster(), objects, hooks.conflicts(), false, Cluster.ApplyProgress.UNTOLD, applied);
        applied.forEach(object -> hooks.log().info(object.line()));
        if (!refusals.isEmpty()) {
            throw Refusal.failure(heading("could not be applied"), refusals);
        }
        for (int i = 0; i < applied.size(); i++) {
            AppliedObject object = applied.get(i);
            targets.add(new WaitTarget(
                    object.ref(),
                    object.uid(),
                    object.generation(),
                    toApply.get(i).isPod() ? END_OF_POD : object.waitOptions()));
        }
        List<WaitTarget> begun = WaitTarget.begin(List.copyOf(targets));
        targets.clear();
        targets.addAll(begun);
        rollout = new WaitForRollout(hooks.cluster(), hooks.log(), ToldRollouts.NOTHING);
        subscription =
                hooks.cluster().watch(targets.stream().map(WaitTarget::ref).toList(), hooks.wakeUp());
    }

    private static WaitTarget target(Hook hook, Map<String, Object> there) {
        return new WaitTarget(
                hook.ref(),
                Fields.text(there, "metadata", "uid"),
                Fields.number(there, 0, "metadata", "generation"),
                hook.isPod() ? END_OF_POD : WaitOptions.of(there));
    }

    @CheckForNull
    private Duration await(Deadline deadline) throws DeploymentException, InterruptedException {
        Progress<RolloutResult> progress;
        try {
            progress = rollout.look(targets, deadline);
        } catch (DeploymentException e) {
            if (e.kind() == DeploymentException.Kind.UNAUTHORIZED) {
                throw e;
            }
            tellLogs();
            delete(batch.stream().filter(Hook::deleteFailed).toList());
            throw new DeploymentException(e.kind(), heading("failed") + " " + e.getMessage(), e);
        }
        tellLogs();
        if (progress instanceof Progress.Running<RolloutResult> running) {
            return running.retryAfter().compareTo(LATEST_LOOK) < 0 ? running.retryAfter() : LATEST_LOOK;
        }
        close();
        delete(batch.stream().filter(Hook::deleteSucceeded).toList());
        hooks.completed(batch);
        return null;
    }

    private String heading(String what) {
        return "The " + batch.get(0).phase().label() + (batch.size() == 1 ? " hook " : " hooks ")
                + batch.stream()
                        .map(hook -> hook.ref() + " (" + hook.object().origin() + ")")
                        .collect(Collectors.joining(", "))
                + " " + what
                + switch (batch.get(0).phase()) {
                    case PRE -> "; nothing behind it was applied:";
                    case POST -> "; everything was applied and is ready:";
                    case FAIL, NEVER -> ":";
                };
    }

    private void tellLogs() throws InterruptedException {
        for (Hook hook : batch) {
            if (hook.runs()) {
                hooks.logs().tell(hook.ref());
            }
        }
    }

    private void delete(List<Hook> ended) throws InterruptedException {
        List<Deletion> deletions = new ArrayList<>();
        for (Hook hook : ended) {
            for (WaitTarget target : targets) {
                String uid = target.uid();
                if (target.ref().equals(hook.ref()) && uid != null) {
                    deletions.add(new Deletion(target.ref(), uid, Deletion.Propagation.BACKGROUND));
                }
            }
        }
        if (!deletions.isEmpty()) {
            for (Deletion.Outcome outcome : hooks.cluster().delete(deletions, false)) {
                if (outcome instanceof Deletion.Outcome.Refused refused) {
                    hooks.log()
                            .warn("A hook could not be deleted after its end: "
                                    + refused.reason().getMessage());
                }
            }
        }
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
