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
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code gitopsKustomizeImage}: sets an image in the {@code images:} of a kustomization. */
public final class GitopsKustomizeImage extends GitopsChange {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String image;
    private final String dir;

    /**
     * Takes what is mandatory.
     *
     * @param image the wanted image, with tag or digest
     * @param dir the directory of the kustomization
     */
    @DataBoundConstructor
    public GitopsKustomizeImage(@CheckForNull String image, @CheckForNull String dir) {
        this.image = Util.fixEmptyAndTrim(image);
        this.dir = Util.fixEmptyAndTrim(dir);
    }

    /** Returns the wanted image, with tag or digest. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Returns the directory of the kustomization. */
    @CheckForNull
    public String getDir() {
        return dir;
    }

    @Override
    GitopsKustomizeImage expand(UnaryOperator<String> variables) {
        return new GitopsKustomizeImage(Arguments.expanded(image, variables), Arguments.expanded(dir, variables));
    }

    @Override
    Change toChange() throws DeploymentException {
        return new Change.SetKustomizeImage(
                Arguments.image("changes: gitopsKustomizeImage: image", image),
                Arguments.required(
                        "changes: gitopsKustomizeImage: dir",
                        dir,
                        "the directory of the kustomization, such as overlays/prod"));
    }

    /** Describes the change to Jenkins. */
    @Extension
    @Symbol("gitopsKustomizeImage")
    public static final class DescriptorImpl extends Descriptor<GitopsChange> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.GitopsKustomizeImage_DisplayName();
        }

        /** Checks the image. */
        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "image", value, Arguments::image);
        }

        /** Checks the directory. */
        @POST
        public FormValidation doCheckDir(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "dir", value, FormFields::relativePath);
        }
    }
}
