package io.jenkins.plugins.deploymentsteps.core.sync;

import java.io.Serial;
import java.io.Serializable;

/** How far a sync has come; kept by the caller between two looks and saved with the build. */
public final class SyncState implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private SyncState() {}

    /** The state before the first look. */
    public static SyncState fresh() {
        return new SyncState();
    }
}
