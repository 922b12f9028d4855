package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Progress;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.core.plan.ClusterIdentity;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.report.BuildOrigin;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Finds out whether a target can be deployed to: it answers, knows us, is the cluster that it should be, and not frozen. */
final class ClusterCheckOperation extends ClusterOperation {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ClusterLocation location;
    private final ApplyArguments arguments;

    @CheckForNull
    private final String freezeOverride;

    ClusterCheckOperation(
            String id,
            Duration timeout,
            ClusterLocation location,
            ApplyArguments arguments,
            @CheckForNull String freezeOverride) {
        super(id, KubeApplyStep.NAME, timeout);
        this.location = location;
        this.arguments = arguments;
        this.freezeOverride = freezeOverride;
    }

    @Override
    ClusterLocation location() {
        return location;
    }

    @Override
    Progress<Map<String, Object>> proceed(BuildContext build)
            throws DeploymentException, IOException, InterruptedException {
        ClusterSession open = session(build);
        TargetRules rules = open.rules();
        arguments.checkAgainst(rules);
        if (rules != null && !arguments.dryRun()) {
            rules.freezes().check(rules.target(), build.now(), freezeOverride, BuildOrigin.users(build.run()));
        }
        // The first question to a target checks its identity, too.
        ClusterIdentity.of(open.cluster());
        return new Progress.Done<>(new LinkedHashMap<>());
    }

    /** The page tells of deployments. */
    @Override
    boolean hasReport() {
        return false;
    }

    @Override
    String status() {
        return "checking the cluster";
    }

    @Override
    String doneSoFar() {
        return "Nothing was changed.";
    }
}
