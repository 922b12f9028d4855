package io.jenkins.plugins.deploymentsteps.core.sync;

import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/**
 * How far a sync has come; kept by the caller between two looks and saved with the build, so that another
 * {@link SyncApplication}, after a restart, goes on where the last one was.
 *
 * <p>Not safe for use by several threads at a time.
 */
public final class SyncState implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What has been done about an operation of our own. */
    enum Phase {
        /** The application has not been read yet. */
        NEW,
        /** It was read; no operation of ours is there. */
        WATCHING,
        /** We want to start one and know its id; whether it was started is to be read from the application. */
        PLANNED,
        /** Argo CD has it. */
        STARTED
    }

    /** Our operation, if any. */
    Phase phase = Phase.NEW;

    /** By which our operation is known; empty until it is planned. */
    String operationId = "";

    /** Whether our operation was seen to have succeeded. */
    boolean succeeded;

    /** The exact revisions that are wanted, one for each source, or the one asked for; empty until they are known. */
    private ArrayList<String> pinned = new ArrayList<>();

    /** When the operation that was over at the first look had begun, as Argo CD wrote it. */
    String baselineOperation = "";

    /** The last number in the application's history at the first look; -1 if there was none. */
    long baselineHistory = -1;

    /** Whether Argo CD was asked to compare with Git and its answer was lost. */
    boolean comparisonAsked;

    /** Whether the comparison whose answer was lost was seen to be due. */
    boolean comparisonSeen;

    /** Whether Argo CD has compared with Git since the first look. */
    boolean compared;

    /** Whether the next look asks for a comparison. */
    boolean compareNext;

    /** Whether a health other than Degraded was seen: Degraded is a failure from then on. */
    boolean seenNotDegraded;

    /** The operation that was terminated for us, by its start. */
    String terminatedOperation = "";

    /** When the answer to our sync request was lost, in milliseconds since 1970; 0 if it was not. */
    long startUnclearSince;

    /** How often our operation was asked for. */
    int startAttempts;

    /** What the last look waited for, and since when in milliseconds since 1970. */
    String waitingFor = "";

    long waitingSince;

    /** The last line told, which is not told again. */
    String told = "";

    private SyncState() {}

    /** The state before the first look. */
    public static SyncState fresh() {
        return new SyncState();
    }

    List<String> pinned() {
        return List.copyOf(pinned);
    }

    void pin(List<String> revisions) {
        pinned = new ArrayList<>(revisions);
    }
}
