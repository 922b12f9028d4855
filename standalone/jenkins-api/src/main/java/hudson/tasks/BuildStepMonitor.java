package hudson.tasks;

/** What a step waits for in the builds before. */
public enum BuildStepMonitor {
    /** Nothing. */
    NONE,
    /** The same step. */
    STEP,
    /** The whole build. */
    BUILD
}
