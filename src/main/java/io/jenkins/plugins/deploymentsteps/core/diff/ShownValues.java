package io.jenkins.plugins.deploymentsteps.core.diff;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.Arrays;
import java.util.List;

/**
 * Two values as people can compare them in a line: of long texts, the lines or the part in which they differ.
 *
 * @param place where in a text of several lines that is, to be put behind the path; empty for the whole value
 * @param before null where there is none
 * @param after null where there is none
 */
record ShownValues(
        String place,
        @CheckForNull String before,
        @CheckForNull String after) {
    private static final int LONGEST = 200;
    private static final int CONTEXT = 20;

    static ShownValues of(@CheckForNull Object before, @CheckForNull Object after) {
        if (before instanceof String old && after instanceof String renewed) {
            if (old.contains("\n") || renewed.contains("\n")) {
                return lines(old, renewed);
            } else if (old.length() > LONGEST || renewed.length() > LONGEST) {
                return part(old, renewed);
            }
        }
        return new ShownValues("", before == null ? null : text(before), after == null ? null : text(after));
    }

    /** The lines between those that both texts begin and end with. */
    private static ShownValues lines(String before, String after) {
        List<String> old = Arrays.asList(before.split("\n", -1));
        List<String> renewed = Arrays.asList(after.split("\n", -1));
        int least = Math.min(old.size(), renewed.size());
        int first = 0;
        while (first < least && old.get(first).equals(renewed.get(first))) {
            first++;
        }
        int end = 0;
        while (end < least - first && old.get(old.size() - 1 - end).equals(renewed.get(renewed.size() - 1 - end))) {
            end++;
        }
        return new ShownValues(
                " (line " + (first + 1) + ")",
                joined(old.subList(first, old.size() - end)),
                joined(renewed.subList(first, renewed.size() - end)));
    }

    private static String joined(List<String> lines) {
        return lines.isEmpty() ? "no line" : Text.shorten("\"" + String.join("⏎", lines) + "\"", LONGEST);
    }

    private static ShownValues part(String before, String after) {
        int least = Math.min(before.length(), after.length());
        int same = 0;
        while (same < least && before.charAt(same) == after.charAt(same)) {
            same++;
        }
        int from = same > 2 * CONTEXT ? same - CONTEXT : 0;
        String skipped = from == 0 ? "" : "…";
        return new ShownValues(
                "",
                Text.shorten(skipped + before.substring(from), LONGEST),
                Text.shorten(skipped + after.substring(from), LONGEST));
    }

    /** A text as it is, in quotes where it could be taken for something else; anything else as JSON. */
    static String text(Object value) {
        if (value instanceof String text) {
            boolean plain = !text.isEmpty()
                    && text.equals(text.strip())
                    && !text.matches("true|false|null|[-+.0-9].*|[\\[{\"].*")
                    && !text.contains("\n");
            return Text.shorten(plain ? text : CanonicalJson.of(text), LONGEST);
        }
        return Text.shorten(CanonicalJson.of(value), LONGEST);
    }
}
