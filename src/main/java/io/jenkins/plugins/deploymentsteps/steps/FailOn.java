package io.jenkins.plugins.deploymentsteps.steps;

/** When {@code kubeDiff} says that something is not as it should be. */
enum FailOn {
    /** Never: a difference is what it was asked for. */
    NEVER,
    /** When the cluster differs: the build becomes unstable. */
    DRIFT
}
