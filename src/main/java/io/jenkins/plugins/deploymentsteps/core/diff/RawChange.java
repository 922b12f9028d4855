package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;

/**
 * How one field differs, with its values as they are: for comparing, never for showing.
 *
 * @param path as {@link FieldChange} has it
 * @param before null where the field is added
 * @param after null where it is removed
 * @param secret whether the values are those of a Secret
 */
record RawChange(
        String path,
        @CheckForNull Object before,
        @CheckForNull Object after,
        boolean secret) {
    private static final String MASK = "***";

    /** Returns what may be shown. */
    FieldChange shown() {
        FieldChange.Kind kind = before == null
                ? FieldChange.Kind.ADDED
                : after == null ? FieldChange.Kind.REMOVED : FieldChange.Kind.CHANGED;
        if (secret) {
            return new FieldChange(
                    path, kind, before == null ? null : MASK + "(before)", after == null ? null : MASK + "(after)");
        }
        ShownValues values = ShownValues.of(before, after);
        return new FieldChange(path + values.place(), kind, values.before(), values.after());
    }
}
