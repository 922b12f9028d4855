package jenkins.model;

import hudson.model.TaskListener;
import java.io.Serializable;

/** Why a build was interrupted. */
public abstract class CauseOfInterruption implements Serializable {
    private static final long serialVersionUID = 1L;

    /** {@return the reason for people} */
    public abstract String getShortDescription();

    /** Prints the reason. */
    public void print(TaskListener listener) {
        listener.getLogger().println(getShortDescription());
    }
}
