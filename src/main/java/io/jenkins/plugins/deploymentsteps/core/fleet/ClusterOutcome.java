package io.jenkins.plugins.deploymentsteps.core.fleet;

import java.util.Locale;

/** How far one of several clusters is. */
public enum ClusterOutcome {
    /** Nothing was changed there, because its turn has not come. */
    NOT_BEGUN,
    /** It is being deployed to. */
    RUNNING,
    /** Something was changed, and everything is rolled out. */
    DEPLOYED,
    /** Everything was as wanted already. */
    NO_CHANGE,
    /** A dry run found that something would be changed. */
    WOULD_CHANGE,
    /** The deployment failed. */
    FAILED,
    /** The deployment was not at its end in time. */
    TIMED_OUT,
    /** A newer build deploys the same set there. */
    SUPERSEDED,
    /** Somebody ended it in the middle. */
    ABORTED,
    /** It was deployed, and goes back because another cluster failed. */
    ROLLING_BACK,
    /** It was deployed, and is again what it was before, because another cluster failed. */
    ROLLED_BACK,
    /** It was deployed, should have gone back because another cluster failed, and has not. */
    ROLLBACK_FAILED;

    /** Returns how a Pipeline and people read it: {@code no-change}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns whether something goes on there. */
    boolean isGoingOn() {
        return this == RUNNING || this == ROLLING_BACK;
    }

    /** Returns whether it is as wanted. */
    public boolean isGood() {
        return this == DEPLOYED || this == NO_CHANGE || this == WOULD_CHANGE;
    }

    /** Returns whether its deployment is at its end and not as wanted, so that no further wave begins. */
    public boolean isBad() {
        return isFailure() || this == SUPERSEDED || this == ABORTED;
    }

    /** Returns whether it failed by itself. */
    boolean isFailure() {
        return this == FAILED || this == TIMED_OUT;
    }
}
