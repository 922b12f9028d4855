package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.OnBusy;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Paused;
import io.jenkins.plugins.deploymentsteps.core.sync.SyncRequest.Refresh;
import io.jenkins.plugins.deploymentsteps.credentials.ArgoLocation;
import io.jenkins.plugins.deploymentsteps.credentials.CredentialsFields;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code argoSync}: has Argo CD bring applications to a revision and waits until exactly that is live and healthy. */
public final class ArgoSyncStep extends ServerStep {
    static final String NAME = "argoSync";
    private static final String DEFAULT_REFRESH = Arguments.name(Refresh.NORMAL);
    private static final String DEFAULT_ON_BUSY = Arguments.name(OnBusy.WAIT);
    private static final String DEFAULT_PAUSED = Arguments.name(Paused.WAIT);

    private String application;
    private String revision;
    private String refresh;
    private boolean prune;
    private boolean dryRun;
    private String onBusy;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean wait = true;

    private String paused;

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
        return Arguments.orDefault(refresh, DEFAULT_REFRESH);
    }

    /** Sets how Argo CD looks at Git first: {@code normal}, {@code hard} or {@code none}. */
    @DataBoundSetter
    public void setRefresh(@CheckForNull String refresh) {
        this.refresh = refresh;
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
        return Arguments.orDefault(onBusy, DEFAULT_ON_BUSY);
    }

    /** Sets what to do when another operation is running: {@code wait}, {@code fail} or {@code terminate}. */
    @DataBoundSetter
    public void setOnBusy(@CheckForNull String onBusy) {
        this.onBusy = onBusy;
    }

    /** Returns whether to wait until the revision is live and healthy. */
    public boolean isWait() {
        return wait == null || wait;
    }

    /** Sets whether to wait until the revision is live and healthy. */
    @DataBoundSetter
    public void setWait(boolean wait) {
        this.wait = wait;
    }

    /** Returns what a suspended resource means. */
    public String getPaused() {
        return Arguments.orDefault(paused, DEFAULT_PAUSED);
    }

    /** Sets what a suspended resource means: {@code wait} or {@code success}. */
    @DataBoundSetter
    public void setPaused(@CheckForNull String paused) {
        this.paused = paused;
    }

    @Override
    String defaultTimeout() {
        return "10m";
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        return operation(expand, null);
    }

    /**
     * Makes the operation that the arguments ask for.
     *
     * @param expand fills variables into a text
     * @param usualRevision the commit to wait for where these arguments name none; null for the tracked one
     * @throws DeploymentException naming the argument that cannot be used
     */
    Operation operation(UnaryOperator<String> expand, @CheckForNull String usualRevision) throws DeploymentException {
        Set<String> names = new LinkedHashSet<>(Text.items(Arguments.expanded(application, expand)));
        if (names.isEmpty()) {
            throw Arguments.invalid(
                    "application", "missing. Give the name of an Argo CD application, such as shop or argocd/shop.");
        }
        String named = Arguments.expanded(revision, expand);
        if ("null".equals(named)) {
            throw Arguments.invalid("revision", "'null' is what a variable that is not set becomes in a text. Set it.");
        }
        List<SyncRequest> requests = new ArrayList<>();
        for (String name : names) {
            requests.add(new SyncRequest(
                    name,
                    named == null ? usualRevision : named,
                    Arguments.choice("refresh", getRefresh(), Refresh.class),
                    prune,
                    dryRun,
                    Arguments.choice("onBusy", getOnBusy(), OnBusy.class),
                    isWait(),
                    Arguments.choice("paused", getPaused(), Paused.class)));
        }
        return new ArgoSyncOperation(UUID.randomUUID().toString(), timeout(expand), location(expand), requests);
    }

    private ArgoLocation location(UnaryOperator<String> expand) throws DeploymentException {
        return new ArgoLocation(
                Arguments.required("credentialsId", getCredentialsId(), "the id of an API token or user credential"),
                Arguments.required("server", Arguments.expanded(getServer(), expand), "the URL of the Argo CD server"),
                ClusterArguments.authority(Arguments.expanded(getCaCertificate(), expand)),
                isSkipTlsVerify());
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends ServerStepDescriptor {
        /** Steps are told apart by what they sync, and to what. */
        public DescriptorImpl() {
            super(CredentialsFields.ARGO, true, "application", "revision");
        }

        @Override
        public String getFunctionName() {
            return NAME;
        }

        /** Without a revision whatever the branch has is waited for. */
        @Override
        public Set<String> neverNull() {
            return Set.of("revision");
        }

        @Override
        public String getDisplayName() {
            return Messages.ArgoSyncStep_DisplayName();
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
            return FormFields.required(item, "application", value, FormFields::applications);
        }

        /** Checks the revision. */
        @POST
        public FormValidation doCheckRevision(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "revision", value, FormFields::revision);
        }
    }
}
