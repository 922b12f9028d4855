package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedSoFar;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.core.apply.RolloutResult;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.apply.ToldRollouts;
import io.jenkins.plugins.deploymentsteps.core.apply.WaitTarget;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import io.jenkins.plugins.deploymentsteps.core.inventory.PruneResult;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** An operation that ends in a wait for a rollout on one cluster. */
abstract class RolloutOperation extends ClusterOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What is awaited; null until that is known. */
    private volatile ArrayList<WaitTarget> targets;

    /** What is pruned once that is rolled out; null if nothing is. */
    @CheckForNull
    private volatile PrunePlan prune;

    /** The step's value but for what is pruned; null until everything that is awaited has been rolled out. */
    private volatile LinkedHashMap<String, Object> ready;

    /** What the log said of it, which a restart need not say again. */
    private volatile ToldRollouts told = ToldRollouts.NOTHING;

    /** Null for what begins in a freeze, too: what belongs to a deployment that has begun before. */
    @CheckForNull
    private volatile FreezeCheck freeze;

    RolloutOperation(String id, String step, Duration timeout) {
        super(id, step, timeout);
    }

    /** How far the apply is; null before it has begun in this object. */
    @CheckForNull
    private transient volatile AppliedSoFar soFar;

    /** Keeps account of an apply that is begun. */
    final void follow(StagedApply staged) {
        soFar = staged.soFar();
    }

    /**
     * Returns what had been applied when it is ended before everything was.
     *
     * @param unknown what to say where nobody keeps account
     */
    final String appliedSoFar(String unknown) {
        AppliedSoFar known = soFar;
        if (known == null) {
            return isWhole() ? "Nothing had been applied." : unknown;
        }
        return known.summary()
                + (isWhole() ? "" : " Before it was begun anew, more may have been applied.")
                + " Running the step again completes it.";
    }

    /**
     * Has it begin in no freeze of its target.
     *
     * @param override the reason to do so all the same, where the target lets the build; null for none
     */
    final void heedFreezes(@CheckForNull String override) {
        freeze = new FreezeCheck(override);
    }

    /**
     * Refuses to begin in a freeze of the target; to be asked again at each look until {@link #begins}.
     *
     * @throws DeploymentException (forbidden) in a freeze that is not overridden, or not by one who may
     */
    final void checkFreeze(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        FreezeCheck check = freeze;
        if (check != null) {
            check.check(this, build, session(build).rules());
        }
    }

    /** Says that the first change is next: from now on, no freeze keeps it from its end. */
    final void begins() {
        FreezeCheck check = freeze;
        if (check != null) {
            check.begin();
        }
    }

    /** Returns what is awaited; null until that is known. */
    @CheckForNull
    final List<WaitTarget> targets() {
        return targets;
    }

    /** Says what to wait for, from now on, and what to prune after that. */
    final void awaits(List<WaitTarget> left, @CheckForNull PrunePlan plan) {
        prune = plan;
        targets = new ArrayList<>(WaitTarget.begin(left));
    }

    /** Returns whether everything is rolled out, and only pruning is left. */
    final boolean isReady() {
        return ready != null;
    }

    @Override
    Object state() {
        return Arrays.asList(targets, told, ready);
    }

    /**
     * Looks once at the rollout or, after it, at what is pruned.
     *
     * @param whenReady makes the step's value, but for what was pruned
     */
    final Progress<Map<String, Object>> await(
            BuildContext build, Function<RolloutResult, LinkedHashMap<String, Object>> whenReady)
            throws DeploymentException, IOException, InterruptedException {
        ClusterSession open = session(build);
        if (ready == null) {
            Progress<RolloutResult> progress = open.look(targets, told, deadline(), build);
            told = open.told();
            if (progress instanceof Progress.Running<RolloutResult> running) {
                return new Progress.Running<>(running.retryAfter());
            }
            ready = whenReady.apply(((Progress.Done<RolloutResult>) progress).result());
        }
        LinkedHashMap<String, Object> value = new LinkedHashMap<>(ready);
        if (prune != null) {
            Progress<PruneResult> progress = open.prune(prune, deadline(), build);
            if (progress instanceof Progress.Running<PruneResult> running) {
                return new Progress.Running<>(running.retryAfter());
            } else if (progress instanceof Progress.Done<PruneResult> done) {
                pruned(build, done.result(), value);
            }
        }
        report(build, report -> {
            report.runs(digests(value));
            report.succeed();
        });
        return new Progress.Done<>(value);
    }

    /** After a restart in between, what was found unchanged may be what the same deployment had changed before. */
    final void took(DeploymentReport report, ApplyResult applied) {
        report.took(applied);
        if (!isWhole()) {
            report.mayHaveChanged();
        }
    }

    private static Map<String, List<String>> digests(Map<String, Object> value) {
        Map<String, List<String>> digests = new LinkedHashMap<>();
        Fields.map(value, "digests")
                .forEach((image, each) -> digests.put(
                        image, ((List<?>) each).stream().map(String::valueOf).toList()));
        return digests;
    }

    @Override
    void announce(BuildContext build, @CheckForNull DeploymentException failure) {
        DeploymentReport report = DeploymentAction.find(build.run(), id());
        // What has changed nothing in the cluster writes nothing there.
        if (report != null && !report.isDryRun() && !report.getObjects().isEmpty()) {
            Announcement.of(report, failure).ifPresent(told -> told.make(this, build));
        }
    }

    @Override
    Map<String, Object> value(Map<String, Object> value, DeploymentReport report) {
        LinkedHashMap<String, Object> complete = new LinkedHashMap<>(value);
        complete.put("outcome", report.getResult());
        complete.put("seconds", report.getCircumstances().getSeconds());
        complete.put("record", report.getCircumstances().getRecord());
        return complete;
    }

    /** Says in report and value what was pruned, or would be. */
    final void pruned(BuildContext build, PruneResult result, LinkedHashMap<String, Object> value) {
        ApplyValue.pruned(value, result);
        report(build, report -> {
            report.took(result);
            report.end(report.getOutcome(), report.getMessage() + "; " + result.summary());
        });
    }

    @Override
    String status() {
        return ready != null ? "pruning" : "waiting for the rollout";
    }

    @Override
    String doneSoFar() {
        if (ready != null) {
            return "Everything had been applied and is rolled out. Some objects may have been pruned.";
        }
        return "Everything had been applied and stays; the rollout goes on in the cluster."
                + (prune == null ? "" : " Nothing was pruned.");
    }
}
