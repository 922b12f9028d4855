package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a value stands in a YAML file. Grammar:
 *
 * <ul>
 *   <li>{@code spec.replicas}: keys of maps, separated by dots; a key of letters, digits, {@code _ - /} and other
 *       characters that are neither dots, brackets nor quotes
 *   <li>{@code annotations."example.com/owner"}, {@code annotations['example.com/owner']}: a key in quotes, in which
 *       a backslash takes the next character as it is
 *   <li>{@code ports[0]}: an item of a list, counted from 0
 *   <li>{@code containers[name=web]}: the item whose key has that value; {@code [metadata.name=web,kind=Service]}: keys
 *       with dots, several conditions
 *   <li>at the beginning: {@code [1].spec} is the second document of a file of several, {@code [kind=Service].spec}
 *       the document that fulfils the condition
 * </ul>
 *
 * @param steps at least one
 */
record YamlPath(List<Step> steps) {
    YamlPath {
        steps = List.copyOf(steps);
    }

    private static final int LONGEST = 1000;

    /** One step down. */
    sealed interface Step {
        /** To the value of a map's key. */
        record Key(String name) implements Step {
            @Override
            public String toString() {
                return name;
            }
        }

        /** To an item of a list. */
        record Index(int number) implements Step {
            @Override
            public String toString() {
                return "[" + number + "]";
            }
        }

        /** To the one item that fulfils every condition. */
        record Match(List<Condition> conditions) implements Step {
            public Match {
                conditions = List.copyOf(conditions);
            }

            @Override
            public String toString() {
                return "["
                        + String.join(
                                ",",
                                conditions.stream().map(Condition::toString).toList())
                        + "]";
            }
        }
    }

    /** A key, reached over maps, has a scalar of that text. */
    record Condition(List<String> keys, String value) {
        Condition {
            keys = List.copyOf(keys);
        }

        @Override
        public String toString() {
            return String.join(".", keys) + "=" + value;
        }
    }

    /**
     * Reads a path.
     *
     * @throws DeploymentException (invalid input) naming the position, if the text is not such a path
     */
    static YamlPath parse(String text) throws DeploymentException {
        return new YamlPath(new Reader(text).read());
    }

    /** Returns the path up to and without a step, as errors name it. */
    String before(int step) {
        return text(steps.subList(0, step));
    }

    private static String text(List<Step> steps) {
        StringBuilder text = new StringBuilder();
        for (Step step : steps) {
            if (step instanceof Step.Key key) {
                boolean quoted = key.name().isEmpty() || key.name().matches(".*[.\\[\\]\"'\\\\=,].*");
                text.append(text.isEmpty() ? "" : ".").append(quoted ? "\"" + key.name() + "\"" : key.name());
            } else {
                text.append(step);
            }
        }
        return Text.shorten(text.toString(), 200);
    }

    /** Returns the path in one spelling, whatever it was written as. */
    @Override
    public String toString() {
        return text(steps);
    }

    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        List<Step> read() throws DeploymentException {
            if (text.isBlank()) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "The YAML path is empty. Write it as spec.replicas or containers[name=web].image.");
            }
            if (text.length() > LONGEST) {
                throw bad("is longer than " + LONGEST + " characters");
            }
            List<Step> steps = new ArrayList<>();
            while (at < text.length()) {
                if (peek() == '[') {
                    steps.add(bracket());
                } else {
                    if (!steps.isEmpty()) {
                        expect('.');
                    }
                    steps.add(new Step.Key(key("")));
                }
            }
            return List.copyOf(steps);
        }

        private Step bracket() throws DeploymentException {
            expect('[');
            int start = at;
            if (at < text.length() && isQuote(peek())) {
                String key = quoted();
                if (at < text.length() && peek() == ']') {
                    at++;
                    return new Step.Key(key);
                }
                at = start;
            }
            int close = text.indexOf(']', at);
            String inside = close < 0 ? "" : text.substring(at, close);
            if (inside.matches("\\d{1,9}")) {
                at = close + 1;
                return new Step.Index(Integer.parseInt(inside));
            }
            if (inside.matches("-\\d+")) {
                throw bad("counts from the end; give a number from 0 or [name=…]");
            }
            List<Condition> conditions = new ArrayList<>();
            do {
                conditions.add(condition());
            } while (at < text.length() && text.charAt(at++) == ',');
            at--;
            expect(']');
            return new Step.Match(List.copyOf(conditions));
        }

        private Condition condition() throws DeploymentException {
            List<String> keys = new ArrayList<>();
            keys.add(key("=,"));
            while (at < text.length() && peek() == '.') {
                at++;
                keys.add(key("=,"));
            }
            expect('=');
            if (at < text.length() && isQuote(peek())) {
                return new Condition(List.copyOf(keys), quoted());
            }
            int start = at;
            while (at < text.length() && peek() != ',' && peek() != ']') {
                at++;
            }
            return new Condition(List.copyOf(keys), text.substring(start, at));
        }

        private String key(String ends) throws DeploymentException {
            if (at < text.length() && isQuote(peek())) {
                return quoted();
            }
            int start = at;
            while (at < text.length() && ".[]\"'".indexOf(peek()) < 0 && ends.indexOf(peek()) < 0) {
                at++;
            }
            if (at == start) {
                throw bad("lacks a key");
            }
            return text.substring(start, at);
        }

        private String quoted() throws DeploymentException {
            char quote = text.charAt(at++);
            StringBuilder key = new StringBuilder();
            while (at < text.length() && peek() != quote) {
                if (peek() == '\\' && at + 1 < text.length()) {
                    at++;
                }
                key.append(text.charAt(at++));
            }
            expect(quote);
            return key.toString();
        }

        private static boolean isQuote(char c) {
            return c == '"' || c == '\'';
        }

        private char peek() {
            return text.charAt(at);
        }

        private void expect(char c) throws DeploymentException {
            if (at >= text.length() || text.charAt(at) != c) {
                throw bad("lacks a '" + c + "'");
            }
            at++;
        }

        private DeploymentException bad(String problem) {
            return new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The YAML path '" + Text.shorten(text, 200) + "' " + problem + " at position "
                            + (Math.min(at, text.length()) + 1)
                            + ". Write it as spec.replicas, ports[0].port, containers[name=web].image or"
                            + " annotations.\"example.com/owner\".");
        }
    }
}
