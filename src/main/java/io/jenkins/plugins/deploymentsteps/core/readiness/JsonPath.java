package io.jenkins.plugins.deploymentsteps.core.readiness;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A path into an object, in the part of kubectl's JSONPath (Kubernetes documentation, "JSONPath Support") that a wait needs:
 * fields, items by index, all items, and items by a comparison.
 *
 * <pre>
 *   {.status.phase}   .status.phase   {.metadata.labels.app\.kubernetes\.io/name}   {.metadata.labels['a.b/c']}
 *   {.status.conditions[0].status}   {.items[-1]}   {.spec.ports[*].port}   {.status.conditions[?(@.type=="Ready")].status}
 * </pre>
 *
 * <p>Not part of it, and refused: descent ({@code ..}), slices, unions, {@code range}, and more than one pair of braces.
 * What it finds grows no faster than the object that it looks into.
 */
final class JsonPath {
    private static final int LONGEST = 500;
    private static final int MOST_STEPS = 32;

    private final String text;
    private final List<Step> steps;

    private JsonPath(String text, List<Step> steps) {
        this.text = text;
        this.steps = steps;
    }

    /** One step of a path: from each value to those below it that are meant. */
    private sealed interface Step {
        Stream<Object> from(Object value);
    }

    private record Field(String name) implements Step {
        @Override
        public Stream<Object> from(Object value) {
            return Stream.ofNullable(Fields.at(value, name));
        }
    }

    private record Item(int index) implements Step {
        @Override
        public Stream<Object> from(Object value) {
            if (!(value instanceof List<?> list)) {
                return Stream.empty();
            }
            int from = index < 0 ? list.size() + index : index;
            return from >= 0 && from < list.size() ? Stream.ofNullable(list.get(from)) : Stream.empty();
        }
    }

    private record All() implements Step {
        @Override
        public Stream<Object> from(Object value) {
            return items(value);
        }
    }

    private record Filter(
            JsonPath path, boolean mustEqual, @CheckForNull String wanted) implements Step {
        @Override
        public Stream<Object> from(Object value) {
            return items(value).filter(item -> {
                List<Object> found = path.find(item);
                return wanted == null
                        ? !found.isEmpty()
                        : !found.isEmpty() && text(found.get(0)).equals(wanted) == mustEqual;
            });
        }
    }

