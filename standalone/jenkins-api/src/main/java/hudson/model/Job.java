package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import hudson.ExtensionPoint;
import java.io.IOException;
import java.util.Map;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.kohsuke.stapler.export.Exported;

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

    private final transient NavigableMap<Integer, RunT> builds = new ConcurrentSkipListMap<>();

    /** Names a job in a group. */
    @SuppressWarnings("rawtypes")
    protected Job(ItemGroup parent, String name) {
        super(parent, name);
    }

    /** {@return a number that no other build of this job has} */
    public synchronized int assignBuildNumber() throws IOException {
        return nextBuildNumber++;
    }

    /** {@return the newest build, or null} */
    @CheckForNull
    @Exported
    public RunT getLastBuild() {
        Map.Entry<Integer, RunT> last = builds.lastEntry();
        return last == null ? null : last.getValue();
    }

    /** {@return the build of a number, or null} */
    @CheckForNull
    public RunT getBuildByNumber(int n) {
        return builds.get(n);
    }

    final void remember(RunT build) {
        builds.put(build.getNumber(), build);
    }
}
