package io.jenkins.plugins.deploymentsteps.core;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.Arrays;
import java.util.List;

/** Makes text that came from a server, a repository or a user fit to print in a log line or a message. */
public final class Text {
    private Text() {}

    /**
     * Removes what could forge log lines or steer a terminal: control characters other than tab and line feed, and
     * characters that change the direction of writing.
     *
     * @param text from anywhere
     * @return the text with each such character replaced by U+FFFD
     */
    public static String printable(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> clean.appendCodePoint(isPrintable(c) ? c : 0xFFFD));
        return clean.toString();
    }

    private static boolean isPrintable(int c) {
        if (c == '\n' || c == '\t') {
            return true;
        }
        boolean directional =
                c >= 0x202A && c <= 0x202E || c >= 0x2066 && c <= 0x2069 || c == 0x200E || c == 0x200F || c == 0x061C;
        return !directional && !Character.isISOControl(c) && c != 0x2028 && c != 0x2029;
    }

    /**
     * The printable form of a text in one line of limited length.
     *
     * @param text from anywhere
     * @param length the most characters to keep; the number of those left out is said
     */
    public static String shorten(String text, int length) {
        String line = printable(text).replace('\n', ' ').replace('\t', ' ');
        if (line.length() <= length) {
            return line;
        }
        int end = length > 0 && Character.isHighSurrogate(line.charAt(length - 1)) ? length - 1 : length;
        return line.substring(0, end) + "… (" + (line.length() - end) + " more characters)";
    }

    /** Splits a list, whose items are separated by newline or comma; blank items do not count. */
    public static List<String> items(@CheckForNull String list) {
        return list == null
                ? List.of()
                : Arrays.stream(list.split("[\\r\\n,]"))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
    }
}
