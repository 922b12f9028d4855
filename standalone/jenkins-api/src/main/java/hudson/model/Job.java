package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionPoint;

/**
 * Something that can be built.
 *
 * @param <JobT> the job's own class
 * @param <RunT> its builds' class
 */
public abstract class Job<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends AbstractItem
        implements ExtensionPoint {
    /** The number of the next build. */
    protected transient volatile int nextBuildNumber = 1;

    /** Names a job in a group. */
    @SuppressWarnings("rawtypes")
    protected Job(ItemGroup parent, String name) {
        super(parent, name);
    }

    /** {@return a number that no other build of this job has} */
    public synchronized int assignBuildNumber() throws java.io.IOException {
        return nextBuildNumber++;
    }

    /** {@return the newest build, or null} */
    @CheckForNull
    public abstract RunT getLastBuild();

    /** {@return the build of a number, or null} */
    @CheckForNull
    public abstract RunT getBuildByNumber(int n);
}
