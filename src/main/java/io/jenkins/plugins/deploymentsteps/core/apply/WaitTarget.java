package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Deadline;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import io.jenkins.plugins.deploymentsteps.core.readiness.WaitOptions;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;

/**
 * An object whose rollout is awaited, with what pins it to the apply that made it.
 *
 * @param ref which object
 * @param uid its identity when it was applied; another one means that it was replaced meanwhile; null if not known
 * @param generation the least {@code status.observedGeneration} that tells of our apply
 * @param options how to wait for it
 * @param deadline when the wait for this one gives up, before that for all does; null before it has begun, and where it
 *     has no limit of its own
 */
public record WaitTarget(
        ObjectRef ref,
        @CheckForNull String uid,
        long generation,
        WaitOptions options,
        @CheckForNull Deadline deadline) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Takes what was written before there were options, too. */
    public WaitTarget {
        options = options == null ? WaitOptions.NONE : options;
    }

    /** An object that is awaited as is usual for its kind. */
    public WaitTarget(ObjectRef ref, @CheckForNull String uid, long generation) {
        this(ref, uid, generation, WaitOptions.NONE);
    }

    /** An object that is awaited by its options, from whenever {@link #begin} is called. */
    public WaitTarget(ObjectRef ref, @CheckForNull String uid, long generation, WaitOptions options) {
        this(ref, uid, generation, options, null);
    }

    /** Returns the same targets with the time of those that have a limit of their own running from now. */
    public static List<WaitTarget> begin(List<WaitTarget> targets) {
        return targets.stream().map(WaitTarget::begun).toList();
    }

    private WaitTarget begun() {
        return options.limit()
                .map(limit -> new WaitTarget(ref, uid, generation, options, Deadline.after(limit)))
                .orElse(this);
    }

    /** Returns the same targets with the first rule that is for each of them, where they have none of their own. */
    public static List<WaitTarget> withRules(List<WaitTarget> targets, List<ReadyRule> rules) {
        return targets.stream().map(target -> target.with(rules)).toList();
    }

    private WaitTarget with(List<ReadyRule> rules) {
        return rules.stream()
                .filter(rule -> rule.isFor(ref))
                .findFirst()
                .map(rule -> new WaitTarget(ref, uid, generation, options.or(rule), deadline))
                .orElse(this);
    }
}
