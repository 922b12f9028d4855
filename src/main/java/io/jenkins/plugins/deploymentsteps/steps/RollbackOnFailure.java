package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.apply.AppliedObject.Action;
import io.jenkins.plugins.deploymentsteps.core.apply.ApplyResult;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentAction;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The rollback that a deployment does because it failed, with the failure that it ends with all the same. It has a time of
 * its own: that of the deployment may be over.
 */
final class RollbackOnFailure implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What says that the deployment is bad, and not that it could not be looked at. */
    private static final Set<Kind> OF_A_ROLLOUT =
            EnumSet.of(Kind.NOT_READY, Kind.TIMEOUT, Kind.NOT_FOUND, Kind.CONFLICT);

    private final KubeRollbackOperation rollback;
    private final Kind kind;
    private final String failure;

    private RollbackOnFailure(KubeRollbackOperation rollback, Kind kind, String failure) {
        this.rollback = rollback;
        this.kind = kind;
        this.failure = failure;
    }

    /** Returns whether a failure is one that a rollback could help: the cluster was changed, and is not as wanted. */
    static boolean helps(DeploymentException failure, boolean everythingApplied) {
        if (everythingApplied) {
            return OF_A_ROLLOUT.contains(failure.kind());
        }
        return failure.kind() != Kind.UNAUTHORIZED
                && failure.partialResult() instanceof ApplyResult applied
                && applied.count(Action.CREATED) + applied.count(Action.CONFIGURED) > 0;
    }

    /**
     * Prepares the rollback of a deployment whose report says by now what it applied.
     *
     * @param deployment its id
     * @param timeout for the rollback alone
     * @param redactor removes secrets from what is kept of the failure over a restart
     * @throws DeploymentException the failure, saying that there is nothing to go back to
     */
    static RollbackOnFailure begin(
            BuildContext build,
            String deployment,
            Duration timeout,
            @CheckForNull ClusterLocation location,
            DeploymentException failure,
            Redactor redactor)
            throws DeploymentException, IOException {
        DeploymentReport report = DeploymentAction.find(build.run(), deployment);
        if (report == null) {
            throw failure;
        }
        String id = UUID.randomUUID().toString();
        try {
            RollbackTarget.find(
                    build.run(),
                    new RollbackTarget.Search(
                            report.getSet(), report.getTarget(), report.getNamespace(), deployment, 0, id));
        } catch (DeploymentException e) {
            throw and(failure, e.getMessage());
        }
        KubeRollbackOperation rollback = new KubeRollbackOperation(
                id, timeout, location, report.getSet(), report.getNamespace(), deployment, 0, true);
        return new RollbackOnFailure(rollback, failure.kind(), redactor.redact(failure.getMessage()));
    }

    private static DeploymentException and(DeploymentException failure, String more) {
        DeploymentException both = new DeploymentException(failure.kind(), failure.getMessage() + "\n" + more, failure);
        return failure.partialResult() == null ? both : both.withPartialResult(failure.partialResult());
    }

    /**
     * Looks once at the rollback.
     *
     * @return running; it never is done
     * @throws DeploymentException the deployment's failure with what the rollback did, at its end
     */
    Progress<Map<String, Object>> look(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        Progress<Map<String, Object>> progress;
        try {
            progress = rollback.look(build);
        } catch (DeploymentException e) {
            throw new DeploymentException(
                    kind,
                    failure + "\nThe rollback failed, too: "
                            + rollback.redactor().redact(String.valueOf(e.getMessage())),
                    e);
        }
        if (progress instanceof Progress.Running) {
            return progress;
        }
        DeploymentReport report = DeploymentAction.find(build.run(), rollback.id());
        throw new DeploymentException(
                kind,
                failure + "\nRolled back: the set is " + rollback.destination() + " and is rolled out"
                        + (report == null ? "." : " (" + report.getMessage() + ")."));
    }

    KubeRollbackOperation operation() {
        return rollback;
    }
}
