package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A step that works on a Kubernetes cluster: the arguments that say where, and as whom. */
public abstract class ClusterStep extends ServerStep {
    private String cluster;
    private String kubeconfigFile;
    private String context;

    /** Only the steps of this package. */
    ClusterStep() {}

    /** Returns the name of the target. */
    @CheckForNull
    public final String getCluster() {
        return cluster;
    }

    /** Sets the name of a target, which says everything about the cluster. */
    @DataBoundSetter
    public final void setCluster(@CheckForNull String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    /** Returns the workspace file that an earlier stage handed over. */
    @CheckForNull
    public final String getKubeconfigFile() {
        return kubeconfigFile;
    }

    /** Sets a workspace file that an earlier stage handed over: a kubeconfig, or outputs of Terraform as JSON. */
    @DataBoundSetter
    public final void setKubeconfigFile(@CheckForNull String kubeconfigFile) {
        this.kubeconfigFile = Util.fixEmptyAndTrim(kubeconfigFile);
    }

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
     * @throws DeploymentException naming the argument that is missing, does not go with another, or is a secret
     */
    final ClusterLocation location(UnaryOperator<String> expand) throws DeploymentException {
        return ClusterArguments.location(given(expand));
    }

    /** Returns what the arguments say of a cluster, unchecked. */
    final ClusterLocation given(UnaryOperator<String> expand) {
        return new ClusterLocation(
                Arguments.expanded(cluster, expand),
                Arguments.expanded(kubeconfigFile, expand),
                getCredentialsId(),
                Arguments.expanded(getServer(), expand),
                Arguments.expanded(getCaCertificate(), expand),
                Arguments.expanded(context, expand),
                isSkipTlsVerify());
    }

    /**
     * Reads where to work of a step that is about what an earlier step named.
     *
     * @param expand fills variables into a text
     * @return null if it says nothing else than that step did
     * @throws DeploymentException naming the argument that cannot be used, or is a secret
     */
    @CheckForNull
    final ClusterLocation otherLocation(UnaryOperator<String> expand) throws DeploymentException {
        for (Map.Entry<String, String> each : new TreeMap<>(Map.of(
                        "server", Util.fixNull(getServer()),
                        "caCertificate", Util.fixNull(getCaCertificate()),
                        "context", Util.fixNull(context)))
                .entrySet()) {
            if (!each.getValue().isEmpty()) {
                throw Arguments.invalid(
                        each.getKey(),
                        "the earlier step says that. Remove it; another credential, file or target for the same cluster may"
                                + " be given as 'credentialsId', 'kubeconfigFile' or 'cluster'.");
            }
        }
        return ClusterArguments.other(
                Arguments.expanded(cluster, expand), Arguments.expanded(kubeconfigFile, expand), getCredentialsId());
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

        /** Lists the targets that jobs at the item may name. */
        @POST
        public final ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
            return ClusterArguments.targets(item, cluster);
        }

        /** Checks the path. */
        @POST
        public final FormValidation doCheckKubeconfigFile(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "kubeconfigFile", value, FormFields::relativePath);
        }
    }
}
