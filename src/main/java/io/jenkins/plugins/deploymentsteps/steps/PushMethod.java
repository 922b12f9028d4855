package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.Extension;
import hudson.model.Descriptor;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.io.IOException;
import java.util.function.UnaryOperator;
import org.jenkinsci.Symbol;
import org.kohsuke.stapler.DataBoundConstructor;

/** Push: Jenkins applies manifests itself, as {@code kubeApply} does. */
public final class PushMethod extends DeployMethod {
    private final KubeApplyStep apply;

    /** @param apply what {@code kubeApply} is given */
    @DataBoundConstructor
    public PushMethod(@CheckForNull KubeApplyStep apply) {
        this.apply = apply;
    }

    /** Returns what {@code kubeApply} is given; nothing where a config.xml does not have it. */
    public KubeApplyStep getApply() {
        return apply == null ? new KubeApplyStep() : apply;
    }

    @Override
    void deploy(BlockingRun build, UnaryOperator<String> expand)
            throws DeploymentException, IOException, InterruptedException {
        build.complete(getApply().operation(expand));
    }

    /** Describes the method to Jenkins. */
    @Extension(ordinal = 1)
    @Symbol("deployPush")
    public static final class DescriptorImpl extends Descriptor<DeployMethod> {
        @Override
        public String getDisplayName() {
            return Messages.PushMethod_DisplayName();
        }
    }
}
