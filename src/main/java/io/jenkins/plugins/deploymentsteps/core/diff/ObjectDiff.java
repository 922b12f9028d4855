package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What would become of one object, fit to be shown.
 *
 * @param ref which object
 * @param action what would be done to it
 * @param fields how it would differ, at most {@link #MOST_FIELDS}
 * @param left how many more fields would differ
 * @param note why it is not known, or why it stays; otherwise null
 * @param fingerprint tells whether another comparison found the same, and nothing about the values
 */
public record ObjectDiff(
        ObjectRef ref,
        Action action,
        List<FieldChange> fields,
        int left,
        @CheckForNull String note,
        String fingerprint) {
    /** As many as a person may read; the rest is counted. */
    public static final int MOST_FIELDS = 100;

    /** What would be done to an object. */
    public enum Action {
        /** It is not there. */
        CREATED,
        /** It differs. */
        CHANGED,
        /** It is as wanted. */
        UNCHANGED,
        /** The server cannot say before other objects of the set are applied. */
        UNCHECKED
    }

    /** Copies the list. */
    public ObjectDiff {
        fields = List.copyOf(fields);
    }

    /**
     * Returns what people read: a line for the object, and one for each field.
     *
     * @param most the most lines for fields
     */
    public List<String> lines(int most) {
        List<String> lines = new ArrayList<>();
        lines.add(ref
                + switch (action) {
                    case CREATED -> " would be created";
                    case CHANGED -> " would be changed";
                    case UNCHANGED -> " is as wanted";
                    case UNCHECKED -> " cannot be compared yet";
                }
                + (note == null ? "" : ": " + note));
        fields.stream().limit(most).forEach(field -> lines.add("  " + field.line()));
        int more = left + Math.max(0, fields.size() - most);
        if (more > 0) {
            lines.add("  and " + more + (more == 1 ? " more field" : " more fields"));
        }
        return lines;
    }

    /** Returns the action as pages and return values have it: {@code created}. */
    public String actionName() {
        return action.name().toLowerCase(Locale.ROOT);
    }

    /** Returns how many fields differ. */
    public int count() {
        return fields.size() + left;
    }
}
