package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import java.io.Serial;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsValue}: sets the value at a path of a YAML file. */
public final class GitopsValue extends GitopsChange {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String file;
    private final String path;
    private final String value;
    private boolean create;

    /**
     * Takes what is mandatory.
     *
     * @param file the file
     * @param path where the value stands in it
     * @param value the wanted value, which may be the empty text
     */
    @DataBoundConstructor
    public GitopsValue(@CheckForNull String file, @CheckForNull String path, @CheckForNull String value) {
        this.file = Util.fixEmptyAndTrim(file);
        this.path = Util.fixEmptyAndTrim(path);
        // As it is: also blanks and the empty text are values. None at all is a mistake.
        this.value = value;
    }

    /** Returns the file. */
    @CheckForNull
    public String getFile() {
        return file;
    }

    /** Returns where the value stands in it. */
    @CheckForNull
    public String getPath() {
        return path;
    }

    /** Returns the wanted value, which may be the empty text. */
    @CheckForNull
    public String getValue() {
        return value;
    }

    /** Returns whether missing keys are added. */
    public boolean isCreate() {
        return create;
    }

    /** Sets whether missing keys are added. */
    @DataBoundSetter
    public void setCreate(boolean create) {
        this.create = create;
    }

    @Override
    GitopsValue expand(UnaryOperator<String> variables) {
        GitopsValue expanded = new GitopsValue(
                Arguments.expanded(file, variables),
                Arguments.expanded(path, variables),
                value == null ? null : variables.apply(value));
        expanded.create = create;
        return expanded;
    }

    @Override
    Change toChange() throws DeploymentException {
        if (value == null) {
            throw Arguments.invalid(
                    "changes: gitopsValue: value", "missing. Give the wanted value; for the empty text, value: ''.");
        }
        return new Change.SetValue(
                Arguments.required("changes: gitopsValue: file", file, "the file, such as apps/web.yaml"),
                Arguments.required("changes: gitopsValue: path", path, "where the value stands, such as spec.replicas"),
                value,
                create);
    }

    /** Describes the change to Jenkins. */
    @Extension
    @Symbol("gitopsValue")
    public static final class DescriptorImpl extends Descriptor<GitopsChange> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.GitopsValue_DisplayName();
        }

        /** Checks the file. */
        @POST
        public FormValidation doCheckFile(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "file", value, FormFields::relativePath);
        }

        /** Checks the path within the file. */
        @POST
        public FormValidation doCheckPath(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "path", value, FormFields::anything);
        }

        /** Checks the value: an empty box means the empty text, which few want. */
        @POST
        public FormValidation doCheckValue(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.value(item, value);
        }
    }
}
