package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that works on a Kubernetes cluster: the arguments that say where, and as whom. */
public abstract class ClusterStep extends ServerStep {
    private String context;

    /** Only the steps of this package. */
    ClusterStep() {}

    /** Returns the context of the kubeconfig. */
    @CheckForNull
    public final String getContext() {
        return context;
    }

    /** Sets the context of the kubeconfig; without, its current one is used. */
    @DataBoundSetter
    public final void setContext(@CheckForNull String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    /**
     * Reads where to work.
     *
     * @param expand fills variables into a text
     * @throws DeploymentException naming the argument that is missing
     */
    final ClusterLocation location(UnaryOperator<String> expand) throws DeploymentException {
        return new ClusterLocation(
                Arguments.required(
                        "credentialsId",
                        getCredentialsId(),
                        "the id of a kubeconfig, token, user or certificate credential"),
                Arguments.expanded(getServer(), expand),
                Arguments.expanded(getCaCertificate(), expand),
                Arguments.expanded(context, expand),
                isSkipTlsVerify());
    }

    /** Describes a step that works on a cluster to Jenkins. */
    public abstract static class ClusterStepDescriptor extends ServerStepDescriptor {
        /**
         * Describes a step; a kubeconfig may name its server.
         *
         * @param telling the arguments that tell two such steps apart in a view of the build
         */
        ClusterStepDescriptor(String... telling) {
            super(CredentialsFields.CLUSTER, false, telling);
        }
    }
}
