package io.jenkins.plugins.deploymentsteps.core.readiness;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What to wait for, as {@code kubectl wait --for} takes it: {@code condition=Ready}, {@code condition=Ready=False},
 * {@code jsonpath={.status.phase}=Running}, {@code jsonpath={.status.address}}, {@code create}, {@code delete}; and
 * {@code none}, which is the same as {@code create} of an object that has been applied.
 *
 * <p>As with kubectl, values of conditions are compared without regard to case. A path that leads to several values holds
 * when every one of them is as wanted.
 */
final class WaitExpression {
    private enum Type {
        NOTHING,
        DELETION,
        CONDITION,
        PATH
    }

    private static final int LONGEST_VALUE = 200;

    private final Type type;
    private final String condition;
    private final JsonPath path;

    /** What to compare with; null for a path where anything will do. */
    @CheckForNull
    private final String value;

    private WaitExpression(
            Type type, @CheckForNull String condition, @CheckForNull JsonPath path, @CheckForNull String value) {
        this.type = type;
        this.condition = condition;
        this.path = path;
        this.value = value;
    }

    /**
     * Reads an expression.
     *
     * @throws DeploymentException (invalid input) saying what is wrong
     */
    static WaitExpression parse(String text) throws DeploymentException {
        String trimmed = text.trim();
        if (trimmed.equals("none") || trimmed.equals("create")) {
            return new WaitExpression(Type.NOTHING, null, null, null);
        } else if (trimmed.equals("delete")) {
            return new WaitExpression(Type.DELETION, null, null, null);
        } else if (trimmed.startsWith("condition=")) {
            String[] parts = trimmed.substring("condition=".length()).split("=", 2);
            return ofCondition(parts[0], parts.length == 1 ? null : parts[1]);
        } else if (trimmed.startsWith("jsonpath=")) {
            return ofPath(trimmed.substring("jsonpath=".length()));
        }
        throw new DeploymentException(
                Kind.INVALID_INPUT,
                "'" + Text.shorten(trimmed, 100) + "' is none of condition=NAME, condition=NAME=VALUE,"
                        + " jsonpath={PATH}, jsonpath={PATH}=VALUE, delete, none");
    }

    /**
     * Waits for a condition.
     *
     * @param value null for {@code True}
     * @throws DeploymentException (invalid input) if there is no name
     */
    static WaitExpression ofCondition(String name, @CheckForNull String value) throws DeploymentException {
        if (name.isBlank()) {
            throw new DeploymentException(Kind.INVALID_INPUT, "the condition has no name, such as condition=Ready");
        }
        String wanted = value == null ? "True" : unquoted(value.trim());
        if (wanted.isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "the condition has no value, such as condition=Ready=False");
        }
        return new WaitExpression(Type.CONDITION, name.trim(), null, wanted);
    }

    /**
     * Waits for a value.
     *
     * @param value null if any will do
     * @throws DeploymentException (invalid input) if the path cannot be read
     */
    static WaitExpression ofPath(String path, @CheckForNull String value) throws DeploymentException {
        return new WaitExpression(
                Type.PATH, null, JsonPath.parse(unquoted(path.trim())), value == null ? null : unquoted(value.trim()));
    }

    private static WaitExpression ofPath(String text) throws DeploymentException {
        int equals = text.indexOf('=', endOfPath(text));
        if (equals < 0) {
            return ofPath(text, null);
        }
        String value = unquoted(text.substring(equals + 1).trim());
        if (value.isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "the JSONPath has no value behind '=', such as jsonpath={.status.phase}=Running");
        }
        return ofPath(text.substring(0, equals), value);
    }

    /** A path in quotes or braces may hold '=' itself, and within braces quotes may hold braces. */
    private static int endOfPath(String text) {
        char quote = text.startsWith("{") ? 0 : text.isEmpty() ? 0 : text.charAt(0);
        if (quote == '\'' || quote == '"') {
            return Math.max(0, text.indexOf(quote, 1));
        } else if (!text.startsWith("{")) {
            return 0;
        }
        char within = 0;
        for (int i = 1; i < text.length(); i++) {
            char c = text.charAt(i);
            if (within == 0 && c == '}') {
                return i;
            } else if (within == 0 && (c == '\'' || c == '"')) {
                within = c;
            } else if (c == within && text.charAt(i - 1) != '\\') {
                within = 0;
            }
        }
        return 0;
    }

    private static String unquoted(String text) {
        boolean isQuoted = text.length() >= 2
                && (text.startsWith("'") && text.endsWith("'") || text.startsWith("\"") && text.endsWith("\""));
        return isQuoted ? text.substring(1, text.length() - 1) : text;
    }

    boolean isForNothing() {
        return type == Type.NOTHING;
    }

    boolean isForDeletion() {
        return type == Type.DELETION;
    }

    /**
     * Whether it holds.
     *
     * @param object as the server has it
     * @param generation the least generation that a condition must tell of
     */
    boolean holds(Map<String, Object> object, long generation) {
        return switch (type) {
            case NOTHING -> true;
            case DELETION -> false;
            case CONDITION -> {
                Optional<Condition> found = Condition.of(object, condition);
                yield found.isPresent()
                        && !found.get().isOlderThan(generation)
                        && found.get().status().equalsIgnoreCase(value);
            }
            case PATH -> {
                List<Object> found = path.find(object);
                yield !found.isEmpty()
                        && (value == null
                                || found.stream()
                                        .allMatch(each -> JsonPath.text(each).equals(value)));
            }
        };
    }

    /** Returns what there is of what it asks for, in one line. */
    String found(Map<String, Object> object, long generation) {
        return switch (type) {
            case NOTHING -> "present";
            case DELETION -> "it is still there";
            case CONDITION -> {
                Optional<Condition> found = Condition.of(object, condition);
                if (found.isEmpty()) {
                    yield "it has no condition " + condition + " yet";
                } else if (found.get().isOlderThan(generation)) {
                    yield CustomKinds.isOld(condition, generation).message();
                }
                String text = found.get().reasonAndText();
                yield "its condition " + condition + " is "
                        + Text.shorten(found.get().status(), 20) + (text.isEmpty() ? "" : ": " + text);
            }
            case PATH -> {
                List<Object> found = path.find(object);
                yield found.isEmpty()
                        ? "it has no " + path + " yet"
                        : path + " is "
                                + Text.shorten(
                                        found.stream().map(JsonPath::text).collect(Collectors.joining(" ")),
                                        LONGEST_VALUE);
            }
        };
    }

    /** Returns what it asks for. */
    @Override
    public String toString() {
        return switch (type) {
            case NOTHING -> "none";
            case DELETION -> "delete";
            case CONDITION -> "condition=" + condition + "=" + value;
            case PATH -> "jsonpath=" + path + (value == null ? "" : "=" + value);
        };
    }
}
