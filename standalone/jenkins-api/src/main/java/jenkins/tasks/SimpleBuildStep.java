package jenkins.tasks;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.AbortException;
import hudson.EnvVars;
import hudson.FilePath;
import hudson.Launcher;
import hudson.model.Run;
import hudson.model.TaskListener;
import hudson.tasks.BuildStep;
import java.io.IOException;

/** A step that needs no more of a job than its build. */
public interface SimpleBuildStep extends BuildStep {
    /** Does the work of a step that needs a workspace. */
    default void perform(
            @NonNull Run<?, ?> run,
            @NonNull FilePath workspace,
            @NonNull EnvVars env,
            @NonNull Launcher launcher,
            @NonNull TaskListener listener)
            throws InterruptedException, IOException {
        if (requiresWorkspace()) {
            throw new AbstractMethodError("Unless a build step is marked as not requiring a workspace context,"
                    + " you must implement the overload of the perform() method that takes both a workspace and"
                    + " a launcher.");
        }
        perform(run, env, listener);
    }

    /** Does the work of a step that needs no workspace. */
    default void perform(@NonNull Run<?, ?> run, @NonNull EnvVars env, @NonNull TaskListener listener)
            throws InterruptedException, IOException {
        if (requiresWorkspace()) {
            throw new AbortException("A workspace is needed, and there is none");
        }
        throw new AbstractMethodError("When a build step is marked as not requiring a workspace context,"
                + " you must implement the overload of the perform() method that takes neither a workspace nor"
                + " a launcher.");
    }

    /** {@return whether the step needs a workspace} */
    default boolean requiresWorkspace() {
        return true;
    }
}
