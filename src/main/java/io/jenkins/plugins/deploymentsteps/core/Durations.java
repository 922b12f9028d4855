package io.jenkins.plugins.deploymentsteps.core;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them in a Jenkinsfile: {@code 90s}, {@code 10m}, {@code 1h}, {@code 1h30m}. */
public final class Durations {
    /** Nobody waits longer than that for a deployment; a larger number is a slip of the pen. */
    private static final Duration LONGEST = Duration.ofDays(30);

    private static final Pattern FORMAT = Pattern.compile("(?:(\\d{1,9})h)?(?:(\\d{1,9})m)?(?:(\\d{1,9})s)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @param argument the name of the argument it was given for, for the error message
     * @param text such as {@code 10m}
     * @return a positive duration of at most 30 days
     * @throws DeploymentException (invalid input) if the text is not such a duration
     */
    public static Duration parse(String argument, @CheckForNull String text) throws DeploymentException {
        String trimmed = text == null ? "" : text.trim();
        Matcher matcher = FORMAT.matcher(trimmed);
        if (!trimmed.isEmpty() && matcher.matches()) {
            Duration duration = Duration.ofHours(number(matcher.group(1)))
                    .plusMinutes(number(matcher.group(2)))
                    .plusSeconds(number(matcher.group(3)));
            if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw new DeploymentException(
                DeploymentException.Kind.INVALID_INPUT,
                argument + ": '" + Text.shorten(trimmed, 40)
                        + "' is not a duration. Write it as 90s, 10m, 1h or 1h30m, at most 720h.");
    }

    private static long number(@CheckForNull String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
