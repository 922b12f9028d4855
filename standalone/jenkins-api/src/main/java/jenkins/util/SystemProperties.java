package jenkins.util;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import edu.umd.cs.findbugs.annotations.NonNull;
import edu.umd.cs.findbugs.annotations.Nullable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings that an administrator gives as Java system properties. */
public class SystemProperties {
    private static final Pattern DURATION = Pattern.compile("(\\d+)\\s*([a-z]*)");

    private SystemProperties() {}

    /** {@return the value, or null} */
    @CheckForNull
    public static String getString(String key) {
        return System.getProperty(key);
    }

    /** {@return the value, or the default} */
    public static String getString(String key, @CheckForNull String def) {
        return System.getProperty(key, def);
    }

    /** {@return whether the value is {@code true}} */
    public static boolean getBoolean(String name) {
        return getBoolean(name, false);
    }

    /** {@return whether the value is {@code true}, or the default} */
    public static boolean getBoolean(String name, boolean def) {
        String value = getString(name);
        return value == null ? def : Boolean.parseBoolean(value);
    }

    /** {@return the value as a number, or null} */
    @CheckForNull
    public static Integer getInteger(String name) {
        return getInteger(name, null);
    }

    /** {@return the value as a number; the default when it is absent or none} */
    public static Integer getInteger(String name, Integer def) {
        try {
            String value = getString(name);
            return value == null ? def : Integer.decode(value);
        } catch (NumberFormatException e) {
            return def;
        }
    }

    /** {@return the value as a number, or null} */
    @CheckForNull
    public static Long getLong(String name) {
        return getLong(name, null);
    }

    /** {@return the value as a number; the default when it is absent or none} */
    public static Long getLong(String name, Long def) {
        try {
            String value = getString(name);
            return value == null ? def : Long.decode(value);
        } catch (NumberFormatException e) {
            return def;
        }
    }

    /** {@return the value, a number with {@code ms}, {@code s}, {@code m}, {@code h} or {@code d}, or null} */
    @CheckForNull
    public static Duration getDuration(@NonNull String name) {
        return getDuration(name, (Duration) null);
    }

    /** {@return the value, a number with a unit (milliseconds without one), or the default} */
    @Nullable
    public static Duration getDuration(@NonNull String name, @CheckForNull Duration defaultValue) {
        String value = getString(name);
        Matcher matcher = value == null ? null : DURATION.matcher(value.trim().toLowerCase(Locale.ROOT));
        if (matcher == null || !matcher.matches()) {
            return defaultValue;
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "", "ms" -> Duration.of(number, ChronoUnit.MILLIS);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> defaultValue;
        };
    }
}
