package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import hudson.util.ListBoxModel;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.apply.ConflictPolicy;
import io.jenkins.plugins.deploymentsteps.core.inventory.ApplySet;
import io.jenkins.plugins.deploymentsteps.core.inventory.SetRequest;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** A step that is about manifests and a cluster: the arguments that say what is applied there, or compared with it. */
public abstract class ManifestsStep extends ClusterStep {
    private static final String DEFAULT_CONFLICTS = Arguments.name(ConflictPolicy.FAIL);

    private String manifests;
    private KubeSource source;
    private String variables;
    private String namespace;
    private String images;
    private String set;
    private boolean prune;

    /** Null where a config.xml does not have it; that means the default. */
    private Integer maxPrune = SetRequest.DEFAULT_MAX_PRUNE;

    private String conflicts;

    /** Only the steps of this package. */
    ManifestsStep() {}

    /** Returns the files, directories and Ant patterns, separated by newline or comma. */
    @CheckForNull
    public final String getManifests() {
        return manifests;
    }

    /** Sets the files, directories and Ant patterns, separated by newline or comma. */
    @DataBoundSetter
    public final void setManifests(@CheckForNull String manifests) {
        this.manifests = Util.fixEmptyAndTrim(manifests);
    }

    /** Returns what makes the manifests. */
    @CheckForNull
    public final KubeSource getSource() {
        return source;
    }

    /** Sets what makes the manifests, in place of files of the workspace. */
    @DataBoundSetter
    public final void setSource(@CheckForNull KubeSource source) {
        this.source = source;
    }

    /** Returns the variables of the manifests. */
    @CheckForNull
    public final String getVariables() {
        return variables;
    }

    /** Sets what references in the values of the manifests stand for, one {@code NAME=value} a line. */
    @DataBoundSetter
    public final void setVariables(@CheckForNull String variables) {
        this.variables = Util.fixEmptyAndTrim(variables);
    }

    /** Returns where objects go that name no namespace. */
    @CheckForNull
    public final String getNamespace() {
        return namespace;
    }

    /** Sets where objects go that name no namespace. */
    @DataBoundSetter
    public final void setNamespace(@CheckForNull String namespace) {
        this.namespace = Util.fixEmptyAndTrim(namespace);
    }

    /** Returns the image overrides. */
    @CheckForNull
    public final String getImages() {
        return images;
    }

    /** Sets image overrides, {@code repo/app:1.2} or {@code old=new}, separated by newline or comma. */
    @DataBoundSetter
    public final void setImages(@CheckForNull String images) {
        this.images = Util.fixEmptyAndTrim(images);
    }

    /** Returns the name of the deployed set. */
    @CheckForNull
    public final String getSet() {
        return set;
    }

    /** Sets the name of the deployed set; without, it is the job's full name. */
    @DataBoundSetter
    public final void setSet(@CheckForNull String set) {
        this.set = Util.fixEmptyAndTrim(set);
    }

    /** Returns whether to delete what is no longer part of the set. */
    public final boolean isPrune() {
        return prune;
    }

    /** Sets whether to delete, after the rollout, what is no longer part of the set. */
    @DataBoundSetter
    public final void setPrune(boolean prune) {
        this.prune = prune;
    }

    /** Returns the most objects that may be pruned. */
    public final int getMaxPrune() {
        return maxPrune == null ? SetRequest.DEFAULT_MAX_PRUNE : maxPrune;
    }

    /** Sets the most objects that may be pruned; with more, nothing is changed. */
    @DataBoundSetter
    public final void setMaxPrune(int maxPrune) {
        this.maxPrune = maxPrune;
    }

    /** Returns what to do with fields that somebody else owns. */
    public final String getConflicts() {
        return Arguments.orDefault(conflicts, DEFAULT_CONFLICTS);
    }

    /** Sets what to do with fields that somebody else owns: {@code fail}, {@code take} or {@code leave}. */
    @DataBoundSetter
    public final void setConflicts(@CheckForNull String conflicts) {
        this.conflicts = conflicts;
    }

    @Override
    final String defaultTimeout() {
        return KubeApplyStep.DEFAULT_TIMEOUT;
    }

