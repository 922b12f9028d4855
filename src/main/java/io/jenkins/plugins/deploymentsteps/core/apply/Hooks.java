package io.jenkins.plugins.deploymentsteps.core.apply;

import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.Manifest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The hooks of one deployment, and what they share. */
final class Hooks {
    /** On each hook, so that a deployment recognises what it has begun. */
    static final String DEPLOYMENT = "deployment-steps.jenkins.io/deployment";

    private final Cluster cluster;
    private final DeploymentLog log;
    private final ConflictPolicy conflicts;
    private final String deployment;
    private final Runnable wakeUp;
    private final List<Hook> all;
    private final List<String> completed;
    private final HookLogs logs;

    /**
     * Prepares them.
     *
     * @param deployment id of the deployment; the same one after a restart
     * @param set everything that is applied, hooks among it
     * @param memory of what was done before a restart
     * @param wakeUp called when something changed
     */
    Hooks(
            Cluster cluster,
            DeploymentLog log,
            ConflictPolicy conflicts,
            String deployment,
            List<Hook> all,
            List<Manifest> set,
            HookMemory memory,
            Runnable wakeUp) {
        this.cluster = cluster;
        this.log = log;
        this.conflicts = conflicts;
        this.deployment = deployment;
        this.all = all;
        this.wakeUp = wakeUp;
        this.completed = new ArrayList<>(memory.completed());
        this.logs = new HookLogs(cluster, log, set, memory.told());
    }

    /** Returns the hooks of a phase as stages, in their order. */
    List<Stage> stages(Hook.Phase phase) {
        Map<Integer, List<Hook>> byOrder = new TreeMap<>();
        for (Hook hook : all) {
            if (hook.phase() == phase) {
                byOrder.computeIfAbsent(hook.order(), order -> new ArrayList<>())
                        .add(hook);
            }
        }
        List<Stage> stages = new ArrayList<>();
        for (List<Hook> batch : byOrder.values()) {
            // What a Job reads has to be there before it.
            List<Hook> others = batch.stream().filter(hook -> !hook.runs()).toList();
            List<Hook> running = batch.stream().filter(Hook::runs).toList();
            for (List<Hook> part : List.of(others, running)) {
                if (!part.isEmpty()) {
                    stages.add(new HookStage(this, part));
                }
            }
        }
        return stages;
    }

    /** Returns whether there are hooks of a phase. */
    boolean has(Hook.Phase phase) {
        return all.stream().anyMatch(hook -> hook.phase() == phase);
    }

    Manifest marked(Hook hook) {
        return hook.object().withAnnotation(DEPLOYMENT, deployment);
    }

    boolean isOfThisDeployment(Map<String, Object> object) {
        return Fields.text(object, "metadata", "annotations", DEPLOYMENT).equals(deployment);
    }

    boolean isCompleted(Hook hook) {
        return completed.contains(key(hook.ref()));
    }

    void completed(List<Hook> hooks) {
        hooks.forEach(hook -> completed.add(key(hook.ref())));
    }

    private static String key(ObjectRef ref) {
        return ref.group() + "/" + ref;
    }

    HookMemory memory() {
        return new HookMemory(completed, logs.told());
    }

    Cluster cluster() {
        return cluster;
    }

    DeploymentLog log() {
        return log;
    }

    ConflictPolicy conflicts() {
        return conflicts;
    }

    Runnable wakeUp() {
        return wakeUp;
    }

    HookLogs logs() {
        return logs;
    }
}
