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
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.credentials.ArgoLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
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

/** {@code argoSync}: has Argo CD bring applications to a revision and waits until exactly that is live and healthy. */
public final class ArgoSyncStep extends Step {
    static final String NAME = "argoSync";
    private static final String DEFAULT_REFRESH = Arguments.name(Refresh.NORMAL);
    private static final String DEFAULT_ON_BUSY = Arguments.name(OnBusy.WAIT);
    private static final String DEFAULT_PAUSED = Arguments.name(Paused.WAIT);
    private static final String DEFAULT_TIMEOUT = "10m";

    private String application;
    private String server;
    private String credentialsId;
    private String caCertificate;
    private boolean skipTlsVerify;
    private String revision;
    private String refresh = DEFAULT_REFRESH;
    private boolean prune;
    private boolean dryRun;
    private String onBusy = DEFAULT_ON_BUSY;
    private boolean wait = true;
    private String paused = DEFAULT_PAUSED;
    private String timeout = DEFAULT_TIMEOUT;

    /** Everything is set by setters: other ways to name applications will come beside their names. */
    @DataBoundConstructor
    public ArgoSyncStep() {
        // nothing is mandatory by itself
    }

    /** Returns the names of the applications. */
    @CheckForNull
    public String getApplication() {
        return application;
    }

    /** Sets the names of the applications, {@code name} or {@code namespace/name}, separated by newline or comma. */
    @DataBoundSetter
    public void setApplication(@CheckForNull String application) {
        this.application = Util.fixEmptyAndTrim(application);
    }

    /** Returns the URL of the Argo CD server. */
    @CheckForNull
    public String getServer() {
        return server;
    }

    /** Sets the URL of the Argo CD server. */
    @DataBoundSetter
    public void setServer(@CheckForNull String server) {
        this.server = Util.fixEmptyAndTrim(server);
    }

    /** Returns the credential's id. */
    @CheckForNull
    public String getCredentialsId() {
        return credentialsId;
    }

    /** Sets the id of an API token, or of a user with password. */
    @DataBoundSetter
    public void setCredentialsId(@CheckForNull String credentialsId) {
        this.credentialsId = Util.fixEmptyAndTrim(credentialsId);
    }

    /** Returns the PEM text of the authorities that sign the server's certificate. */
    @CheckForNull
    public String getCaCertificate() {
        return caCertificate;
    }

