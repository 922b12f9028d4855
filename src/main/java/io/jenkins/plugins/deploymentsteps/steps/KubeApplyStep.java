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
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.credentials.ClusterLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepContext;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.jenkinsci.plugins.workflow.steps.StepExecution;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/**
 * {@code kubeApply}: applies manifests of the workspace to a Kubernetes cluster and waits until they are rolled out.
 *
 * <p>Setters take anything; what cannot be used is said when the step starts.
 */
public final class KubeApplyStep extends Step {
    static final String NAME = "kubeApply";
    static final String DEFAULT_TIMEOUT = "10m";
    private static final String DEFAULT_CONFLICTS = Arguments.name(ConflictPolicy.FAIL);

    private String manifests;
    private String credentialsId;
    private String server;
    private String caCertificate;
    private String context;
    private String namespace;
    private String images;
    private String conflicts = DEFAULT_CONFLICTS;
    private String set;
    private boolean prune;
    private int maxPrune = SetRequest.DEFAULT_MAX_PRUNE;
    private boolean preflight = true;
    private boolean dryRun;
    private boolean wait = true;
    private String timeout = DEFAULT_TIMEOUT;
    private boolean skipTlsVerify;

    /** Everything is set by setters; what is mandatory depends on what else is given. */
    @DataBoundConstructor
    public KubeApplyStep() {
        // nothing is mandatory by itself
    }

    /** Returns the files, directories and Ant patterns, separated by newline or comma. */
    @CheckForNull
    public String getManifests() {
        return manifests;
    }

    /** Sets the files, directories and Ant patterns, separated by newline or comma. */
    @DataBoundSetter
    public void setManifests(@CheckForNull String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** Returns the credential's id. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Sets the id of a kubeconfig file, token, user with password, or client certificate. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Returns the API server's URL. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    /** Sets the API server's URL; none with a kubeconfig. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Returns the PEM text of the authorities that sign the server's certificate. */
    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    /** Sets the PEM text of the authorities that sign the server's certificate; none with a kubeconfig. */
    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
    }

    /** Returns the context of the kubeconfig. */
    @CheckForNull
    public String getContext() {
        return context;
    }

    /** Sets the context of the kubeconfig; without, its current one is used. */
    @DataBoundSetter
    public void setContext(@CheckForNull String context) {
        this.context = Util.fixEmptyAndTrim(context);
    }

    /** Returns where objects go that name no namespace. */
    @CheckForNull
    public String getNamespace() {
        return namespace;
    }

    /** Sets where objects go that name no namespace. */
    @DataBoundSetter
    public void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Returns the image overrides. */
    @CheckForNull
    public String getImages() {
        return images;
    }

    /** Sets image overrides, {@code repo/app:1.2} or {@code old=new}, separated by newline or comma. */
    @DataBoundSetter
    public void setImages(@CheckForNull String images) {
        this.images = Util.fixEmptyAndTrim(images);
    }

    /** Returns what to do with fields that somebody else owns. */
    public String getConflicts() {
        return conflicts;
    }

    /** Sets what to do with fields that somebody else owns: {@code fail} or {@code take}. */
    @DataBoundSetter
    public void setConflicts(@CheckForNull String conflicts) {
        this.conflicts = FormFields.orDefault(conflicts, DEFAULT_CONFLICTS);
    }

    /** Returns the name of the deployed set. */
    @CheckForNull
    public String getSet() {
        return set;
    }

    /** Sets the name of the deployed set; without, it is the job's full name. */
    @DataBoundSetter
    public void setSet(@CheckForNull String set) {
        this.set = Util.fixEmptyAndTrim(set);
    }

    /** Returns whether to delete what is no longer part of the set. */
    public boolean isPrune() {
        return prune;
    }

    /** Sets whether to delete, after the rollout, what is no longer part of the set. */
    @DataBoundSetter
    public void setPrune(boolean prune) {
        this.prune = prune;
    }

    /** Returns the most objects that may be pruned. */
    public int getMaxPrune() {
        return maxPrune;
    }

    /** Sets the most objects that may be pruned; with more, nothing is changed. */
    @DataBoundSetter
    public void setMaxPrune(int maxPrune) {
        this.maxPrune = maxPrune;
    }

    /** Returns whether the server checks everything before the first object is changed. */
    public boolean isPreflight() {
        return preflight;
    }

    /** Sets whether the server checks everything before the first object is changed. */
    @DataBoundSetter
    public void setPreflight(boolean preflight) {
        this.preflight = preflight;
    }

    /** Returns whether to stop after the check. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Sets whether to stop after that check. */
    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Returns whether to wait until everything is rolled out. */
    public boolean isWait() {
        return wait;
    }

