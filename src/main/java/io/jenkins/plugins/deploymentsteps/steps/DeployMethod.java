package io.jenkins.plugins.deploymentsteps.steps;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** How the freestyle builder deploys. It nests the very steps that a Pipeline has, with their forms, help and checks. */
public abstract class DeployMethod implements Describable<DeployMethod>, ExtensionPoint {
    /**
     * Deploys, to the end.
     *
     * @param build runs the operations on the calling thread
     * @param expand fills the build's variables into a text
     * @throws DeploymentException naming the argument that cannot be used
     * @throws IOException the failure, as Jenkins shows it
     * @throws InterruptedException if the build is aborted
     */
    abstract void deploy(BlockingRun build, UnaryOperator<String> expand)
            throws DeploymentException, IOException, InterruptedException;
}
