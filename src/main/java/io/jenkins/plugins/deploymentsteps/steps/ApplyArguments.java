package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyRequest;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What {@code kubeApply} applies, and how: its arguments but for where and how long, checked and with variables filled
 * in. Serialised with a running step; a component that comes later reads as null, false or zero there, which must mean
 * what was done before.
 *
 * @param manifests patterns of the workspace
 * @param namespace for objects that name none; null for the one of the kubeconfig
 * @param images overrides, as the user wrote them; null for none
 * @param conflicts what to do with fields that somebody else owns
 * @param set name of the set; null for the job's full name
 * @param maxPrune the most objects to prune; 0 to prune nothing
 * @param preflight whether the server checks everything first
 * @param dryRun whether that is all
 * @param awaitRollout whether to wait for the rollout
 * @param unlocked whether it begins while another deployment of the set is at it
 * @param readiness when objects are ready, before the usual rules
 */
record ApplyArguments(
        List<String> manifests,
        @CheckForNull String namespace,
        @CheckForNull String images,
        ConflictPolicy conflicts,
        @CheckForNull String set,
        int maxPrune,
        boolean preflight,
        boolean dryRun,
        boolean awaitRollout,
        boolean unlocked,
        List<ReadyRule> readiness)
        implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Copies the lists into lists of a plain type. */
    ApplyArguments {
        manifests = new ArrayList<>(manifests);
        readiness = readiness == null ? new ArrayList<>() : new ArrayList<>(readiness);
    }

    /** Returns whether there will be something to wait for in this step. */
    boolean waits() {
        return awaitRollout && !dryRun;
    }

    /**
     * Checks what a protected target asks for.
     *
     * @param rules of the target; null where none was named
     * @throws DeploymentException (invalid input) naming the argument
     */
    void checkAgainst(@CheckForNull TargetRules rules) throws DeploymentException {
        if (rules != null && rules.isProtected() && !preflight && !dryRun) {
            throw Arguments.invalid(
                    "preflight",
                    "false is not for " + rules.target()
                            + ", which is protected: the server must check everything before"
                            + " anything is changed. Remove the argument.");
        }
    }

    /**
     * Makes of the files that the patterns named what the core is asked to apply.
     *
     * @param setName of the set that they are
     * @param deployment id of this deployment
     * @param appliedBefore what each earlier step of the build has applied to the set
     */
    ApplyRequest request(
            List<ManifestFile> files, String setName, String deployment, List<Set<ObjectRef.Identity>> appliedBefore)
            throws DeploymentException {
        return new ApplyRequest(
                files,
                namespace,
                Arguments.images("images", images),
                conflicts,
                preflight,
                dryRun,
                new SetRequest(setName, deployment, maxPrune > 0, maxPrune, appliedBefore));
    }
}
