package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.EnvVars;
import hudson.Extension;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractProject;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStepDescriptor;
import hudson.tasks.Builder;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Redactor;
import java.io.IOException;
import jenkins.tasks.SimpleBuildStep;
import org.kohsuke.stapler.DataBoundConstructor;

/**
 * "Deploy": the freestyle build step for what the Pipeline steps do. It holds its executor until the deployment is
 * ready; variables of the build are filled into the texts.
 */
public final class DeployBuilder extends Builder implements SimpleBuildStep {
    private final DeployMethod method;

    /** @param method push or pull */
    @DataBoundConstructor
    public DeployBuilder(@CheckForNull DeployMethod method) {
        this.method = method;
    }

    /** Returns push or pull; null in a configuration that names neither. */
    @CheckForNull
    public DeployMethod getMethod() {
        return method;
    }

    @Override
    public void perform(Run<?, ?> run, FilePath workspace, EnvVars env, Launcher launcher, TaskListener listener)
            throws InterruptedException, IOException {
        deploy(new BlockingRun(run, workspace, listener, Connections.REAL, launcher, env), env);
    }

    void deploy(BlockingRun build, EnvVars env) throws InterruptedException, IOException {
        try {
            if (method == null) {
                throw Arguments.invalid("method", "missing. Choose push or pull in the job's configuration.");
            }
            method.deploy(build, env::expand);
        } catch (DeploymentException e) {
            throw Failures.toAbort(e, Redactor.NONE);
        }
    }

    /** Describes the builder to Jenkins. */
    @Extension
    public static final class DescriptorImpl extends BuildStepDescriptor<Builder> {
        @Override
        public String getDisplayName() {
            return Messages.DeployBuilder_DisplayName();
        }

        @Override
        @SuppressWarnings("rawtypes")
        public boolean isApplicable(Class<? extends AbstractProject> jobType) {
            return true;
        }
    }
}
