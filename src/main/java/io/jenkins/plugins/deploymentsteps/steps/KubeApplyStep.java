package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
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
public final class KubeApplyStep extends ClusterStep {
    static final String NAME = "kubeApply";
    static final String DEFAULT_TIMEOUT = "10m";
    private static final String DEFAULT_CONFLICTS = Arguments.name(ConflictPolicy.FAIL);

    private String manifests;
    private String namespace;
    private String images;
    private String set;
    private boolean prune;

    /** Null where a config.xml does not have it; that means the default. */
    private Integer maxPrune = SetRequest.DEFAULT_MAX_PRUNE;

    private String conflicts;
    private List<KubeReadyWhen> readiness;
    private boolean dryRun;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean preflight = true;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean wait = true;

    /** Null where a config.xml does not have it; that means yes. */
    private Boolean lock = true;

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
        return maxPrune == null ? SetRequest.DEFAULT_MAX_PRUNE : maxPrune;
    }

    /** Sets the most objects that may be pruned; with more, nothing is changed. */
    @DataBoundSetter
    public void setMaxPrune(int maxPrune) {
        this.maxPrune = maxPrune;
    }

    /** Returns what to do with fields that somebody else owns. */
    public String getConflicts() {
        return Arguments.orDefault(conflicts, DEFAULT_CONFLICTS);
    }

    /** Sets what to do with fields that somebody else owns: {@code fail} or {@code take}. */
    @DataBoundSetter
    public void setConflicts(@CheckForNull String conflicts) {
        this.conflicts = conflicts;
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

    /** Returns whether to wait while another deployment of the set is at it. */
    public boolean isLock() {
        return lock == null || lock;
    }

    /** Sets whether to wait while another deployment of the set is at it, and to give way to a newer one. */
    @DataBoundSetter
    public void setLock(boolean lock) {
        this.lock = lock;
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
    String defaultTimeout() {
        return DEFAULT_TIMEOUT;
    }

    @Override
    Operation operation(UnaryOperator<String> expand) throws DeploymentException {
        List<String> patterns = Text.items(Arguments.expanded(manifests, expand));
        if (patterns.isEmpty()) {
            throw Arguments.invalid(
                    "manifests",
                    "missing. Give files, directories or patterns of the workspace, such as 'deploy/*.yaml'.");
        }
        String where = Arguments.expanded(namespace, expand);
        if (where != null) {
            Arguments.namespace("namespace", where);
        }
        String wantedImages = Arguments.expanded(images, expand);
        Arguments.images("images", wantedImages);
        String setName = Arguments.expanded(set, expand);
        if (setName != null) {
            ApplySet.checkName(setName);
        }
        if (getMaxPrune() < 1) {
            throw Arguments.invalid(
                    "maxPrune", getMaxPrune() + " is too few. Give at least 1; to prune nothing, leave prune out.");
        }
        return new KubeApplyOperation(
                UUID.randomUUID().toString(),
                timeout(expand),
                location(expand),
                new ApplyArguments(
                        patterns,
                        where,
                        wantedImages,
                        Arguments.choice("conflicts", getConflicts(), ConflictPolicy.class),
                        setName,
                        prune ? getMaxPrune() : 0,
                        isPreflight(),
                        dryRun,
                        isWait(),
                        !isLock(),
                        rules(expand)));
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
    public static final class DescriptorImpl extends ClusterStepDescriptor {
        /** Steps are told apart by what they apply, and where to. */
        public DescriptorImpl() {
            super("manifests", "namespace");
        }

        @Override
        public String getFunctionName() {
            return NAME;
        }

        /** Without images those of the manifests are deployed. */
        @Override
        public Set<String> neverNull() {
            return Set.of("images");
        }

        @Override
        public String getDisplayName() {
            return Messages.KubeApplyStep_DisplayName();
        }

        /** Lists the conflict policies for the form. */
        @POST
        public ListBoxModel doFillConflictsItems() {
            return FormFields.choices(ConflictPolicy.class);
        }

        /** Checks the patterns. */
        @POST
        public FormValidation doCheckManifests(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "manifests", value, FormFields::relativePaths);
        }

        /** Checks the namespace. */
        @POST
        public FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "namespace", value, Arguments::namespace);
        }

        /** Checks the name of the set. */
        @POST
        public FormValidation doCheckSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "set", value, (argument, text) -> ApplySet.checkName(text));
        }

        /** Checks the limit. */
        @POST
        public FormValidation doCheckMaxPrune(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "maxPrune", value, FormFields::positiveNumber);
        }

        /** Checks the image overrides. */
        @POST
        public FormValidation doCheckImages(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "images", value, Arguments::images);
        }
    }
}
