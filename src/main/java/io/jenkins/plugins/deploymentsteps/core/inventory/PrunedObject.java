package io.jenkins.plugins.deploymentsteps.core.inventory;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;
import java.util.Locale;

/**
 * What became of an object that is no longer part of its set.
 *
 * @param ref which object
 * @param action what was done
 * @param message why it is still there; null if it is not
 */
public record PrunedObject(
        ObjectRef ref, Action action, @CheckForNull String message) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** What was done to it. */
    public enum Action {
        /** It is gone; in a dry run, it would go. */
        PRUNED,
        /** It stays, for the reason given. */
        KEPT,
        /** It should go and has not, for the reason given. */
        FAILED
    }

    /** Returns what people read: {@code ConfigMap shop/old pruned}. */
    public String line() {
        return ref + " " + action.name().toLowerCase(Locale.ROOT) + (message == null ? "" : ": " + message);
    }
}
