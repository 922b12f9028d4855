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

/** {@code gitopsHelmImage}: sets an image in a Helm values file. */
public final class GitopsHelmImage extends GitopsChange {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String image;
    private final String file;
    private final String path;

    /**
     * Takes what is mandatory.
     *
     * @param image the wanted image, with tag or digest
     * @param file the values file
     * @param path where the image stands in it
     */
    @DataBoundConstructor
    public GitopsHelmImage(@CheckForNull String image, @CheckForNull String file, @CheckForNull String path) {
        this.image = Util.fixEmptyAndTrim(image);
        this.file = Util.fixEmptyAndTrim(file);
        this.path = Util.fixEmptyAndTrim(path);
    }

    /** Returns the wanted image, with tag or digest. */
    @CheckForNull
    public String getImage() {
        return image;
    }

    /** Returns the values file. */
    @CheckForNull
    public String getFile() {
        return file;
    }

    /** Returns where the image stands in it. */
    @CheckForNull
    public String getPath() {
        return path;
    }

    @Override
    GitopsHelmImage expand(UnaryOperator<String> variables) {
        return new GitopsHelmImage(
                Arguments.expanded(image, variables),
                Arguments.expanded(file, variables),
                Arguments.expanded(path, variables));
    }

    @Override
    Change toChange() throws DeploymentException {
        return new Change.SetHelmImage(
                Arguments.image("changes: gitopsHelmImage: image", image),
                Arguments.required(
                        "changes: gitopsHelmImage: file", file, "the values file, such as charts/web/values.yaml"),
                Arguments.required(
                        "changes: gitopsHelmImage: path", path, "where the image stands in it, such as web.image"));
    }

    /** Describes the change to Jenkins. */
    @Extension
    @Symbol("gitopsHelmImage")
    public static final class DescriptorImpl extends Descriptor<GitopsChange> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.GitopsHelmImage_DisplayName();
        }

        /** Checks the image. */
        @POST
        public FormValidation doCheckImage(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "image", value, Arguments::image);
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
    }
}
