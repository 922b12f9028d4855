package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterSelection;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeApply}: applies manifests of the workspace to a Kubernetes cluster and waits until they are rolled out. */
public final class KubeApplyStep extends ManifestsStep {
    static final String NAME = "kubeApply";
    static final String DEFAULT_TIMEOUT = "10m";
    static final int DEFAULT_BATCH = 1;
    private static final String DEFAULT_ON_FAILURE = Arguments.name(OnFailure.KEEP);

    private String clusters;

    /** Null where a config.xml does not have it; that means the default. */
    private Integer batch = DEFAULT_BATCH;

    private String plan;
    private List<KubeReadyWhen> readiness;
    private boolean dryRun;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean preflight = true;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean wait = true;

    private String onFailure;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean lock = true;

    private String freezeOverride;

    /** Everything is set by setters; what is mandatory depends on what else is given. */
    @DataBoundConstructor
    public KubeApplyStep() {
        // nothing is mandatory by itself
    }

    /** Returns the targets, by name or label, separated by newline or comma. */
    @CheckForNull
    public String getClusters() {
        return clusters;
    }

    /** Sets several targets in place of one cluster: names, {@code label:KEY} or {@code label:KEY=VALUE}. */
    @DataBoundSetter
    public void setClusters(@CheckForNull String clusters) {
        this.clusters = Util.fixEmptyAndTrim(clusters);
    }

    /** Returns how many clusters are deployed to at a time. */
    public int getBatch() {
        return batch == null ? DEFAULT_BATCH : batch;
    }

    /** Sets how many of several clusters are deployed to at a time; the next ones begin once these are rolled out. */
    @DataBoundSetter
    public void setBatch(int batch) {
        this.batch = batch;
    }

    /** Returns the plan that is applied. */
    @CheckForNull
    public String getPlan() {
        return plan;
    }

    /** Sets the {@code id} of the value that {@code kubeDiff} returned: exactly that is applied, or nothing. */
    @DataBoundSetter
    public void setPlan(@CheckForNull String plan) {
        this.plan = Util.fixEmptyAndTrim(plan);
    }

    /** Returns whether the server checks everything before the first object is changed. */
    public boolean isPreflight() {
        return preflight == null || preflight;
    }

    /** Sets whether the server checks everything before the first object is changed. */
    @DataBoundSetter
    public void setPreflight(boolean preflight) {
        this.preflight = preflight;
    }

    /** Returns whether the server checks everything and nothing is changed. */
    public boolean isDryRun() {
        return dryRun;
    }

