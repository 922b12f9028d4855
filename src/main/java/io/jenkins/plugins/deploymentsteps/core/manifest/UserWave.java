package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;
import java.util.Map;

/**
 * The wave that an object's annotation asks for, which goes before the order of the kinds: a lower one is rolled out before
 * the next begins, and deleted after it. Without an annotation it is 0, as with Argo CD.
 */
public final class UserWave {
    /** Our own annotation goes before Argo CD's. */
    private static final List<String> ANNOTATIONS =
            List.of("deployment-steps.jenkins.io/wave", "argocd.argoproj.io/sync-wave");

    private UserWave() {}

    /** Returns the wave of an object, 0 for what is no number. */
    public static int of(Map<String, Object> object) {
        String text = text(object);
        if (text == null) {
            return 0;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** Returns whether an object asks for a wave. */
    public static boolean isGiven(Map<String, Object> object) {
        return text(object) != null;
    }

    /** Returns what is wrong with an object's annotation; null if nothing is. */
    @CheckForNull
    public static String problem(Map<String, Object> object) {
        for (String annotation : ANNOTATIONS) {
            String text =
                    Fields.text(object, "metadata", "annotations", annotation).strip();
            if (!text.isEmpty() && !text.matches("[+-]?[0-9]{1,9}")) {
                return "annotation " + annotation + ": '" + Text.shorten(text, 40)
                        + "' is no whole number such as -1 or 5.";
            }
        }
        return null;
    }

    @CheckForNull
    private static String text(Map<String, Object> object) {
        for (String annotation : ANNOTATIONS) {
            String text =
                    Fields.text(object, "metadata", "annotations", annotation).strip();
            if (!text.isEmpty()) {
                return text;
            }
        }
        return null;
    }
}
