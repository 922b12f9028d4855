package io.jenkins.plugins.deploymentsteps.core;

/** What a use case did, complete or, inside a {@link DeploymentException}, up to the failure. */
public interface DeploymentResult {
    /** Returns one line for a person, such as {@code 12 objects: 3 created, 9 unchanged}; without secrets. */
    String summary();
}
