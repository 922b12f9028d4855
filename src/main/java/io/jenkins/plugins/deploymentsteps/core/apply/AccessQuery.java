package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * Something that a deployment may have to do, for the question whether it may.
 *
 * @param verb such as {@code patch}
 * @param kind of the objects
 * @param namespace of the objects; null for those of the whole cluster
 */
public record AccessQuery(
        String verb, Cluster.Kind kind, @CheckForNull String namespace) {}
