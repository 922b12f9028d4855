package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentResult;
import io.jenkins.plugins.deploymentsteps.core.inventory.PrunePlan;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What applying a set did to each of its objects.
 *
 * @param cluster the API server's URL
 * @param objects in the order of the apply
 * @param dryRun whether nothing was stored
 * @param prune what is to be pruned once the objects are rolled out; null where nothing is asked to be
 */
public record ApplyResult(
        String cluster,
        List<AppliedObject> objects,
        boolean dryRun,
        @CheckForNull PrunePlan prune) implements DeploymentResult {
    /** Copies the list. */
    public ApplyResult {
        objects = List.copyOf(objects);
    }

    /** The result of an apply that prunes nothing. */
    public ApplyResult(String cluster, List<AppliedObject> objects, boolean dryRun) {
        this(cluster, objects, dryRun, null);
    }

    ApplyResult with(@CheckForNull PrunePlan plan) {
        return new ApplyResult(cluster, objects, dryRun, plan);
    }

    /** Returns how many objects that action was done to. */
    public long count(AppliedObject.Action action) {
        return objects.stream().filter(object -> object.action() == action).count();
    }

    /** Returns what a wait for the rollout has to look at: every object that the cluster holds after the apply. */
    public List<WaitTarget> waitTargets() {
        return objects.stream()
                .filter(object -> switch (object.action()) {
                    case CREATED, CONFIGURED, UNCHANGED, REPLACED -> !dryRun;
                    case FAILED, SKIPPED -> false;
                })
                .map(object -> new WaitTarget(object.ref(), object.uid(), object.generation(), object.waitOptions()))
                .toList();
    }

    @Override
    public String summary() {
        String counts = Arrays.stream(AppliedObject.Action.values())
                .filter(action -> count(action) > 0)
                .map(action -> count(action) + " " + action.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
        return objects.size()
                + (objects.size() == 1 ? " object" : " objects")
                + (counts.isEmpty() ? "" : ": " + counts)
                + (dryRun ? " (dry run, nothing was changed)" : "");
    }
}
