package hudson.model;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;
import hudson.ExtensionPoint;
import hudson.security.ACL;
import hudson.security.AccessControlled;
import java.io.File;
import java.io.IOException;
import java.util.List;
import jenkins.model.ArtifactManager;
import jenkins.model.RunAction2;
import jenkins.model.StandardArtifactManager;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * One build of a job.
 *
 * @param <JobT> the job's class
 * @param <RunT> the build's own class
 */
@ExportedBean
public abstract class Run<JobT extends Job<JobT, RunT>, RunT extends Run<JobT, RunT>> extends Actionable
        implements ModelObject, ExtensionPoint, AccessControlled, Comparable<RunT>, Saveable {
    /** The job. */
    protected final transient @NonNull JobT project;

    /** The number within the job. */
    public transient int number;

    /** The start, in milliseconds since 1970. */
    protected long timestamp;

    /** The result so far. */
    protected volatile Result result;

    /** Starts a new build. */
    @SuppressWarnings("unchecked")
    protected Run(@NonNull JobT job) throws IOException {
        this(job, System.currentTimeMillis());
        number = job.assignBuildNumber();
        job.remember((RunT) this);
    }

    /** Names a build by its start. */
    protected Run(@NonNull JobT job, long timestamp) {
        project = job;
        this.timestamp = timestamp;
    }

    @Override
    public void addAction(@NonNull Action a) {
        super.addAction(a);
        if (a instanceof RunAction2 attached) {
            attached.onAttached(this);
        }
    }

    /** {@return the job} */
    public @NonNull JobT getParent() {
        return project;
    }

    /** {@return the number within the job} */
    @Exported
    public int getNumber() {
        return number;
    }

    /** {@return the number as text} */
    @Exported
    public @NonNull String getId() {
        return Integer.toString(number);
    }

    /** {@return the job's full name, a hash sign and the number} */
    public @NonNull String getExternalizableId() {
        return project.getFullName() + "#" + getNumber();
    }

    @Override
    @Exported
    public String getDisplayName() {
        return "#" + number;
    }

    /** {@return the names of the job and the build for people} */
    @Exported
    public String getFullDisplayName() {
        return project.getFullDisplayName() + " " + getDisplayName();
    }

    /** {@return the address below the root, with a slash at its end} */
    public @NonNull String getUrl() {
        return project.getUrl() + getNumber() + "/";
    }

    /** {@return the start, in milliseconds since 1970} */
    public final long getTimeInMillis() {
        return timestamp;
    }

    /** {@return the start, in milliseconds since 1970} */
    public final long getStartTimeInMillis() {
        return timestamp;
    }

    /** {@return the result so far, or null} */
    @Exported
    public @CheckForNull Result getResult() {
        return result;
    }

    /** Makes the result worse; a better one changes nothing. */
    public void setResult(@NonNull Result r) {
        if (result == null || r.isWorseThan(result)) {
            result = r;
        }
    }

    /** {@return whether it still runs} */
    @Exported
    public boolean isBuilding() {
        return true;
    }

    /** {@return the directory that keeps the build's files} */
    public abstract @NonNull File getRootDir();

    /** {@return why it was started} */
    public @NonNull List<Cause> getCauses() {
        CauseAction action = getAction(CauseAction.class);
        return action == null ? List.of() : action.getCauses();
    }

    /** {@return what keeps the build's artifacts} */
    public final @NonNull ArtifactManager pickArtifactManager() throws IOException {
        return new StandardArtifactManager(this);
    }

    /** {@return the build before, or null} */
    public @CheckForNull RunT getPreviousBuild() {
        return number <= 1 ? null : project.getBuildByNumber(number - 1);
    }

    /** {@return the environment of the build's processes} */
    public @NonNull EnvVars getEnvironment(@NonNull TaskListener listener) throws IOException, InterruptedException {
        return new EnvVars(
                "JOB_NAME",
                project.getFullName(),
                "BUILD_NUMBER",
                getId(),
                "BUILD_TAG",
                "jenkins-" + getExternalizableId());
    }

    @Override
    @NonNull
    public ACL getACL() {
        return project.getACL();
    }

    /** Keeps the state: outside Jenkins, as long as the object. */
    @Override
    public synchronized void save() throws IOException {
        // the object itself is the state
    }

    @Override
    public int compareTo(@NonNull RunT that) {
        return Integer.compare(number, that.number);
    }

    @Override
    public String toString() {
        return project.getFullName() + " #" + number;
    }
}