    /** Sets the PEM text of the authorities that sign the server's certificate. */
    @DataBoundSetter
    public void setCaCertificate(@CheckForNull String caCertificate) {
        this.caCertificate = Util.fixEmptyAndTrim(caCertificate);
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

    /** Returns the commit that must be live. */
    @CheckForNull
    public String getRevision() {
        return revision;
    }

    /** Sets the commit that must be live; without, whatever Argo CD finds at the tracked branch. */
    @DataBoundSetter
    public void setRevision(@CheckForNull String revision) {
        this.revision = Util.fixEmptyAndTrim(revision);
    }

    /** Returns how Argo CD looks at Git first. */
    public String getRefresh() {
        return refresh;
    }

    /** Sets how Argo CD looks at Git first: {@code normal}, {@code hard} or {@code none}. */
    @DataBoundSetter
    public void setRefresh(@CheckForNull String refresh) {
        this.refresh = FormFields.orDefault(refresh, DEFAULT_REFRESH);
    }

    /** Returns whether the sync deletes what is no longer in Git. */
    public boolean isPrune() {
        return prune;
    }

    /** Sets whether the sync deletes what is no longer in Git. */
    @DataBoundSetter
    public void setPrune(boolean prune) {
        this.prune = prune;
    }

    /** Returns whether the sync changes nothing. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Sets whether the sync changes nothing. */
    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Returns what to do when another operation is running. */
    public String getOnBusy() {
        return onBusy;
    }

    /** Sets what to do when another operation is running: {@code wait}, {@code fail} or {@code terminate}. */
    @DataBoundSetter
    public void setOnBusy(@CheckForNull String onBusy) {
        this.onBusy = FormFields.orDefault(onBusy, DEFAULT_ON_BUSY);
    }

    /** Returns whether to wait until the revision is live and healthy. */
    public boolean isWait() {
        return wait;
    }

    /** Sets whether to wait until the revision is live and healthy. */
    @DataBoundSetter
    public void setWait(boolean wait) {
        this.wait = wait;
    }

    /** Returns what a suspended resource means. */
    public String getPaused() {
        return paused;
    }

    /** Sets what a suspended resource means: {@code wait} or {@code success}. */
    @DataBoundSetter
    public void setPaused(@CheckForNull String paused) {
        this.paused = FormFields.orDefault(paused, DEFAULT_PAUSED);
    }

    /** Returns how long everything may take together. */
    public String getTimeout() {
        return timeout;
    }

    /** Sets how long everything may take together. */
    @DataBoundSetter
    public void setTimeout(@CheckForNull String timeout) {
        this.timeout = FormFields.orDefault(timeout, DEFAULT_TIMEOUT);
    }

    /**
     * Makes the operation that these arguments ask for; the freestyle builder comes here, too.
     *
     * @param expand fills variables into a text
     * @param usualRevision the commit to wait for where these arguments name none; null for the tracked one
     * @throws DeploymentException naming the argument that cannot be used
     */
    Operation operation(UnaryOperator<String> expand, @CheckForNull String usualRevision) throws DeploymentException {
        Set<String> names = new LinkedHashSet<>(Arguments.list(Arguments.expanded(application, expand)));
        if (names.isEmpty()) {
            throw Arguments.invalid(
                    "application", "missing. Give the name of an Argo CD application, such as shop or argocd/shop.");
        }
        String named = Arguments.expanded(revision, expand);
        List<SyncRequest> requests = new ArrayList<>();
        for (String name : names) {
            requests.add(new SyncRequest(
                    name,
                    named == null ? usualRevision : named,
                    Arguments.choice("refresh", refresh, Refresh.class),
                    prune,
                    dryRun,
                    Arguments.choice("onBusy", onBusy, OnBusy.class),
                    wait,
                    Arguments.choice("paused", paused, Paused.class)));
        }
        return new ArgoSyncOperation(
                UUID.randomUUID().toString(),
                Durations.parse(
                        "timeout",
                        Arguments.required("timeout", Arguments.expanded(timeout, expand), "a duration, such as 10m")),
                new ArgoLocation(
                        Arguments.required("credentialsId", credentialsId, "the id of an API token or user credential"),
                        Arguments.required(
                                "server", Arguments.expanded(server, expand), "the URL of the Argo CD server"),
                        Arguments.expanded(caCertificate, expand),
                        skipTlsVerify),
                requests);
    }

    @Override
    public StepExecution start(StepContext stepContext) throws AbortException {
        try {
            return new DeploymentExecution(stepContext, operation(UnaryOperator.identity(), null));
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
            return Messages.ArgoSyncStep_DisplayName();
        }

        @Override
        public Set<? extends Class<?>> getRequiredContext() {
            return Set.of(Run.class, TaskListener.class);
        }

        @Override
        @CheckForNull
        public String argumentsToString(Map<String, Object> namedArgs) {
            return FormFields.join(namedArgs, "application", "revision");
        }

        /** Lists credentials for the form. */
        @POST
        public ListBoxModel doFillCredentialsIdItems(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String credentialsId) {
            return CredentialsFields.ARGO.fill(item, server, credentialsId);
        }

        /** Checks the credential's id. */
        @POST
        public FormValidation doCheckCredentialsId(
                @AncestorInPath Item item, @QueryParameter String server, @QueryParameter String value) {
            return CredentialsFields.ARGO.check(
                    item, server, value, FormValidation.error(Messages.FormFields_Required()));
        }

        /** Lists the ways to refresh for the form. */
        @POST
        public ListBoxModel doFillRefreshItems() {
            return FormFields.choices(Refresh.class);
        }

        /** Lists what can be done about a running operation for the form. */
        @POST
        public ListBoxModel doFillOnBusyItems() {
            return FormFields.choices(OnBusy.class);
        }

        /** Lists what a suspended resource can mean for the form. */
        @POST
        public ListBoxModel doFillPausedItems() {
            return FormFields.choices(Paused.class);
        }

        /** Checks the names. */
        @POST
        public FormValidation doCheckApplication(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, value, FormFields::applications);
        }

        /** Checks the server's URL. */
        @POST
        public FormValidation doCheckServer(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, value, FormFields::httpUrl);
        }

        /** Checks the revision. */
        @POST
        public FormValidation doCheckRevision(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, value, FormFields::revision);
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
