package jenkins.model;

import hudson.model.Action;
import hudson.model.Run;

/** An action that is told its build. */
public interface RunAction2 extends Action {
    /** Tells the build that the action was added to. */
    void onAttached(Run<?, ?> r);

    /** Tells the build that the action was read with. */
    void onLoad(Run<?, ?> r);
}
