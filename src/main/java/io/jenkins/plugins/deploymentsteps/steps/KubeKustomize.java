package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.rendering.Kustomize;
import io.jenkins.plugins.deploymentsteps.rendering.RenderedObjects;
import io.jenkins.plugins.deploymentsteps.rendering.Tool;
import io.jenkins.plugins.deploymentsteps.workspace.WorkspaceLook;
import java.io.IOException;
import java.io.Serial;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.AncestorInPath;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeKustomize}: applies what a kustomization is built to. */
public final class KubeKustomize extends KubeSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String dir;

    /** @param dir the directory with the kustomization, relative to the workspace */
    @DataBoundConstructor
    public KubeKustomize(@CheckForNull String dir) {
        this.dir = Util.fixEmptyAndTrim(dir);
    }

    /** Returns the directory with the kustomization. */
    @CheckForNull
    public String getDir() {
        return dir;
    }

    @Override
    KubeKustomize expand(UnaryOperator<String> variables) {
        return new KubeKustomize(Arguments.expanded(dir, variables));
    }

    @Override
    void check() throws DeploymentException {
        SourceFields.path("dir", Arguments.required("dir", dir, "a directory of the workspace, such as overlays/prod"));
    }

    @Override
    List<ManifestFile> manifests(SourceContext context) throws DeploymentException, IOException, InterruptedException {
        String directory = WorkspaceLook.at(context.build().workspace(), "dir", dir, WorkspaceLook.Expected.DIRECTORY);
        try {
            return RenderedObjects.of(Tool.KUSTOMIZE, dir, context.run(Kustomize.build(directory)));
        } catch (ToolRun.Missing missing) {
            context.log().info("There is no kustomize on the agent; the one in kubectl is tried.");
            try {
                return RenderedObjects.of(Tool.KUBECTL, dir, context.run(Kustomize.byKubectl(directory)));
            } catch (ToolRun.Missing neither) {
                throw missing;
            }
        }
    }

    /** Describes the source to Jenkins. */
    @Extension(ordinal = 4)
    @Symbol("kubeKustomize")
    public static final class DescriptorImpl extends Descriptor<KubeSource> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.KubeKustomize_DisplayName();
        }

        /** Checks the directory. */
        @POST
        public FormValidation doCheckDir(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "dir", value, SourceFields::path);
        }
    }
}
