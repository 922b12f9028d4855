package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.UserWave;
import io.jenkins.plugins.deploymentsteps.core.manifest.Wave;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * The order of a deployment: hooks before, waves that annotations ask for and the kinds' own within each, hooks after.
 *
 * @param members of the set, in the order of the apply
 * @param hooks what runs before or after them, or when they fail
 */
record StagePlan(List<Manifest> members, List<Hook> hooks) {
    /** Tells hooks from members; a hook that never runs with an apply is left out, and the log says so. */
    static StagePlan of(List<Manifest> objects, DeploymentLog log) {
        List<Manifest> members = new ArrayList<>();
        List<Hook> hooks = new ArrayList<>();
        for (Manifest object : objects) {
            Hook hook = Hook.of(object);
            if (hook == null) {
                members.add(object);
            } else if (hook.phase() == Hook.Phase.NEVER) {
                log.info(object.ref() + " is left out: it is a hook that does not run with an apply");
            } else {
                hooks.add(hook);
            }
        }
        List<Manifest> ordered = new ArrayList<>();
        waves(members).values().forEach(wave -> Wave.order(wave).values().forEach(ordered::addAll));
        return new StagePlan(ordered, hooks);
    }

    /** Returns the members, and behind them the hooks. */
    List<Manifest> everything() {
        List<Manifest> everything = new ArrayList<>(members);
        hooks.forEach(hook -> everything.add(hook.object()));
        return everything;
    }

    /** Returns the same order with other contents of the members. */
    StagePlan withMembers(List<Manifest> others) {
        return new StagePlan(others, hooks);
    }

    /**
     * Checks that the hooks can run at their time.
     *
     * @throws DeploymentException (invalid input) if one runs after a rollout that nobody waits for
     */
    void checkHooks(ApplyRequest request) throws DeploymentException {
        for (Hook hook : hooks) {
            if (hook.phase() == Hook.Phase.POST && !request.awaited() && !request.dryRun()) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        hook.object().origin() + ": " + hook.ref()
                                + " is a hook that runs once everything is rolled out, so it needs wait: true; nothing"
                                + " was changed.");
            }
        }
    }

    /**
     * By the waves that annotations ask for, the first one first. Namespaces and definitions without an annotation are
     * part of the first: all others need them.
     */
    private static SortedMap<Integer, List<Manifest>> waves(List<Manifest> members) {
        int first = members.stream()
                .mapToInt(object -> UserWave.of(object.content()))
                .min()
                .orElse(0);
        SortedMap<Integer, List<Manifest>> waves = new TreeMap<>();
        for (Manifest object : members) {
            Wave wave = Wave.of(object.ref());
            boolean isNeeded =
                    (wave == Wave.NAMESPACES || wave == Wave.DEFINITIONS) && !UserWave.isGiven(object.content());
            int number = isNeeded ? first : UserWave.of(object.content());
            waves.computeIfAbsent(number, key -> new ArrayList<>()).add(object);
        }
        return waves;
    }

    /** Returns the stages, ready to begin. */
    StagedApply stages(ApplyRun run, ApplyRequest request, HookMemory memory, Runnable wakeUp) {
        SetRequest set = request.set();
        Hooks running = new Hooks(
                run.cluster(),
                run.log(),
                request.conflicts(),
                set == null ? UUID.randomUUID().toString() : set.deployment(),
                hooks,
                everything(),
                memory,
                wakeUp);
        List<Stage> stages = new ArrayList<>();
        List<Manifest> left = new ArrayList<>(members);
        if (running.has(Hook.Phase.PRE)) {
            // Hooks live in namespaces, too.
            List<Manifest> namespaces = members.stream()
                    .filter(object -> Wave.of(object.ref()) == Wave.NAMESPACES)
                    .toList();
            if (!namespaces.isEmpty()) {
                stages.add(new WaveStage(run, Wave.NAMESPACES, namespaces));
                left.removeIf(object -> Wave.of(object.ref()) == Wave.NAMESPACES);
            }
            stages.addAll(running.stages(Hook.Phase.PRE));
        }
        boolean waitsForAll = running.has(Hook.Phase.POST) || running.has(Hook.Phase.FAIL) && request.awaited();
        SortedMap<Integer, List<Manifest>> waves = waves(left);
        for (Map.Entry<Integer, List<Manifest>> each : waves.entrySet()) {
            Wave.order(each.getValue()).forEach((wave, batch) -> stages.add(new WaveStage(run, wave, batch)));
            boolean isLast = each.getKey().equals(waves.lastKey());
            if (!isLast || waitsForAll) {
                stages.add(new ReadyStage(run, () -> run.waitTargets(each.getValue()), request.readiness(), wakeUp));
            }
        }
        stages.addAll(running.stages(Hook.Phase.POST));
        return StagedApply.of(run, running, stages, running.stages(Hook.Phase.FAIL));
    }
}