    /**
     * Reads the arguments beside a plan, which says what is applied and how.
     *
     * @throws DeploymentException naming the argument that does not go with a plan
     */
    final ApplyArguments planArguments(boolean awaitRollout, boolean unlocked, List<ReadyRule> readiness)
            throws DeploymentException {
        refuseBesidePlan("manifests", manifests != null);
        refuseBesidePlan("source", source != null);
        refuseBesidePlan("variables", variables != null);
        refuseBesidePlan("namespace", namespace != null);
        refuseBesidePlan("images", images != null);
        refuseBesidePlan("set", set != null);
        refuseBesidePlan("prune", prune);
        refuseBesidePlan("maxPrune", getMaxPrune() != SetRequest.DEFAULT_MAX_PRUNE);
        refuseBesidePlan("conflicts", !getConflicts().equals(DEFAULT_CONFLICTS));
        return new ApplyArguments(
                List.of(),
                null,
                null,
                ConflictPolicy.FAIL,
                null,
                0,
                true,
                false,
                awaitRollout,
                unlocked,
                readiness,
                null,
                null);
    }

    /** Refuses an argument beside a plan. */
    static void refuseBesidePlan(String argument, boolean given) throws DeploymentException {
        if (given) {
            throw Arguments.invalid(
                    argument,
                    "does not go together with 'plan', which says what is applied and how. Remove it, or run kubeDiff"
                            + " with it and apply that plan.");
        }
    }

    /**
     * Reads what is applied, and how.
     *
     * @param expand fills variables into a text
     * @param preflight whether the server checks everything first
     * @param dryRun whether that is all
     * @param awaitRollout whether to wait for the rollout
     * @param unlocked whether it begins while another deployment of the set is at it
     * @param readiness when objects are ready, before the usual rules
     * @throws DeploymentException naming the argument that cannot be used
     */
    final ApplyArguments arguments(
            UnaryOperator<String> expand,
            boolean preflight,
            boolean dryRun,
            boolean awaitRollout,
            boolean unlocked,
            List<ReadyRule> readiness)
            throws DeploymentException {
        List<String> patterns = Text.items(Arguments.expanded(manifests, expand));
        KubeSource made = SourceArguments.source(source, patterns, expand);
        String givenVariables = Arguments.expanded(variables, expand);
        SourceFields.variables("variables", givenVariables);
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
        SourceArguments.refuseBesideRelease(made, wantedImages, givenVariables, setName, prune);
        return new ApplyArguments(
                patterns,
                where,
                wantedImages,
                Arguments.choice("conflicts", getConflicts(), ConflictPolicy.class),
                setName,
                prune ? getMaxPrune() : 0,
                preflight,
                dryRun,
                awaitRollout,
                unlocked,
                readiness,
                made,
                givenVariables);
    }

    /** Describes a step that is about manifests to Jenkins. */
    public abstract static class ManifestsStepDescriptor extends ClusterStepDescriptor {
        /** Steps are told apart by what they apply, and where to. */
        ManifestsStepDescriptor() {
            super("manifests", "namespace");
        }

        /** Without images or variables those of the manifests count. */
        @Override
        public Set<String> neverNull() {
            return Set.of("images", "variables");
        }

        /** Returns the sources, for the form. */
        public final List<Descriptor<?>> getSourceDescriptors() {
            return SourceArguments.descriptors();
        }

        /** Checks the variables. */
        @POST
        public final FormValidation doCheckVariables(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "variables", value, SourceFields::variables);
        }

        /** Lists the conflict policies for the form. */
        @POST
        public final ListBoxModel doFillConflictsItems() {
            return FormFields.choices(ConflictPolicy.class);
        }

        /** Checks the patterns; whether there must be any, a source or plan decides. */
        @POST
        public final FormValidation doCheckManifests(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "manifests", value, SourceArguments::patterns);
        }

        /** Checks the namespace. */
        @POST
        public final FormValidation doCheckNamespace(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "namespace", value, Arguments::namespace);
        }

        /** Checks the name of the set. */
        @POST
        public final FormValidation doCheckSet(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "set", value, (argument, text) -> ApplySet.checkName(text));
        }

        /** Checks the limit. */
        @POST
        public final FormValidation doCheckMaxPrune(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "maxPrune", value, FormFields::positiveNumber);
        }

        /** Checks the image overrides. */
        @POST
        public final FormValidation doCheckImages(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "images", value, Arguments::images);
        }
    }
}
