package io.jenkins.plugins.deploymentsteps.core.commit;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * How a scalar is written so that every reader takes it for the same value. YAML 1.1 (kubectl and most tools), YAML
 * 1.2 and JSON differ in what an unquoted word means, so a string stays unquoted only where all of them see a string.
 */
final class YamlScalars {
    /** Words that some reader takes for something else than a string. YAML 1.1 types (bool, null, float, merge, value). */
    private static final Set<String> RESERVED =
            Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf", "infinity");

    /** A word that begins with a letter, a slash or an underscore has only these characters, and maybe single spaces. */
    private static final Pattern WORDS = Pattern.compile(
            "(?:[A-Za-z_/]|\\.{1,2}/)[A-Za-z0-9_./:@+~^%$=-]*(?: [A-Za-z0-9_./@+(][A-Za-z0-9_./:@+~^%$=()-]*)*");

    /** A version of at least three numbers is no number, date or time to anybody. */
    private static final Pattern VERSION = Pattern.compile("\\d+(?:\\.\\d+){2,}(?:[-+.][0-9A-Za-z.+-]*)?");

    /** The integers that everybody reads alike: no octal, hexadecimal, sexagesimal, underscore or sign {@code +}. */
    private static final Pattern INTEGER = Pattern.compile("0|-?[1-9]\\d{0,17}");

    private static final Pattern DECIMAL = Pattern.compile("-?(?:0|[1-9]\\d{0,17})\\.\\d{1,18}");

    /** Keeps the patterns, which recurse, from running over megabytes. */
    private static final int LONGEST_PLAIN = 500;

    private YamlScalars() {}

    /**
     * Writes a string.
     *
     * @param text the wanted string
     * @param style what stood there; kept where it is safe
     * @param flow whether it stands inside brackets or braces
     * @param json whether the file is JSON, which knows double quotes only
     * @return the scalar in one line
     */
    static String string(String text, ScalarStyle style, boolean flow, boolean json) {
        if (json || style == ScalarStyle.DOUBLE_QUOTED) {
            return doubleQuoted(text);
        }
        if (style == ScalarStyle.SINGLE_QUOTED && isPrintableLine(text)) {
            return "'" + text.replace("'", "''") + "'";
        }
        return style == ScalarStyle.PLAIN && isPlain(text, flow) ? text : doubleQuoted(text);
    }

    /**
     * Whether a text, unquoted, has for everybody the type that a scalar has now: an integer or decimal number for a
     * number, {@code true} or {@code false} for a boolean.
     */
    static boolean keepsType(ScalarNode present, String text) {
        if (present.getScalarStyle() != ScalarStyle.PLAIN) {
            return false;
        }
        Tag tag = present.getTag();
        if (Tag.BOOL.equals(tag)) {
            return text.equals("true") || text.equals("false");
        }
        return (Tag.INT.equals(tag) || Tag.FLOAT.equals(tag))
                && (INTEGER.matcher(text).matches() || DECIMAL.matcher(text).matches());
    }

    private static boolean isPlain(String text, boolean flow) {
        if (text.length() > LONGEST_PLAIN) {
            return false;
        }
        if (VERSION.matcher(text).matches()) {
            return true;
        }
        return WORDS.matcher(text).matches()
                && !text.endsWith(":")
                && !text.contains(": ")
                && !(flow && (text.indexOf(':') >= 0 || text.indexOf('(') >= 0))
                && !RESERVED.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean isPrintableLine(String text) {
        return text.codePoints().noneMatch(c -> c == '\t' || mustEscape(c));
    }

    /** Whether a text can stand in a literal block scalar as it is. */
    static boolean isLiteral(String text) {
        return text.codePoints().noneMatch(c -> c != '\n' && mustEscape(c))
                && !text.isBlank()
                && " \t\n".indexOf(text.charAt(0)) < 0
                && !text.endsWith("\n\n")
                && text.lines().noneMatch(line -> !line.isEmpty() && line.isBlank());
    }

    private static boolean mustEscape(int c) {
        return Character.isISOControl(c) && c != '\t'
                || c == 0x2028
                || c == 0x2029
                || c == 0xFEFF
                || c >= 0xFFFE && (c & 0xFFFE) == 0xFFFE
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.SURROGATE;
    }

    /** Only escapes that YAML 1.1, YAML 1.2 and JSON share. */
    private static String doubleQuoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.codePoints().forEach(c -> {
            switch (c) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c <= 0xFFFF && mustEscape(c)) {
                        quoted.append(String.format("\\u%04X", c));
                    } else {
                        quoted.appendCodePoint(c);
                    }
                }
            }
        });
        return quoted.append('"').toString();
    }
}
