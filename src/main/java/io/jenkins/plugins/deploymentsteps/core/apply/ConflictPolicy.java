package io.jenkins.plugins.deploymentsteps.core.apply;

/** What to do with a field that somebody else owns and that we want to set to another value. */
public enum ConflictPolicy {
    /** Fail, naming the field and its manager. */
    FAIL,
    /** Take the field over. */
    TAKE,
    /** Leave the field as it is, and apply the rest. */
    LEAVE
}
