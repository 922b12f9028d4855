package io.jenkins.plugins.deploymentsteps.core.yaml;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * Gives the scalars of a document other texts before they become data. A text cannot leave its scalar: whatever is in
 * it, it is one value.
 */
public interface ScalarText {
    /** Leaves every scalar as it is. */
    ScalarText AS_WRITTEN = ScalarNode::getValue;

    /**
     * Returns the text of a value. A plain scalar with another text than it has in the document is read as that text
     * would be, so that it may become a number or truth value; a quoted one stays a text.
     *
     * @throws DeploymentException if there is none
     */
    String of(ScalarNode value) throws DeploymentException;

    /**
     * Accepts the text of a key, which stays as it is.
     *
     * @throws DeploymentException if the key may not have it
     */
    default void key(ScalarNode key) throws DeploymentException {
        // any will do
    }
}
