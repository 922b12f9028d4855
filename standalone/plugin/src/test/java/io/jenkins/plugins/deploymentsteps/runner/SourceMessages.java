package io.jenkins.plugins.deploymentsteps.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The texts of a Java file, as a user may see them.
 *
 * @param literals every text; literals that a {@code +} joins are one
 * @param failures the texts that failures are made with, with {@code …} for what differs
 */
record SourceMessages(List<String> literals, List<String> failures) {
    /** What ends in the parenthesis that holds the message of a failure. */
    private static final Pattern FAILURE = Pattern.compile("(?:new (?:DeploymentException|NetworkFault)"
            + "|\\b(?:invalid|refused|missing|missingBeside|passing|problems\\.(?:accept|add)))\\($");

    private static final int LONGEST_NAME = 40;

    /** A shorter text is put into a message, rather than one. */
    private static final int SHORTEST_MESSAGE = 12;

    private static final Pattern COMMENT_CHARACTER_OR_TEXT = Pattern.compile(
            "//[^\n]*|/\\*.*?\\*/|'(?:\\\\.|[^'\\\\])+'|\"\"\"(.*?)\"\"\"|\"((?:\\\\.|[^\"\\\\])*)\"", Pattern.DOTALL);

    private static final char OPEN = '\u0001';
    private static final char CLOSE = '\u0002';
    private static final Pattern JOINED = Pattern.compile(CLOSE + "\\s*\\+\\s*" + OPEN);
    private static final Pattern TEXT = Pattern.compile(OPEN + "([^" + CLOSE + "]*)" + CLOSE);

    /** Reads a file. */
    static SourceMessages of(Path file) throws IOException {
        String program = withMarkedTexts(Files.readString(file));
        List<String> failures = new ArrayList<>();
        for (int i = program.indexOf('('); i >= 0; i = program.indexOf('(', i + 1)) {
            String before = program.substring(Math.max(0, i - LONGEST_NAME), i + 1);
            if (FAILURE.matcher(before).find()) {
                String failure = String.join("…", texts(arguments(program, i)));
                if (failure.length() >= SHORTEST_MESSAGE) {
                    failures.add(failure);
                }
            }
        }
        return new SourceMessages(texts(program), failures);
    }

    /** Leaves out comments and characters, so that outside of texts every parenthesis is one of the program. */
    private static String withMarkedTexts(String source) {
        StringBuilder program = new StringBuilder();
        Matcher token = COMMENT_CHARACTER_OR_TEXT.matcher(source);
        int end = 0;
        while (token.find()) {
            program.append(source, end, token.start());
            end = token.end();
            String text = token.group(1) == null ? token.group(2) : token.group(1);
            if (text != null) {
                program.append(OPEN).append(text.translateEscapes()).append(CLOSE);
            }
        }
        return JOINED.matcher(program.append(source.substring(end))).replaceAll("");
    }

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
}
