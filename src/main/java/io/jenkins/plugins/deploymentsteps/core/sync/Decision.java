package io.jenkins.plugins.deploymentsteps.core.sync;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.util.List;

/** What is to be done now about an application. */
sealed interface Decision {
    /**
     * Look again later.
     *
     * @param reason what it waits for; how long it has waited for it is counted from the first such decision in a row
     * @param text for the log, told when it differs from the last one; empty for nothing worth telling
     * @param compare whether only a new comparison with Git can change anything
     */
    record Wait(Reason reason, String text, boolean compare) implements Decision {
        /** Look again later; nothing needs to be compared for it. */
        Wait(Reason reason, String text) {
            this(reason, text, false);
        }
    }

    /** Make an id for an operation of our own; to be saved before it is started. */
    record Plan() implements Decision {}

    /**
     * Start the planned operation.
     *
     * @param revisions as {@link ArgoServer.SyncOperation} takes them
     */
    record Start(List<String> revisions) implements Decision {}

    /** Ask Argo CD to end the operation that runs, which is not ours. */
    record Terminate(ApplicationView.Operation operation) implements Decision {}

    /**
     * Done.
     *
     * @param note for the log as a warning, when something about the success should not be overlooked; else empty
     */
    record Succeed(String note) implements Decision {}

    /**
     * Failed for good.
     *
     * @param explainHealth whether to add what is unhealthy below the application's own resources
     */
    record Fail(Kind kind, String message, boolean explainHealth) implements Decision {}

    /** What is waited for. */
    enum Reason {
        /** Argo CD's comparison with Git. */
        COMPARISON,
        /** A comparison that does not fail. */
        VALID_COMPARISON,
        /** The wanted revision to turn up at the tracked branch. */
        REVISION,
        /** Auto-sync to start. */
        AUTO_SYNC,
        /** Somebody else's operation to end. */
        OTHER_OPERATION,
        /** The operation that carries the wanted revision to end. */
        OPERATION,
        /** To learn whether our operation was started. */
        UNCLEAR_START,
        /** Our operation, which was accepted, to be seen. */
        OUR_OPERATION,
        /** What was synced to be the same as in Git. */
        SYNCED,
        /** Health. */
        HEALTHY,
        /** Degraded to go away. */
        NOT_DEGRADED
    }
}