    private static Stream<Object> items(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().filter(item -> item != null).map(item -> item);
        }
        return value instanceof Map<?, ?> map
                ? map.values().stream().filter(item -> item != null).map(item -> item)
                : Stream.empty();
    }

    /**
     * Reads a path.
     *
     * @throws DeploymentException (invalid input) saying what is wrong at which character, from 1
     */
    static JsonPath parse(String text) throws DeploymentException {
        return new Parser(text).whole();
    }

    /** Returns the values that it leads to, in their order; nulls are left out. */
    List<Object> find(Object object) {
        Stream<Object> values = Stream.of(object);
        for (Step step : steps) {
            values = values.flatMap(step::from);
        }
        return values.toList();
    }

    /** Returns a value as it is compared: numbers in their shortest plain form. */
    static String text(Object value) {
        if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
            BigDecimal number = new BigDecimal(value.toString()).stripTrailingZeros();
            return Math.abs(number.scale()) > 100 ? number.toString() : number.toPlainString();
        }
        return String.valueOf(value);
    }

    @Override
    public String toString() {
        return text.startsWith("{") ? text : "{" + text + "}";
    }

    private static final class Parser {
        private final String text;
        private int at;
        private int end;

        Parser(String text) {
            this.text = text;
            this.end = text.length();
        }

        JsonPath whole() throws DeploymentException {
            if (text.length() > LONGEST) {
                throw wrong("it is longer than " + LONGEST + " characters", LONGEST);
            } else if (text.isBlank()) {
                throw wrong("it is empty", 0);
            }
            if (text.startsWith("{")) {
                if (!text.endsWith("}")) {
                    throw wrong("'{' has no '}' at the end", 0);
                }
                at = 1;
                end--;
            }
            if (at < end && text.charAt(at) == '$') {
                at++;
            }
            List<Step> steps = new ArrayList<>();
            if (at < end && text.charAt(at) != '.' && text.charAt(at) != '[') {
                steps.add(field());
            }
            steps.addAll(steps());
            if (at < end) {
                throw wrong("'" + text.charAt(at) + "' is not expected", at);
            } else if (steps.isEmpty()) {
                throw wrong("it names no field", at);
            }
            return new JsonPath(text, steps);
        }

        private List<Step> steps() throws DeploymentException {
            List<Step> steps = new ArrayList<>();
            while (at < end && (text.charAt(at) == '.' || text.charAt(at) == '[')) {
                if (steps.size() == MOST_STEPS) {
                    throw wrong("it has more than " + MOST_STEPS + " steps", at);
                }
                steps.add(text.charAt(at++) == '.' ? afterDot() : inBrackets());
            }
            return steps;
        }

        private Step afterDot() throws DeploymentException {
            if (at < end && text.charAt(at) == '.') {
                throw wrong("'..' is not supported", at - 1);
            } else if (at < end && text.charAt(at) == '*') {
                at++;
                return new All();
            }
            return field();
        }

        private Field field() throws DeploymentException {
            int start = at;
            StringBuilder name = new StringBuilder();
            while (at < end && ".[]{}()'\" =!<>&|,:*?@".indexOf(text.charAt(at)) < 0) {
                if (text.charAt(at) == '\\' && at + 1 < end) {
                    at++;
                }
                name.append(text.charAt(at++));
            }
            if (name.isEmpty()) {
                throw wrong("a field's name is expected", start);
            }
            return new Field(name.toString());
        }

        private Step inBrackets() throws DeploymentException {
            int start = at;
            Step step;
            if (at < end && text.charAt(at) == '*') {
                at++;
                step = new All();
            } else if (at < end && (text.charAt(at) == '\'' || text.charAt(at) == '"')) {
                step = new Field(quoted());
            } else if (text.startsWith("?(", at)) {
                at += 2;
                step = filter();
                expect(')');
            } else {
                while (at < end && (Character.isDigit(text.charAt(at)) || at == start && text.charAt(at) == '-')) {
                    at++;
                }
                if (!text.substring(start, at).matches("-?[0-9]{1,6}")) {
                    throw wrong("an index, '*', a quoted name or '?(' is expected", start);
                }
                step = new Item(Integer.parseInt(text.substring(start, at)));
            }
            if (at < end && (text.charAt(at) == ':' || text.charAt(at) == ',')) {
                throw wrong("slices and unions are not supported", at);
            }
            expect(']');
            return step;
        }

        private Filter filter() throws DeploymentException {
            skipSpace();
            expect('@');
            int start = at;
            JsonPath path = new JsonPath(text.substring(start, at), steps());
            skipSpace();
            if (at < end && text.charAt(at) == ')') {
                return new Filter(path, true, null);
            }
            boolean mustEqual = text.startsWith("==", at);
            if (!mustEqual && !text.startsWith("!=", at)) {
                throw wrong("'==', '!=' or ')' is expected", at);
            }
            at += 2;
            skipSpace();
            String wanted = at < end && (text.charAt(at) == '\'' || text.charAt(at) == '"') ? quoted() : word();
            skipSpace();
            return new Filter(path, mustEqual, wanted);
        }

        private String word() throws DeploymentException {
            int start = at;
            while (at < end && text.charAt(at) != ')' && text.charAt(at) != ' ') {
                at++;
            }
            if (at == start) {
                throw wrong("a value is expected", start);
            }
            return text.substring(start, at);
        }

        private String quoted() throws DeploymentException {
            int start = at;
            char quote = text.charAt(at++);
            StringBuilder content = new StringBuilder();
            while (at < end && text.charAt(at) != quote) {
                if (text.charAt(at) == '\\' && at + 1 < end) {
                    at++;
                }
                content.append(text.charAt(at++));
            }
            if (at >= end) {
                throw wrong("the quote has no end", start);
            }
            at++;
            return content.toString();
        }

        private void expect(char wanted) throws DeploymentException {
            if (at >= end || text.charAt(at) != wanted) {
                throw wrong("'" + wanted + "' is expected", at);
            }
            at++;
        }

        private void skipSpace() {
            while (at < end && text.charAt(at) == ' ') {
                at++;
            }
        }

        private DeploymentException wrong(String problem, int index) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    "the JSONPath '" + Text.shorten(text, 100) + "' cannot be read at character " + (index + 1) + ": "
                            + problem);
        }
    }
}
