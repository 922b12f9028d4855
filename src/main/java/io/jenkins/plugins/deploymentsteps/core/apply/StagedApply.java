package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * The apply of a set that was checked, in looks: hooks, waves of objects, and between waves the wait until what was applied
 * is ready. After a restart of the controller it is begun anew: what was applied is found unchanged then, and of hooks
 * {@link HookMemory} tells. Not safe for use by several threads.
 */
public final class StagedApply implements AutoCloseable {
    /** How long the hooks for a failure may take where the failure is that the time is up. */
    private static final Duration GRACE = Duration.ofMinutes(2);

    private final DeploymentLog log;

    @CheckForNull
    private final ApplyRun run;

    @CheckForNull
    private final Hooks hooks;

    private final Deque<Stage> stages;
    private final List<Stage> afterFailure;

    /** What it ended with, while the hooks for a failure run. */
    private DeploymentException failure;

    private Deadline graceful;
    private ApplyResult result;

    private StagedApply(
            DeploymentLog log,
            @CheckForNull ApplyRun run,
            @CheckForNull Hooks hooks,
            List<Stage> stages,
            List<Stage> afterFailure) {
        this.log = log;
        this.run = run;
        this.hooks = hooks;
        this.stages = new ArrayDeque<>(stages);
        this.afterFailure = afterFailure;
    }

    static StagedApply of(ApplyRun run, Hooks hooks, List<Stage> stages, List<Stage> afterFailure) {
        return new StagedApply(run.log(), run, hooks, stages, afterFailure);
    }

    /** One that has nothing to do any more, such as a dry run. */
    static StagedApply ended(DeploymentLog log, ApplyResult result) {
        StagedApply ended = new StagedApply(log, null, null, List.of(), List.of());
        ended.result = result;
        return ended;
    }

    /**
     * Does what is due.
     *
     * @param deadline when it gives up
     * @return done when everything is applied, with what happened to each object
     * @throws DeploymentException if an object was refused, a hook or a wave failed, or the time is up; once something may
     *     have been changed, with the {@link ApplyResult} as partial result
     * @throws InterruptedException if the thread is interrupted; some objects may have been applied
     */
    public Progress<ApplyResult> look(Deadline deadline) throws DeploymentException, InterruptedException {
        while (!stages.isEmpty()) {
            Duration again;
            try {
                again = stages.peek().look(graceful == null ? deadline : graceful);
            } catch (DeploymentException e) {
                fail(e, deadline);
                continue;
            }
            if (again != null) {
                return new Progress.Running<>(again);
            }
            stages.remove();
        }
        if (failure != null) {
            throw failure;
        }
        if (result == null && run != null) {
            result = run.complete();
        }
        return new Progress.Done<>(result);
    }

    private void fail(DeploymentException e, Deadline deadline) throws DeploymentException, InterruptedException {
        stages.remove().close();
        if (failure != null) {
            log.warn("A hook for the failure failed itself: " + e.getMessage().replace('\n', ' '));
            return;
        }
        DeploymentException partial = run == null ? e : run.partial(e);
        stages.forEach(Stage::close);
        stages.clear();
        // With another credential it may go on from here.
        if (afterFailure.isEmpty() || e.kind() == DeploymentException.Kind.UNAUTHORIZED) {
            throw partial;
        }
        log.warn("The deployment has failed, and the hooks for that follow: "
                + e.getMessage().lines().findFirst().orElse(""));
        failure = partial;
        graceful = deadline.hasPassed() ? Deadline.after(GRACE) : deadline;
        stages.addAll(afterFailure);
    }

    /** Returns how far it is, for whoever ends it early; null where nothing is applied, as in a dry run. */
    @CheckForNull
    public AppliedSoFar soFar() {
        return run == null ? null : run.soFar();
    }

    /** Returns what a restart needs to know of the hooks. */
    public HookMemory memory() {
        return hooks == null ? HookMemory.NOTHING : hooks.memory();
    }

    /** Ends what it has open; what was begun in the cluster goes on there. */
    @Override
    public void close() {
        stages.forEach(Stage::close);
    }
}