    /** Sets whether the server checks everything and nothing is changed. */
    @DataBoundSetter
    public void setDryRun(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Returns whether to wait until everything is rolled out. */
    public boolean isWait() {
        return wait == null || wait;
    }

    /** Sets whether to wait until everything is rolled out. */
    @DataBoundSetter
    public void setWait(boolean wait) {
        this.wait = wait;
    }

    /** Returns what becomes of what was applied when the deployment fails. */
    public String getOnFailure() {
        return Arguments.orDefault(onFailure, DEFAULT_ON_FAILURE);
    }

    /** Sets what becomes of what was applied when the deployment fails: {@code keep} or {@code rollback}. */
    @DataBoundSetter
    public void setOnFailure(@CheckForNull String onFailure) {
        this.onFailure = Util.fixEmptyAndTrim(onFailure);
    }

    /** Returns whether to wait while another deployment of the set is at it. */
    public boolean isLock() {
        return lock == null || lock;
    }

    /** Sets whether to wait while another deployment of the set is at it, and to give way to a newer one. */
    @DataBoundSetter
    public void setLock(boolean lock) {
        this.lock = lock;
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

    /** Returns the rules that say when objects are ready. */
    public List<KubeReadyWhen> getReadiness() {
        return readiness == null ? new ArrayList<>() : new ArrayList<>(readiness);
    }

    /** Sets rules that say when objects are ready, before the usual ones. */
    @DataBoundSetter
    public void setReadiness(@CheckForNull List<KubeReadyWhen> readiness) {
        this.readiness = readiness == null ? null : new ArrayList<>(readiness);
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        OnFailure failing = Arguments.choice("onFailure", getOnFailure(), OnFailure.class);
        if (failing == OnFailure.ROLLBACK && !isWait()) {
            throw Arguments.invalid(
                    "onFailure",
                    "'rollback' does not go together with wait: false, because nobody sees the rollout fail then. Remove"
                            + " one of them, or use kubeRollback after kubeWait.");
        }
        String planId = Arguments.expanded(plan, expand);
        String override = Arguments.expanded(freezeOverride, expand);
        String several = Arguments.expanded(clusters, expand);
        if (several == null && getBatch() != DEFAULT_BATCH) {
            throw Arguments.invalid(
                    "batch", "says how many of 'clusters' at a time, and there are none. Give clusters, or remove it.");
        }
        if (planId != null) {
            refuseBesidePlan("clusters", several != null);
            refuseBesidePlan("dryRun", dryRun);
            refuseBesidePlan("preflight", !isPreflight());
            return new KubeApplyOperation(
                            UUID.randomUUID().toString(),
                            timeout(expand),
                            otherLocation(expand),
                            planArguments(isWait(), !isLock(), rules(expand)),
                            failing,
                            planId)
                    .heedingFreezes(override);
        }
        if (failing == OnFailure.ROLLBACK && getSource() instanceof KubeHelm helm && helm.isRelease()) {
            throw Arguments.invalid(
                    "onFailure",
                    "'rollback' does not go together with mode: 'release' of kubeHelm, because Helm keeps what the release"
                            + " was: 'helm rollback' goes back. Remove one of them.");
        }
        ApplyArguments what = arguments(expand, isPreflight(), dryRun, isWait(), !isLock(), rules(expand));
        if (several != null) {
            return fleet(several, what, failing, override, expand);
        }
        return new KubeApplyOperation(
                        UUID.randomUUID().toString(), timeout(expand), location(expand), what, failing, null)
                .heedingFreezes(override);
    }

    private Operation fleet(
            String several,
            ApplyArguments what,
            OnFailure failing,
            @CheckForNull String override,
            UnaryOperator<String> expand)
            throws DeploymentException {
        List<String> wanted = ClusterArguments.several(several, given(expand));
        if (getBatch() < 1) {
            throw Arguments.invalid("batch", getBatch() + " is too few. Give at least 1.");
        }
        if (!isWait()) {
            throw Arguments.invalid(
                    "wait",
                    "false does not go together with 'clusters': the next clusters begin once these are rolled out. Remove"
                            + " it, or use one kubeApply for each cluster.");
        }
        if (what.source() instanceof KubeHelm helm && helm.isRelease()) {
            throw Arguments.invalid(
                    "source",
                    "mode: 'release' of kubeHelm does not go together with 'clusters', which all get what was made once. Leave"
                            + " out the mode, or use one kubeApply for each cluster.");
        }
        return new FleetOperation(
                UUID.randomUUID().toString(), timeout(expand), wanted, getBatch(), what, failing, override);
    }

    private List<ReadyRule> rules(UnaryOperator<String> expand) throws DeploymentException {
        List<ReadyRule> rules = new ArrayList<>();
        for (KubeReadyWhen each : getReadiness()) {
            if (each == null) {
                throw Arguments.invalid("readiness", "entry " + (rules.size() + 1) + " is null.");
            }
            rules.add(each.toRule(expand));
        }
        return rules;
    }

    /** Describes the step to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends ManifestsStepDescriptor {
        @Override
        public String getFunctionName() {
            return NAME;
        }

        /** Without a plan, manifests are deployed that nobody has approved. */
        @Override
        public Set<String> neverNull() {
            return Set.of("images", "plan", "variables");
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeApplyStep_DisplayName();
        }

        /** Checks the list of targets; which there are, the build finds out. */
        @POST
        public FormValidation doCheckClusters(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(
                    item, "clusters", value, (argument, text) -> ClusterSelection.check(argument, Text.items(text)));
        }

        /** Checks how many clusters at a time. */
        @POST
        public FormValidation doCheckBatch(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "batch", value, FormFields::positiveNumber);
        }

        /** Lists what may become of a failed deployment, for the form. */
        @POST
        public ListBoxModel doFillOnFailureItems() {
            return FormFields.choices(OnFailure.class);
        }
    }
}
