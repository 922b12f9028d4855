package io.jenkins.plugins.deploymentsteps.steps;

import hudson.ExtensionPoint;
import hudson.model.Describable;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.UnaryOperator;

/** One change of {@code gitopsCommit}, as its form and a Jenkinsfile have it. Fields are texts and truth values only. */
public abstract class GitopsChange implements Describable<GitopsChange>, ExtensionPoint, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Returns the same change with variables filled in. */
    abstract GitopsChange expand(UnaryOperator<String> variables);

    /**
     * Returns what the core does.
     *
     * @throws DeploymentException naming the argument that cannot be used
     */
    abstract Change toChange() throws DeploymentException;
}
