package hudson.tasks;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.BuildListener;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import jenkins.tasks.SimpleBuildStep;

/** Runs a {@link SimpleBuildStep} as a step of a freestyle job. */
@Deprecated
public abstract class BuildStepCompatibilityLayer implements BuildStep {
    @Override
    public boolean prebuild(AbstractBuild<?, ?> build, BuildListener listener) {
        return true;
    }

    @Override
    public boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException {
        if (!(this instanceof SimpleBuildStep step)) {
            throw new UnsupportedOperationException(getClass() + " does not perform anything");
        }
        EnvVars env = build.getEnvironment(listener);
        FilePath workspace = build.getWorkspace();
        if (workspace != null) {
            step.perform(build, workspace, env, launcher, listener);
        } else {
            step.perform(build, env, listener);
        }
        return true;
    }

    @Override
    @NonNull
    public Collection<? extends Action> getProjectActions(AbstractProject<?, ?> project) {
        return Collections.emptyList();
    }
}
