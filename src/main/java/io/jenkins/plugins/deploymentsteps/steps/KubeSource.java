package io.jenkins.plugins.deploymentsteps.steps;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * What {@code kubeApply} applies where no manifests lie in the workspace, as its form and a Jenkinsfile have it. Fields are
 * texts, numbers and truth values only.
 */
public abstract class KubeSource implements Describable<KubeSource>, ExtensionPoint, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Returns the same source with variables filled in. */
    abstract KubeSource expand(UnaryOperator<String> variables);

    /**
     * Checks the arguments, before anything is done.
     *
     * @throws DeploymentException naming the argument that cannot be used
     */
    abstract void check() throws DeploymentException;

    /**
     * Makes the manifests.
     *
     * @throws DeploymentException if that is not possible; the message begins with the argument that it is about, if any
     */
    abstract List<ManifestFile> manifests(SourceContext context)
            throws DeploymentException, IOException, InterruptedException;
}
