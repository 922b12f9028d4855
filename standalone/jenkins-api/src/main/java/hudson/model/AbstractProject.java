package hudson.model;

/**
 * A job of the freestyle kind.
 *
 * @param <P> the job's own class
 * @param <R> its builds' class
 */
public abstract class AbstractProject<P extends AbstractProject<P, R>, R extends AbstractBuild<P, R>>
        extends Job<P, R> {
    /** Names a job in a group. */
    @SuppressWarnings("rawtypes")
    protected AbstractProject(ItemGroup parent, String name) {
        super(parent, name);
    }
}
