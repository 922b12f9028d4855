package jenkins.model;

import hudson.model.TaskListener;
import java.io.Serializable;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** Why a build was interrupted. */
@ExportedBean
public abstract class CauseOfInterruption implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@return the reason for people} */
    @Exported
    public abstract String getShortDescription();

    /** Prints the reason. */
    public void print(TaskListener listener) {
        listener.getLogger().println(getShortDescription());
    }
}
