package hudson;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import java.util.Collections;
import java.util.List;

/** The small helpers of Jenkins core that the plugin uses. */
public class Util {
    /** {@return the text, or an empty one for null} */
    @NonNull
    public static String fixNull(@CheckForNull String s) {
        return s == null ? "" : s;
    }

    /** {@return the value, or the default for null} */
    @NonNull
    public static <T> T fixNull(@CheckForNull T s, @NonNull T defaultValue) {
        return s == null ? defaultValue : s;
    }

    /** {@return the list, or an empty one for null} */
    @NonNull
    public static <T> List<T> fixNull(@CheckForNull List<T> l) {
        return l == null ? Collections.emptyList() : l;
    }

    /** {@return the text, or null for an empty one} */
    @CheckForNull
    public static String fixEmpty(@CheckForNull String s) {
        return s == null || s.isEmpty() ? null : s;
    }

    /** {@return the text without white space around it, or null for a blank one} */
    @CheckForNull
    public static String fixEmptyAndTrim(@CheckForNull String s) {
        return s == null ? null : fixEmpty(s.trim());
    }

    /** {@return the text as it is written in HTML} */
    @edu.umd.cs.findbugs.annotations.Nullable
    public static String escape(@CheckForNull String text) {
        return text == null
                ? null
                : text.replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#039;");
    }
}
