package io.jenkins.plugins.deploymentsteps.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The texts of a Java file, as a user may see them: literals that are put together are one, what differs is {@code …}. */
final class SourceMessages {
    /** What a failure is made by. Its arguments hold the message. */
    private static final Pattern FAILURE = Pattern.compile(
            "(?:new (?:DeploymentException|NetworkFault)|\\b(?:invalid|refused|missing|missingBeside|passing|problems\\.(?:accept|add)))\\($");

    /** A shorter text is put into a message, rather than one. */
    private static final int SHORTEST = 12;

    private final List<String> literals = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    private SourceMessages() {}

    /** Reads a file. */
    static SourceMessages of(Path file) throws IOException {
        SourceMessages messages = new SourceMessages();
        messages.read(Files.readString(file));
        return messages;
    }

    /** Returns every text of the file. */
    List<String> literals() {
        return literals;
    }

    /** Returns the texts that failures are made with. */
    List<String> failures() {
        return failures;
    }

    private static final Pattern TOKEN = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])+'" + "|\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*)\"",
            Pattern.DOTALL);

    private void read(String source) {
        // Literals are replaced, so that what is left has no parenthesis but those of the program.
        StringBuilder program = new StringBuilder();
        Matcher token = TOKEN.matcher(source);
        int end = 0;
        while (token.find()) {
            program.append(source, end, token.start());
            end = token.end();
            String text = token.group(1) == null ? token.group(2) : token.group(1);
            if (text != null) {
                program.append(OPEN).append(unescaped(text)).append(CLOSE);
            }
        }
        program.append(source.substring(end));
        String joined = JOINED.matcher(program).replaceAll("");
        literals.addAll(texts(joined));
        for (int i = 0; i < joined.length(); i++) {
            if (joined.charAt(i) == '('
                    && FAILURE.matcher(joined.substring(Math.max(0, i - 40), i + 1))
                            .find()) {
                String failure = String.join("…", texts(arguments(joined, i)));
                if (failure.length() >= SHORTEST) {
                    failures.add(failure);
                }
            }
        }
    }

    private static final char OPEN = '\u0001';
    private static final char CLOSE = '\u0002';
    private static final Pattern JOINED = Pattern.compile(CLOSE + "\\s*\\+\\s*" + OPEN);
    private static final Pattern TEXT = Pattern.compile(OPEN + "([^" + CLOSE + "]*)" + CLOSE);

    private static List<String> texts(String program) {
        return TEXT.matcher(program).results().map(result -> result.group(1)).toList();
    }

    /** Returns what is between a parenthesis and the one that closes it. */
    private static String arguments(String program, int start) {
        int depth = 0;
        boolean isText = false;
        for (int i = start; i < program.length(); i++) {
            char c = program.charAt(i);
            isText = c == OPEN || isText && c != CLOSE;
            depth += isText ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
            if (depth == 0) {
                return program.substring(start, i);
            }
        }
        return program.substring(start);
    }

    private static String unescaped(String literal) {
        return literal.translateEscapes();
    }
}
