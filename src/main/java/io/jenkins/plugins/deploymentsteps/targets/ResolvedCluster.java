package io.jenkins.plugins.deploymentsteps.targets;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;

/**
 * The cluster that a step's arguments mean, a target's name replaced by what the target says.
 *
 * @param location without a target's name; where {@code inCluster}, without anything
 * @param inCluster whether the controller's own account is to be used
 * @param rules of the target; null where no target was named
 */
public record ResolvedCluster(
        ClusterLocation location,
        boolean inCluster,
        @CheckForNull TargetRules rules) {}
