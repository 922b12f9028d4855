package io.jenkins.plugins.deploymentsteps.core.readiness;

import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A condition of an object's status.
 *
 * @param type such as {@code Ready}
 * @param status {@code True}, {@code False} or {@code Unknown}; empty where it is none
 * @param reason one word, or empty
 * @param message a sentence, or empty
 * @param observedGeneration which generation of the object it tells of; the largest number where it does not say
 */
public record Condition(String type, String status, String reason, String message, long observedGeneration) {
    private static final int LONGEST_TEXT = 500;

    /** Returns the condition of that type under {@code status.conditions}. */
    public static Optional<Condition> of(Map<String, Object> object, String type) {
        return find(Fields.maps(object, "status", "conditions"), type);
    }

    /** Returns the condition of that type in a list of conditions. */
    static Optional<Condition> find(List<Map<String, Object>> conditions, String type) {
        return conditions.stream()
                .filter(condition -> Fields.text(condition, "type").equals(type))
                .findFirst()
                .map(condition -> new Condition(
                        type,
                        Fields.text(condition, "status"),
                        Fields.text(condition, "reason"),
                        Fields.text(condition, "message"),
                        Fields.number(condition, Long.MAX_VALUE, "observedGeneration")));
    }

    /** Returns whether it holds. */
    public boolean isTrue() {
        return status.equals("True");
    }

    /** Returns whether it is said not to hold, as against not being known. */
    public boolean isFalse() {
        return status.equals("False");
    }

    /** Returns whether it tells of an older generation than that. */
    boolean isOlderThan(long generation) {
        return observedGeneration < generation;
    }

    /** Returns the message, or the reason where there is none, in one line. */
    String text() {
        return Text.shorten(message.isBlank() ? reason : message, LONGEST_TEXT);
    }

    /** Returns reason and message, as far as there are any, in one line. */
    String reasonAndText() {
        return message.isBlank() || reason.isBlank() ? text() : Text.shorten(reason + ": " + message, LONGEST_TEXT);
    }
}
