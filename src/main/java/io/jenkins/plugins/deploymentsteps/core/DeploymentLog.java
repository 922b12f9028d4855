package io.jenkins.plugins.deploymentsteps.core;

/**
 * Where a use case tells the user what it does, one line at a time.
 *
 * <p>Implementations redact secrets, remove control characters and may be called from any thread.
 */
public interface DeploymentLog {
    /**
     * Tells what was done or is being done.
     *
     * @param line one line without line break
     */
    void info(String line);

    /**
     * Tells what did not stop the deployment but should not be overlooked.
     *
     * @param line one line without line break
     */
    void warn(String line);
}
