package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * What the server's authorization says about one thing to do.
 *
 * @param verb such as {@code patch}
 * @param group the API group, empty for the core group
 * @param resource the kind's name in roles, such as {@code deployments}; empty where it is not known
 * @param namespace null for objects of the whole cluster
 * @param verdict what it says
 */
public record Access(
        String verb,
        String group,
        String resource,
        @CheckForNull String namespace,
        Verdict verdict) {
    /** Whether it may be done. */
    public enum Verdict {
        /** Yes, as far as roles go. */
        ALLOWED,
        /** No. */
        DENIED,
        /** The server does not say. */
        UNKNOWN
    }

    /** What is known where nobody can be asked. */
    static Access unknown(AccessQuery query) {
        return new Access(query.verb(), group(query), "", query.namespace(), Verdict.UNKNOWN);
    }

    /** Returns the API group of what a query is about. */
    public static String group(AccessQuery query) {
        String apiVersion = query.kind().apiVersion();
        return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    }
}
