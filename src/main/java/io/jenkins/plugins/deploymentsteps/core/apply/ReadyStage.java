package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Waits until what was applied so far is rolled out, because something comes after it. */
final class ReadyStage implements Stage {
    private final Cluster cluster;
    private final Supplier<List<WaitTarget>> applied;
    private final List<ReadyRule> rules;
    private final Runnable wakeUp;
    private final WaitForRollout rollout;
    private List<WaitTarget> targets;
    private Cluster.Subscription subscription;

    /**
     * Prepares it.
     *
     * @param applied what is to be waited for, once it begins
     * @param wakeUp called when something changed
     */
    ReadyStage(ApplyRun run, Supplier<List<WaitTarget>> applied, List<ReadyRule> rules, Runnable wakeUp) {
        this.cluster = run.cluster();
        this.applied = applied;
        this.rules = rules;
        this.wakeUp = wakeUp;
        this.rollout = new WaitForRollout(cluster, run.log(), ToldRollouts.NOTHING);
    }

    @Override
    @CheckForNull
    public Duration look(Deadline deadline) throws DeploymentException, InterruptedException {
        if (targets == null) {
            targets = WaitTarget.begin(WaitTarget.withRules(applied.get(), rules));
            subscription = cluster.watch(targets.stream().map(WaitTarget::ref).toList(), wakeUp);
            rollout.watchedWhile(subscription::isLive);
        }
        Progress<RolloutResult> progress = rollout.look(targets, deadline);
        if (progress instanceof Progress.Running<RolloutResult> running) {
            return running.retryAfter();
        }
        close();
        return null;
    }

    @Override
    public void close() {
        if (subscription != null) {
            subscription.close();
        }
    }
}
