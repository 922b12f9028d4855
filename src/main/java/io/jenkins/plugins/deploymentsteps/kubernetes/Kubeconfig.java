package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;

/** Reads a kubeconfig. */
public final class Kubeconfig {
    private Kubeconfig() {}

    /**
     * Reads the connection of one context.
     *
     * @param text the kubeconfig, YAML or JSON
     * @param context the context's name; null for the current one
     * @throws DeploymentException (invalid input) naming what is missing or refused
     */
    public static ClusterConnection parse(String text, @CheckForNull String context) throws DeploymentException {
        throw new UnsupportedOperationException("not yet");
    }
}
