package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeWait}: waits for what {@code kubeApply(wait: false)} applied earlier in the same build. */
public final class KubeWaitStep extends DeploymentStep {
    static final String NAME = "kubeWait";

    private String deployment;
    private String cluster;
    private String kubeconfigFile;
    private String credentialsId;

    /** Everything is set by setters: other ways to name what is awaited will come beside the id. */
    @DataBoundConstructor
    public KubeWaitStep() {
        // nothing is mandatory by itself
    }

    /** Returns the deployment's id. */
    @CheckForNull
    public String getDeployment() {
        return deployment;
    }

    /** Sets the {@code deployment} of the value that {@code kubeApply} returned. */
    @DataBoundSetter
    public void setDeployment(@CheckForNull String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** Returns the name of another target than that of {@code kubeApply}. */
    @CheckForNull
    public String getCluster() {
        return cluster;
    }

    /** Sets another target of the same cluster, such as one whose credential may only read. */
    @DataBoundSetter
    public void setCluster(@CheckForNull String cluster) {
        this.cluster = Util.fixEmptyAndTrim(cluster);
    }

    /** Returns another workspace file than that of {@code kubeApply}. */
    @CheckForNull
    public String getKubeconfigFile() {
        return kubeconfigFile;
    }

    /** Sets another workspace file for the same cluster, as {@code kubeApply} takes it. */
    @DataBoundSetter
    public void setKubeconfigFile(@CheckForNull String kubeconfigFile) {
        this.kubeconfigFile = Util.fixEmptyAndTrim(kubeconfigFile);
    }

    /** Returns the id of another credential than that of {@code kubeApply}. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Sets another credential than the one of {@code kubeApply}, such as one that may only read. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    @Override
    String defaultTimeout() {
        return KubeApplyStep.DEFAULT_TIMEOUT;
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        return new KubeWaitOperation(
                Arguments.required(
                        "deployment",
                        Arguments.expanded(deployment, expand),
                        "the 'deployment' of the value that kubeApply(wait: false) returned"),
                timeout(expand),
                ClusterArguments.other(
                        Arguments.expanded(cluster, expand),
                        Arguments.expanded(kubeconfigFile, expand),
                        Util.fixEmptyAndTrim(credentialsId)));
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends DeploymentStepDescriptor {
        /** Steps are told apart by what they wait for. */
        public DescriptorImpl() {
            super("deployment");
        }

        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeWaitStep_DisplayName();
        }

        /** Lists the targets that jobs at the item may name. */
        @POST
        public ListBoxModel doFillClusterItems(@AncestorInPath Item item, @QueryParameter String cluster) {
            return ClusterArguments.targets(item, cluster);
        }

        /** Checks the path. */
        @POST
        public FormValidation doCheckKubeconfigFile(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "kubeconfigFile", value, FormFields::relativePath);
        }

        /** Lists credentials for the form. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(@AncestorInPath Item item, @QueryParameter String credentialsId) {
            return CredentialsFields.CLUSTER.fill(item, null, credentialsId);
        }

        /** Checks the credential's id. */
        @POST
        public FormValidation doCheckCredentialsId(@AncestorInPath Item item, @QueryParameter String value) {
            return CredentialsFields.CLUSTER.check(item, null, value, FormValidation.ok());
        }

        /** Checks that there is an id. */
        @POST
        public FormValidation doCheckDeployment(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "deployment", value, FormFields::anything);
        }
    }
}
