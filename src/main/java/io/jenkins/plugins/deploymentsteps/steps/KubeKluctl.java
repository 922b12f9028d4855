package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.Util;
import hudson.model.Descriptor;
import hudson.model.Item;
import hudson.util.FormValidation;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.rendering.Kluctl;
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
import org.kohsuke.stapler.DataBoundSetter;
import org.kohsuke.stapler.QueryParameter;
import org.kohsuke.stapler.verb.POST;

/** {@code kubeKluctl}: applies what a project of kluctl renders to. */
public final class KubeKluctl extends KubeSource {
    @Serial
    private static final long serialVersionUID = 1L;

    private final String dir;
    private String target;
    private String args;

    /** @param dir the project's directory, relative to the workspace */
    @DataBoundConstructor
    public KubeKluctl(@CheckForNull String dir) {
        this.dir = Util.fixEmptyAndTrim(dir);
    }

    /** Returns the project's directory. */
    @CheckForNull
    public String getDir() {
        return dir;
    }

    /** Returns the target of the project. */
    @CheckForNull
    public String getTarget() {
        return target;
    }

    /** Sets the target of the project; a project may have none. */
    @DataBoundSetter
    public void setTarget(@CheckForNull String target) {
        this.target = Util.fixEmptyAndTrim(target);
    }

    /** Returns the project's arguments. */
    @CheckForNull
    public String getArgs() {
        return args;
    }

    /** Sets arguments that the project declares, one {@code name=value} a line. */
    @DataBoundSetter
    public void setArgs(@CheckForNull String args) {
        this.args = Util.fixEmptyAndTrim(args);
    }

    @Override
    KubeKluctl expand(UnaryOperator<String> variables) {
        KubeKluctl expanded = new KubeKluctl(Arguments.expanded(dir, variables));
        expanded.setTarget(Arguments.expanded(target, variables));
        expanded.setArgs(Arguments.expanded(args, variables));
        return expanded;
    }

    @Override
    void check() throws DeploymentException {
        SourceFields.path("dir", Arguments.required("dir", dir, "the directory of a kluctl project"));
        if (target != null) {
            Kluctl.checkTarget("target", target);
        }
        Kluctl.checkArguments("args", SourceFields.lines(args));
    }

    @Override
    List<ManifestFile> manifests(SourceContext context) throws DeploymentException, IOException, InterruptedException {
        String directory = WorkspaceLook.at(context.build().workspace(), "dir", dir, WorkspaceLook.Expected.DIRECTORY);
        byte[] output = context.run(Kluctl.render(directory, target, SourceFields.lines(args)));
        return RenderedObjects.of(Tool.KLUCTL, target == null ? dir : dir + ", target " + target, output);
    }

    /** Describes the source to Jenkins. */
    @Extension(ordinal = 2)
    @Symbol("kubeKluctl")
    public static final class DescriptorImpl extends Descriptor<KubeSource> implements StrictArguments {
        @Override
        public String getDisplayName() {
            return Messages.KubeKluctl_DisplayName();
        }

        /** Checks the directory. */
        @POST
        public FormValidation doCheckDir(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.required(item, "dir", value, SourceFields::path);
        }

        /** Checks the target. */
        @POST
        public FormValidation doCheckTarget(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(item, "target", value, Kluctl::checkTarget);
        }

        /** Checks the arguments. */
        @POST
        public FormValidation doCheckArgs(@AncestorInPath Item item, @QueryParameter String value) {
            return FormFields.check(
                    item, "args", value, (argument, text) -> Kluctl.checkArguments(argument, SourceFields.lines(text)));
        }
    }
}
