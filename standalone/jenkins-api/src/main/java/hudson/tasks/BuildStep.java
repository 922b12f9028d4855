package hudson.tasks;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.Launcher;
import hudson.model.AbstractBuild;
import hudson.model.AbstractProject;
import hudson.model.Action;
import hudson.model.BuildListener;
import java.io.IOException;
import java.util.Collection;

/** One step of a freestyle job. */
public interface BuildStep {
    /** {@return whether the build goes on} */
    boolean prebuild(AbstractBuild<?, ?> build, BuildListener listener);

    /** {@return whether the build goes on, the step done} */
    boolean perform(AbstractBuild<?, ?> build, Launcher launcher, BuildListener listener)
            throws InterruptedException, IOException;

    /** {@return what the step adds to the job} */
    @NonNull
    Collection<? extends Action> getProjectActions(AbstractProject<?, ?> project);

    /** {@return what the step waits for in builds before} */
    default BuildStepMonitor getRequiredMonitorService() {
        return BuildStepMonitor.BUILD;
    }
}
