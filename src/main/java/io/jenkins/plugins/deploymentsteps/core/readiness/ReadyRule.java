package io.jenkins.plugins.deploymentsteps.core.readiness;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.manifest.ObjectRef;
import java.io.Serial;
import java.io.Serializable;

/**
 * When objects of a kind are ready or have failed, as the user says.
 *
 * @param kind such as {@code Widget}
 * @param group the API group; null for any
 * @param waitFor when they are ready, as {@code kubectl wait --for} has it
 * @param failWhen when they have failed, likewise; null for never by this rule
 */
public record ReadyRule(
        String kind,
        @CheckForNull String group,
        String waitFor,
        @CheckForNull String failWhen) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Makes a rule from what a user gave.
     *
     * @param kind such as {@code Widget}
     * @param group the API group, or a whole apiVersion; null for any
     * @param condition a condition's type; null if a path is given
     * @param jsonPath a path; null if a condition is given
     * @param value what the condition or path must be; null for {@code True}, or any value of a path
     * @param failed when they have failed, as {@code condition=…} or {@code jsonpath=…}; null for never
     * @throws DeploymentException (invalid input) naming the argument that cannot be used
     */
    public static ReadyRule of(
            @CheckForNull String kind,
            @CheckForNull String group,
            @CheckForNull String condition,
            @CheckForNull String jsonPath,
            @CheckForNull String value,
            @CheckForNull String failed)
            throws DeploymentException {
        if (kind == null) {
            throw invalid("kind", "missing. Give the kind that the rule is for, such as 'Widget'.");
        } else if ((condition == null) == (jsonPath == null)) {
            throw invalid(
                    "condition, jsonPath",
                    "exactly one of them says when a " + kind
                            + " is ready: a condition, such as 'Ready', or a JSONPath,"
                            + " such as '{.status.phase}'.");
        }
        return new ReadyRule(
                kind,
                group == null ? null : group.contains("/") ? group.substring(0, group.indexOf('/')) : group,
                ready(condition, jsonPath, value),
                failed == null ? null : failure(failed));
    }

    private static String ready(
            @CheckForNull String condition, @CheckForNull String jsonPath, @CheckForNull String value)
            throws DeploymentException {
        try {
            WaitExpression ready = condition == null
                    ? WaitExpression.ofPath(String.valueOf(jsonPath), value)
                    : WaitExpression.ofCondition(condition, value);
            return ready.toString();
        } catch (DeploymentException e) {
            throw invalid(condition == null ? "jsonPath" : "condition", e.getMessage() + ".");
        }
    }

    private static String failure(String text) throws DeploymentException {
        WaitExpression failure;
        try {
            failure = WaitExpression.parse(text);
        } catch (DeploymentException e) {
            throw invalid("failed", e.getMessage() + ".");
        }
        if (failure.isForNothing() || failure.isForDeletion()) {
            throw invalid("failed", "'" + failure + "' is no failure. Give condition=… or jsonpath=….");
        }
        return failure.toString();
    }

    private static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }

    /** Returns the kind that it is for, as people read it. */
    public String name() {
        return group == null ? kind : kind + " of " + group;
    }

    /** Returns whether it is for that object. */
    public boolean isFor(ObjectRef ref) {
        return kind.equals(ref.kind()) && (group == null || group.equals(ref.group()));
    }
}
