package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.DeploymentReport;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** An operation on one cluster. */
abstract class ClusterOperation extends Operation {
    @Serial
    private static final long serialVersionUID = 1L;

    private transient ClusterSession session;

    ClusterOperation(String id, String step, Duration timeout) {
        super(id, step, timeout);
    }

    /** Returns where the cluster is; known before anything is asked of it, null before that. */
    abstract ClusterLocation location();

    @Override
    final void connect(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        session(build);
    }

    /** Returns the open cluster. */
    final ClusterSession session(BuildContext build) throws DeploymentException, IOException, InterruptedException {
        if (session == null) {
            session = ClusterSession.open(this, location(), build);
        }
        return session;
    }

    @Override
    void describe(DeploymentReport report) {
        ClusterLocation location = location();
        TargetRules rules = session == null ? null : session.rules();
        if (location != null && location.cluster() != null) {
            report.getCircumstances().on(location.cluster(), rules == null ? null : rules.clusterUid());
        }
    }

    @Override
    void close() {
        closeQuietly(session);
        session = null;
    }
}
