package io.jenkins.plugins.deploymentsteps.core.fleet;

/**
 * What became of one of several clusters.
 *
 * @param cluster its name
 * @param message why it is not as wanted, or what became of its rollback; empty if there is nothing to say
 * @param created how many objects were
 * @param configured how many objects were changed or replaced
 * @param unchanged how many objects were as wanted already
 * @param seconds how long it took; 0 if it was not begun
 */
public record ClusterResult(
        String cluster,
        ClusterOutcome outcome,
        String message,
        int created,
        int configured,
        int unchanged,
        int seconds) {}
