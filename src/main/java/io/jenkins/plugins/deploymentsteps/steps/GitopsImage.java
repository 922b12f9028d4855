package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.commit.Change;
import java.io.Serial;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsImage}: sets an image in every manifest that runs the same repository. */
public final class GitopsImage extends GitopsChange {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String image;
    private String files;
    private String container;

    /**
     * Takes what is mandatory.
     *
     * @param image the wanted image, with tag or digest
     */
    @DataBoundConstructor
    public GitopsImage(@CheckForNull String image) {
        this.image = Util.fixEmptyAndTrim(image);
    }

    /** Returns the wanted image, with tag or digest. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Returns the files to change. */
    @CheckForNull
    public String getFiles() {
        return files;
    }

    /** Sets the files to change, paths or Ant patterns separated by newline or comma; without, every YAML file. */
    @DataBoundSetter
    public void setFiles(@CheckForNull String files) {
        this.files = Util.fixEmptyAndTrim(files);
    }

    /** Returns the name of the only containers to change. */
    @CheckForNull
    public String getContainer() {
        return container;
    }

    /** Sets the name of the only containers to change. */
    @DataBoundSetter
    public void setContainer(@CheckForNull String container) {
        this.container = Util.fixEmptyAndTrim(container);
    }

    @Override
    GitopsImage expand(UnaryOperator<String> variables) {
        GitopsImage expanded = new GitopsImage(Arguments.expanded(image, variables));
        expanded.files = Arguments.expanded(files, variables);
        expanded.container = Arguments.expanded(container, variables);
        return expanded;
    }

    @Override
    Change toChange() throws DeploymentException {
        return new Change.SetImage(Arguments.image("changes: gitopsImage: image", image), Text.items(files), container);
    }

    /** Describes the change to Jenkins. */
    @Extension
    @Symbol("gitopsImage")
    public static final class DescriptorImpl extends Descriptor<GitopsChange> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.GitopsImage_DisplayName();
        }

        /** Checks the image. */
        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "image", value, Arguments::image);
        }

        /** Checks the patterns. */
        @POST
        public FormValidation doCheckFiles(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "files", value, FormFields::relativePaths);
        }
    }
}
