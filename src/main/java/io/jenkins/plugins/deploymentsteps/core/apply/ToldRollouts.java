package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a log said last about each rollout, in a form small enough to be kept over a restart of the controller, after
 * which it need not be said again. Immutable.
 */
public final class ToldRollouts implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Before the first line. */
    public static final ToldRollouts NOTHING = new ToldRollouts(Map.of());

    private final LinkedHashMap<ObjectRef, Integer> digests;

    /** Keeps the digest of the last line about each object. */
    ToldRollouts(Map<ObjectRef, Integer> digests) {
        this.digests = new LinkedHashMap<>(digests);
    }

    /** Returns the digest of the last line about each object. */
    Map<ObjectRef, Integer> digests() {
        return new LinkedHashMap<>(digests);
    }

    /** Returns a digest of what there is to say about a rollout. */
    static int digest(ObjectRollout rollout) {
        return 31 * rollout.state().name().hashCode() + rollout.message().hashCode();
    }

    @Override
    public boolean equals(@CheckForNull Object other) {
        return other instanceof ToldRollouts told && digests.equals(told.digests);
    }

    @Override
    public int hashCode() {
        return digests.hashCode();
    }

    @Override
    public String toString() {
        return digests.toString();
    }
}
