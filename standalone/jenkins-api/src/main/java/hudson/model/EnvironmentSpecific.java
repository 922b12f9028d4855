package hudson.model;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.EnvVars;

/** What has references to environment variables in it. */
public interface EnvironmentSpecific<T extends EnvironmentSpecific<T>> {
    /** {@return the same with the references replaced} */
    T forEnvironment(@NonNull EnvVars environment);
}
