package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetEvent;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetEvent.Reason;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport.Outcome;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the cluster itself is told of how a deployment ended. Nothing of a deployment that was aborted, because nothing is
 * written after an abort; nothing where the cluster does not answer or does not know us.
 */
final class Announcement {
    private static final Set<Kind> OUT_OF_REACH = EnumSet.of(Kind.UNAVAILABLE, Kind.UNAUTHORIZED, Kind.SUPERSEDED);

    private final DeploymentReport report;
    private final Reason reason;

    private Announcement(DeploymentReport report, Reason reason) {
        this.report = report;
        this.reason = reason;
    }

    /** Returns what there is to tell, if there is anything. */
    static Optional<Announcement> of(DeploymentReport report, @CheckForNull DeploymentException failure) {
        if (failure != null && OUT_OF_REACH.contains(failure.kind())) {
            return Optional.empty();
        }
        boolean isRollback = report.getStep().equals(KubeRollbackStep.NAME);
        Reason reason =
                switch (report.getOutcome()) {
                    case SUCCEEDED -> isRollback ? Reason.ROLLED_BACK : Reason.DEPLOYED;
                    case NO_CHANGE -> isRollback ? Reason.ROLLED_BACK : Reason.NO_CHANGE;
                    case STARTED -> Reason.APPLIED;
                    case FAILED -> isRollback ? Reason.ROLLBACK_FAILED : Reason.DEPLOY_FAILED;
                    case TIMED_OUT -> isRollback ? Reason.ROLLBACK_FAILED : Reason.DEPLOY_TIMED_OUT;
                    case RUNNING, ABORTED, SUPERSEDED -> null;
                };
        return reason == null ? Optional.empty() : Optional.of(new Announcement(report, reason));
    }

    /** Tells it. What goes wrong is told in the log and changes nothing. */
    void make(ClusterOperation operation, BuildContext build) {
        try {
            new SetEvent(report.getId(), reason, summary(), operation.origin(build))
                    .create(
                            operation.session(build).cluster(),
                            operation.log(build),
                            ApplySet.of(report.getSet(), report.getNamespace()),
                            build.now());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DeploymentException | IOException e) {
            operation
                    .log(build)
                    .info("The cluster was not told how the deployment ended: "
                            + Text.shorten(String.valueOf(e.getMessage()), 300));
        }
    }

    private String summary() {
        String freeze = report.getCircumstances().getFreezeOverride();
        String message = report.getOutcome() == Outcome.FAILED || report.getOutcome() == Outcome.TIMED_OUT
                ? report.getMessage().lines().findFirst().orElse("")
                : report.getMessage();
        return "Set '" + Text.shorten(report.getSet(), 100) + "': " + message
                + (freeze.isEmpty() ? "" : "; freeze overridden: " + freeze);
    }
}
