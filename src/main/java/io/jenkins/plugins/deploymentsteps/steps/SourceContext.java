package io.jenkins.plugins.deploymentsteps.steps;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentLog;
import io.jenkins.plugins.deploymentsteps.rendering.ToolCommand;
import java.io.IOException;

/**
 * What a source is made with.
 *
 * @param operation that asks for it
 * @param build that it runs in
 * @param namespace where objects go that name none
 */
record SourceContext(Operation operation, BuildContext build, Namespace namespace) {
    /** Says the namespace, which may take a look at the cluster's credential. */
    interface Namespace {
        /** Returns the namespace. */
        String get() throws DeploymentException, IOException, InterruptedException;
    }

    DeploymentLog log() {
        return operation.log(build);
    }

    /** Runs a tool, and returns what it printed. */
    byte[] run(ToolCommand command) throws DeploymentException, IOException, InterruptedException {
        return new ToolRun(operation, build).run(command);
    }
}
