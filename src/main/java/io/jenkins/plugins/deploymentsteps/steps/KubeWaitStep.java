package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.AbortException;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Durations;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.Set;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeWait}: waits for what {@code kubeApply(wait: false)} applied earlier in the same build. */
public final class KubeWaitStep extends Step {
    static final String NAME = "kubeWait";

    private String deployment;
    private String credentialsId;
    private String timeout = KubeApplyStep.DEFAULT_TIMEOUT;

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

    /** Returns how long to wait. */
    public String getTimeout() {
        return timeout;
    }

    /** Sets how long to wait. */
    @DataBoundSetter
    public void setTimeout(@CheckForNull String timeout) {
        this.timeout = FormFields.orDefault(timeout, KubeApplyStep.DEFAULT_TIMEOUT);
    }

    @Override
    public StepExecution start(StepContext stepContext) throws AbortException {
        try {
            return new DeploymentExecution(
                    stepContext,
                    new KubeWaitOperation(
                            Arguments.required(
                                    "deployment",
                                    deployment,
                                    "the 'deployment' of the value that kubeApply(wait: false) returned"),
                            Durations.parse("timeout", timeout),
                            credentialsId));
        } catch (DeploymentException e) {
            throw Failures.toAbort(e, Redactor.NONE);
        }
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends StepDescriptor {
        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeWaitStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
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
            return FormFields.required(item, value, text -> {});
        }

        /** Checks the duration. */
        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.duration(item, value);
        }
    }
}
