package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * How one field differs, fit to be shown: values are short, of one line, and those of Secrets are masked.
 *
 * @param path such as {@code spec.template.spec.containers[name=web].image}
 * @param kind what would be done to it
 * @param before what it is; null where it is added
 * @param after what it would be; null where it is removed
 */
public record FieldChange(
        String path,
        Kind kind,
        @CheckForNull String before,
        @CheckForNull String after) {
    /** What would be done to a field. */
    public enum Kind {
        /** It is not there yet. */
        ADDED,
        /** It would not be there any more. */
        REMOVED,
        /** It would have another value. */
        CHANGED
    }

    /** Returns what people read: {@code ~ spec.replicas: 1 → 3}. */
    public String line() {
        return switch (kind) {
            case ADDED -> "+ " + path + ": " + after;
            case REMOVED -> "- " + path + ": " + before;
            case CHANGED -> "~ " + path + ": " + before + " → " + after;
        };
    }
}
