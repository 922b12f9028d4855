package io.jenkins.plugins.deploymentsteps.core.apply;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.Serial;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What a deployment keeps of its hooks over a restart of the controller, so that none runs twice and no line is told
 * twice. Immutable.
 */
public final class HookMemory implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /** Before the first hook. */
    public static final HookMemory NOTHING = new HookMemory(List.of(), Map.of());

    private final ArrayList<String> completed;
    private final LinkedHashMap<String, String> told;

    HookMemory(List<String> completed, Map<String, String> told) {
        this.completed = new ArrayList<>(completed);
        this.told = new LinkedHashMap<>(told);
    }

    /** Returns the hooks that have ended well. */
    List<String> completed() {
        return List.copyOf(completed);
    }

    /** Returns up to where the log of each container was told. */
    Map<String, String> told() {
        return Map.copyOf(told);
    }

    @Override
    public boolean equals(@CheckForNull Object other) {
        return other instanceof HookMemory that && completed.equals(that.completed) && told.equals(that.told);
    }

    @Override
    public int hashCode() {
        return Objects.hash(completed, told);
    }

    @Override
    public String toString() {
        return completed + " " + told;
    }
}
