package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A field that somebody else set to another value.
 *
 * @param field its path as the server writes it, such as {@code .spec.containers[name="web"].image}
 * @param manager who set it; empty if the server does not say
 * @param subresource by which part of the API, such as {@code scale}; empty for the object itself
 */
record FieldConflict(String field, String manager, String subresource) {
    private static final Pattern MANAGER = Pattern.compile("conflict with \"([^\"]*)\"");
    private static final Pattern SUBRESOURCE = Pattern.compile("with subresource \"([^\"]*)\"");
    private static final int MOST_SHOWN = 20;

    /** Returns the conflicts that an answer tells of; empty if it is refused for another reason. */
    static List<FieldConflict> of(List<Map<String, Object>> causes) {
        List<FieldConflict> conflicts = new ArrayList<>();
        for (Map<String, Object> cause : causes) {
            if (Fields.text(cause, "reason").equals("FieldManagerConflict")) {
                String message = Fields.text(cause, "message");
                conflicts.add(new FieldConflict(
                        Fields.text(cause, "field"), first(MANAGER, message), first(SUBRESOURCE, message)));
            }
        }
        return conflicts;
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Whether an autoscaler set it: nothing else scales in the name of the controller manager. */
    boolean isOfAutoscaler() {
        return field.equals(".spec.replicas")
                && subresource.equals("scale")
                && manager.equals("kube-controller-manager");
    }

    /** Returns the path as people may read it. */
    String shownField() {
        return Text.shorten(field, 200);
    }

    /** Returns who set it, as people may read it. */
    String shownManager() {
        return manager.isEmpty() ? "somebody else" : Text.shorten(manager, 100);
    }

    /** What is wrong, and what to do. */
    static String message(List<FieldConflict> conflicts) {
        List<String> fields = conflicts.stream()
                .map(each -> each.shownField() + " is managed by " + each.shownManager())
                .distinct()
                .toList();
        int more = fields.size() - MOST_SHOWN;
        return "somebody else set fields to other values: "
                + String.join("; ", fields.subList(0, Math.min(fields.size(), MOST_SHOWN)))
                + (more > 0 ? " and " + more + " more" : "")
                + ". Remove them from the manifest, or set conflicts: 'take' to take them over, or 'leave' to leave"
                + " them as they are.";
    }
}
