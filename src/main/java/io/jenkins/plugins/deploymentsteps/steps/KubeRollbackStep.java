package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeRollback}: has the cluster hold again what an earlier build of the job applied. */
public final class KubeRollbackStep extends ClusterStep {
    static final String NAME = "kubeRollback";

    private String deployment;
    private String set;
    private String namespace;
    private int toBuild;
    private String freezeOverride;

    /** Everything is set by setters; without any, the last deployment of the job is undone. */
    @DataBoundConstructor
    public KubeRollbackStep() {
        // nothing is mandatory by itself
    }

    /** Returns the id of the deployment that is undone. */
    @CheckForNull
    public String getDeployment() {
        return deployment;
    }

    /** Sets the {@code deployment} of the value that {@code kubeApply} returned; without, the last one is undone. */
    @DataBoundSetter
    public void setDeployment(@CheckForNull String deployment) {
        this.deployment = Util.fixEmptyAndTrim(deployment);
    }

    /** Returns the name of the set. */
    @CheckForNull
    public String getSet() {
        return set;
    }

    /** Sets the name of the set; without, it is the job's full name. */
    @DataBoundSetter
    public void setSet(@CheckForNull String set) {
        this.set = Util.fixEmptyAndTrim(set);
    }

    /** Returns the namespace that the set was deployed with. */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    /** Sets the namespace that the set was deployed with; needed where it was deployed with several. */
    @DataBoundSetter
    public void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Returns the number of the build to go back to. */
    public int getToBuild() {
        return toBuild;
    }

    /** Sets the number of the build to go back to; 0 for the last success before what is undone. */
    @DataBoundSetter
    public void setToBuild(int toBuild) {
        this.toBuild = toBuild;
    }

    /** Returns why it is to begin in a freeze of its target. */
    @CheckForNull
    public String getFreezeOverride() {
        return freezeOverride;
    }

    /** Sets why it is to begin in a freeze of its target; without, a freeze keeps it from beginning. */
    @DataBoundSetter
    public void setFreezeOverride(@CheckForNull String freezeOverride) {
        this.freezeOverride = Util.fixEmptyAndTrim(freezeOverride);
    }

    @Override
    String defaultTimeout() {
        return KubeApplyStep.DEFAULT_TIMEOUT;
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        String where = Arguments.expanded(namespace, expand);
        if (where != null) {
            Arguments.namespace("namespace", where);
        }
        String name = Arguments.expanded(set, expand);
        if (name != null) {
            ApplySet.checkName(name);
        }
        if (toBuild < 0) {
            throw Arguments.invalid("toBuild", toBuild + " is no number of a build.");
        }
        KubeRollbackOperation operation = new KubeRollbackOperation(
                UUID.randomUUID().toString(),
                timeout(expand),
                saysWhere() ? location(expand) : null,
                name,
                where,
                Arguments.expanded(deployment, expand),
                toBuild,
                false);
        operation.heedFreezes(Arguments.expanded(freezeOverride, expand));
        return operation;
    }

    private boolean saysWhere() {
        ClusterLocation nothing = new ClusterLocation(null, null, null, null, false);
        return !new ClusterLocation(
                        getCluster(),
                        getKubeconfigFile(),
                        getCredentialsId(),
                        getServer(),
                        getCaCertificate(),
                        getContext(),
                        isSkipTlsVerify())
                .equals(nothing);
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends ClusterStepDescriptor {
        /** Steps are told apart by what they roll back. */
        public DescriptorImpl() {
            super("set", "namespace");
        }

        /** Without, another deployment would be undone. */
        @Override
        public Set<String> neverNull() {
            return Set.of("deployment", "set", "namespace");
        }

        @Override
        public String getFunctionName() {
            return NAME;
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeRollbackStep_DisplayName();
        }

        /** Checks the name of the set. */
        @POST
        public FormValidation doCheckSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "set", value, (argument, text) -> ApplySet.checkName(text));
        }

        /** Checks the namespace. */
        @POST
        public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "namespace", value, Arguments::namespace);
        }

        /** Checks the number. */
        @POST
        public FormValidation doCheckToBuild(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "toBuild", value, FormFields::numberOfABuild);
        }
    }
}
