package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Describable;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.readiness.ReadyRule;
import java.io.Serial;
import java.io.Serializable;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeReadyWhen}: says when objects of a kind are ready, and when they have failed. */
public final class KubeReadyWhen implements Describable<KubeReadyWhen>, Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String kind;
    private String group;
    private String condition;
    private String jsonPath;
    private String value;
    private String failed;

    /**
     * Takes what is mandatory.
     *
     * @param kind of the objects
     */
    @DataBoundConstructor
    public KubeReadyWhen(@CheckForNull String kind) {
        this.kind = Util.fixEmptyAndTrim(kind);
    }

    /** Returns the kind of the objects. */
    @CheckForNull
    public String getKind() {
        return kind;
    }

    /** Returns their API group. */
    @CheckForNull
    public String getGroup() {
        return group;
    }

    /** Sets their API group, with or without a version; without, that of any object of the kind will do. */
    @DataBoundSetter
    public void setGroup(@CheckForNull String group) {
        this.group = Util.fixEmptyAndTrim(group);
    }

    /** Returns the type of the condition. */
    @CheckForNull
    public String getCondition() {
        return condition;
    }

    /** Sets the type of the condition that says that they are ready. */
    @DataBoundSetter
    public void setCondition(@CheckForNull String condition) {
        this.condition = Util.fixEmptyAndTrim(condition);
    }

    /** Returns the path of the value. */
    @CheckForNull
    public String getJsonPath() {
        return jsonPath;
    }

    /** Sets the path of the value that says that they are ready. */
    @DataBoundSetter
    public void setJsonPath(@CheckForNull String jsonPath) {
        this.jsonPath = Util.fixEmptyAndTrim(jsonPath);
    }

    /** Returns what the condition or value must be. */
    @CheckForNull
    public String getValue() {
        return value;
    }

    /** Sets what the condition or value must be; without, {@code True} or anything. */
    @DataBoundSetter
    public void setValue(@CheckForNull String value) {
        this.value = Util.fixEmptyAndTrim(value);
    }

    /** Returns what says that they have failed. */
    @CheckForNull
    public String getFailed() {
        return failed;
    }

    /** Sets what says that they have failed: {@code condition=…} or {@code jsonpath=…}. */
    @DataBoundSetter
    public void setFailed(@CheckForNull String failed) {
        this.failed = Util.fixEmptyAndTrim(failed);
    }

    /**
     * Returns what the core does.
     *
     * @param expand fills variables into a text
     * @throws DeploymentException naming the argument that cannot be used
     */
    ReadyRule toRule(UnaryOperator<String> expand) throws DeploymentException {
        try {
            return ReadyRule.of(
                    Arguments.expanded(kind, expand),
                    Arguments.expanded(group, expand),
                    Arguments.expanded(condition, expand),
                    Arguments.expanded(jsonPath, expand),
                    Arguments.expanded(value, expand),
                    Arguments.expanded(failed, expand));
        } catch (DeploymentException e) {
            throw Arguments.invalid("readiness: kubeReadyWhen", e.getMessage());
        }
    }

    /** Describes the rule to Jenkins. */
    @Extension
    @Symbol("kubeReadyWhen")
    public static final class DescriptorImpl extends Descriptor<KubeReadyWhen> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.KubeReadyWhen_DisplayName();
        }

        /** Checks the kind. */
        @POST
        public FormValidation doCheckKind(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "kind", value, (argument, text) -> {});
        }

        /** Checks the path. */
        @POST
        public FormValidation doCheckJsonPath(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(
                    item, "jsonPath", value, (argument, text) -> ReadyRule.of("x", null, null, text, null, null));
        }

        /** Checks what says that they have failed. */
        @POST
        public FormValidation doCheckFailed(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(
                    item, "failed", value, (argument, text) -> ReadyRule.of("x", null, "Ready", null, null, text));
        }
    }
}
