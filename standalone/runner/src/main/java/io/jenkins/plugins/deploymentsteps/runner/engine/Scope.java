package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * A part of a build that can be interrupted by itself: the build, the body of a {@code timeout}, a parallel branch.
 */
public final class Scope {
    @CheckForNull
    private final Scope parent;

    /**
     * Starts a scope inside another one.
     *
     * @param parent null for the whole build
     */
    public Scope(@CheckForNull Scope parent) {
        this.parent = parent;
    }

    /** Returns whether this is the other scope or lies inside it. */
    boolean isWithin(Scope other) {
        for (Scope scope = this; scope != null; scope = scope.parent) {
            if (scope == other) {
                return true;
            }
        }
        return false;
    }
}
