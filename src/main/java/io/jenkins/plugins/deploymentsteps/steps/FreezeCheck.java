package io.jenkins.plugins.deploymentsteps.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.guard.TargetRules;
import io.jenkins.plugins.deploymentsteps.report.BuildOrigin;
import java.io.Serial;
import java.io.Serializable;

/** Whether one operation may begin, as far as freezes of its target go. What has begun is brought to its end. */
final class FreezeCheck implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Why it is to begin in a freeze; null if it is not to. */
    @CheckForNull
    private final String override;

    private volatile boolean begun;

    /** What the log says of an overridden freeze; empty where it says nothing. */
    private volatile String told = "";

    FreezeCheck(@CheckForNull String override) {
        this.override = override;
    }

    /**
     * Refuses to begin in a freeze; to be asked again at each look until {@link #begin}.
     *
     * @param rules of the target; null where none was named
     * @throws DeploymentException (forbidden) in a freeze that is not overridden, or not by one who may
     */
    void check(Operation operation, BuildContext build, @CheckForNull TargetRules rules) throws DeploymentException {
        if (begun || rules == null) {
            return;
        }
        String overridden =
                rules.freezes().check(rules.target(), build.now(), override, BuildOrigin.users(build.run()));
        if (overridden != null && !overridden.equals(told)) {
            told = overridden;
            operation.log(build).warn("Freeze overridden: " + overridden);
            operation.report(build, report -> report.getCircumstances().overrides(overridden));
        }
    }

    /** Says that the first change is next. */
    void begin() {
        begun = true;
    }
}