    /** Sets whether to wait until everything is rolled out. */
    @DataBoundSetter
    public void setWait(boolean wait) {
        this.wait = wait;
    }

    /** Returns how long applying and waiting may take together. */
    public String getTimeout() {
        return timeout;
    }

    /** Sets how long applying and waiting may take together. */
    @DataBoundSetter
    public void setTimeout(@CheckForNull String timeout) {
        this.timeout = FormFields.orDefault(timeout, DEFAULT_TIMEOUT);
    }

    /** Returns whether any certificate of the server is accepted. */
    public boolean isSkipTlsVerify() {
        return skipTlsVerify;
    }

    /** Sets whether any certificate of the server is accepted. */
    @DataBoundSetter
    public void setSkipTlsVerify(boolean skipTlsVerify) {
        this.skipTlsVerify = skipTlsVerify;
    }

    /**
     * Makes the operation that these arguments ask for; the freestyle builder comes here, too.
     *
     * @param expand fills variables into a text
     * @throws DeploymentException naming the argument that cannot be used
     */
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        List<String> patterns = Arguments.list(Arguments.expanded(manifests, expand));
        if (patterns.isEmpty()) {
            throw Arguments.invalid(
                    "manifests",
                    "missing. Give files, directories or patterns of the workspace, such as 'deploy/*.yaml'.");
        }
        String where = Arguments.expanded(namespace, expand);
        if (where != null) {
            FormFields.namespace(where);
        }
        String wantedImages = Arguments.expanded(images, expand);
        Arguments.images(wantedImages);
        String setName = Arguments.expanded(set, expand);
        if (setName != null) {
            ApplySet.checkName(setName);
        }
        if (maxPrune < 1) {
            throw Arguments.invalid(
                    "maxPrune", maxPrune + " is too few. Give at least 1; to prune nothing, leave prune out.");
        }
        return new KubeApplyOperation(
                UUID.randomUUID().toString(),
                Durations.parse(
                        "timeout",
                        Arguments.required("timeout", Arguments.expanded(timeout, expand), "a duration, such as 10m")),
                new ClusterLocation(
                        Arguments.required(
                                "credentialsId",
                                credentialsId,
                                "the id of a kubeconfig, token, user or certificate credential"),
                        Arguments.expanded(server, expand),
                        Arguments.expanded(caCertificate, expand),
                        Arguments.expanded(context, expand),
                        skipTlsVerify),
                patterns,
                where,
                wantedImages,
                Arguments.choice("conflicts", conflicts, ConflictPolicy.class),
                setName,
                prune ? maxPrune : 0,
                preflight,
                dryRun,
                wait);
    }

    @Override
    public StepExecution start(StepContext stepContext) throws AbortException {
        try {
            return new DeploymentExecution(stepContext, operation(UnaryOperator.identity()));
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
            return Messages.KubeApplyStep_DisplayName();
        }

        /** The workspace is not among it: only reading manifests needs it. */
        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        @CheckForNull
        public String argumentsToString(Map<String, Object> namedArgs) {
            return FormFields.join(namedArgs, "manifests", "namespace");
        }

        /** Lists credentials for the form. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String credentialsId) {
            return CredentialsFields.CLUSTER.fill(item, server, credentialsId);
        }

        /** Checks the credential's id. */
        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String value) {
            return CredentialsFields.CLUSTER.check(
                    item, server, value, FormValidation.error(Messages.FormFields_Required()));
        }

        /** Lists the conflict policies for the form. */
        @POST
        public ListBoxModel doFillConflictsItems() {
            return FormFields.choices(ConflictPolicy.class);
        }

        /** Checks the patterns. */
        @POST
        public FormValidation doCheckManifests(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, value, FormFields::relativePaths);
        }

        /** Checks the server's URL. */
        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, FormFields::httpUrl);
        }

        /** Checks the namespace. */
        @POST
        public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, FormFields::namespace);
        }

        /** Checks the image overrides. */
        @POST
        public FormValidation doCheckImages(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, Arguments::images);
        }

        /** Checks the name of the set. */
        @POST
        public FormValidation doCheckSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, ApplySet::checkName);
        }

        /** Checks the limit. */
        @POST
        public FormValidation doCheckMaxPrune(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, FormFields::positiveNumber);
        }

        /** Checks the duration. */
        @POST
        public FormValidation doCheckTimeout(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.duration(item, value);
        }

        /** Warns of what skipping the check of the certificate means. */
        @POST
        public FormValidation doCheckSkipTlsVerify(@AncestorInPath Item item, @QueryParameter boolean value) {
            return FormFields.skipTlsVerify(item, value);
        }
    }
}
