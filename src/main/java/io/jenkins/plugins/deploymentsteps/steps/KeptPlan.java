package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.model.Run;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyManifests;
import io.jenkins.plugins.deploymentsteps.core.apply.Cluster;
import io.jenkins.plugins.deploymentsteps.core.apply.HookMemory;
import io.jenkins.plugins.deploymentsteps.core.apply.StagedApply;
import io.jenkins.plugins.deploymentsteps.core.diff.CompareSet;
import io.jenkins.plugins.deploymentsteps.core.diff.Fingerprints;
import io.jenkins.plugins.deploymentsteps.core.diff.SetDiff;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.plan.ClusterIdentity;
import io.jenkins.plugins.deploymentsteps.core.plan.Plan;
import io.jenkins.plugins.deploymentsteps.core.plan.PlanCheck;
import io.jenkins.plugins.deploymentsteps.core.plan.SetContent;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.BuildOrigin;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore;
import io.jenkins.plugins.deploymentsteps.storage.BuildStore.Content;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan that {@code kubeDiff} left with the build. It is good for one apply, in the same build, on the same cluster, as
 * long as that has not moved.
 *
 * @param id of the plan
 * @param plan what is going to be applied
 * @param location where, as {@code kubeDiff} had it
 */
record KeptPlan(String id, Plan plan, ClusterLocation location) {
    /** Keeps a plan with the build. */
    static void write(Run<?, ?> run, String id, Plan plan, ClusterLocation location)
            throws DeploymentException, IOException {
        Map<String, Object> fields = new LinkedHashMap<>(plan.toFields());
        fields.put("location", KeptLocation.toFields(location));
        BuildStore.write(run, id, Content.PLAN, fields);
    }

    /**
     * Reads a plan.
     *
     * @param other what to use instead of what {@code kubeDiff} used; null for the same
     * @throws DeploymentException if the build has no such plan, or an earlier step has applied it
     */
    static KeptPlan read(Run<?, ?> run, String id, String operation, @CheckForNull ClusterLocation other)
            throws DeploymentException, IOException {
        Map<String, Object> fields = BuildStore.read(run, id, Content.PLAN)
                .orElseThrow(() -> new DeploymentException(
                        Kind.NOT_FOUND,
                        "plan: this build has no plan '" + Text.shorten(id, 100)
                                + "'. Give the 'id' of the value that kubeDiff returned in this very build, as in"
                                + " def plan = kubeDiff(…); kubeApply plan: plan.id."));
        if (BuildStore.isClaimed(run, id, operation)) {
            throw used();
        }
        Plan plan;
        try {
            plan = Plan.of(fields);
        } catch (DeploymentException e) {
            throw Arguments.invalid("plan", "what the build keeps of it cannot be read: " + e.getMessage());
        }
        ClusterLocation own = KeptLocation.of(Fields.map(fields, "location"));
        return new KeptPlan(id, plan, other == null ? own : merged(own, other));
    }

    private static DeploymentException used() {
        return new DeploymentException(
                Kind.CONFLICT,
                "plan: an earlier step of this build has applied it. A plan is good for one apply, because the cluster"
                        + " is another one after it. Run kubeDiff again.");
    }

    /** A credential alone is for the server that the plan is for. */
    private static ClusterLocation merged(ClusterLocation own, ClusterLocation other) throws DeploymentException {
        if (other.cluster() != null || other.kubeconfigFile() != null) {
            return other;
        } else if (own.cluster() != null) {
            throw Arguments.invalid(
                    "credentialsId",
                    "kubeDiff used the target '" + Text.shorten(own.cluster(), 100)
                            + "', which has its own. To apply with another credential, give another target as 'cluster'.");
        }
        return new ClusterLocation(
                null,
                null,
                other.credentialsId(),
                own.server(),
                own.caCertificate(),
                own.kubeconfigFile() == null ? own.context() : null,
                own.skipTlsVerify());
    }

    SetContent content() {
        return plan.content();
    }

    /**
     * Begins to apply the plan if nothing moved.
     *
     * @param awaited whether the rollout is going to be waited for
     * @param operation that applies it; none but this one may do so from the first change on
     * @param appliedBefore what each earlier step of the build has applied to the set
     * @param memory what was done of the hooks before a restart
     * @throws DeploymentException (conflict) if something moved; (invalid input) if it is another cluster; or as any apply
     */
    StagedApply begin(
            BuildContext build,
            Cluster cluster,
            DeploymentLog log,
            ApplyManifests apply,
            boolean awaited,
            String operation,
            List<Set<ObjectRef.Identity>> appliedBefore,
            HookMemory memory)
            throws DeploymentException, IOException, InterruptedException {
        content().checkIsFor("plan", cluster.url(), ClusterIdentity.of(cluster));
        SetRequest set = new SetRequest(content().set(), operation, plan.maxPrune() > 0, plan.maxPrune(), appliedBefore)
                .from(BuildOrigin.of(build.run(), build.environment()));
        // Cut off after the first change, the cluster has moved by our own hand; to go on is safe, because it is the
        // same.
        if (!BuildStore.isClaimedBy(build.run(), id, operation)) {
            PlanCheck.check(plan, compare(cluster, log, set));
            if (!BuildStore.claim(build.run(), id, operation)) {
                throw used();
            }
        }
        log.info("Applying the plan " + id + " (" + plan.digest() + ")");
        // The comparison was the server's check of everything.
        return apply.begin(
                content().request(false, false, awaited, set), content().objects(), memory, build::wakeUp);
    }

    private SetDiff compare(Cluster cluster, DeploymentLog log, SetRequest set)
            throws DeploymentException, InterruptedException {
        try {
            return new CompareSet(cluster, log)
                    .compare(
                            content().request(true, true, false, set),
                            content().objects(),
                            Fingerprints.withKey(plan.key()));
        } catch (DeploymentException e) {
            if (e.kind() == Kind.UNAVAILABLE || e.kind() == Kind.UNAUTHORIZED) {
                throw e;
            }
            throw new DeploymentException(
                    e.kind(),
                    "plan: what was planned cannot be applied any more. Run kubeDiff again, and have the new plan"
                            + " approved. " + e.getMessage(),
                    e);
        }
    }
}
