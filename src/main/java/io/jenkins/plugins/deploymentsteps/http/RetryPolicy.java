package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.function.DoubleSupplier;

/**
 * How often and when a read is sent again.
 *
 * @param attempts how often at most, the first time included
 * @param firstPause the pause after the first attempt; each further one is twice as long
 * @param longestPause the longest pause; a server that asks for a longer one is not asked again
 * @param random from 0 to 1, by which a pause is shortened down to its half, so that many clients do not come back at
 *     the same moment
 */
record RetryPolicy(int attempts, Duration firstPause, Duration longestPause, DoubleSupplier random) {
    /** Too many requests, and what a proxy says when the server behind it restarts. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    static final RetryPolicy USUAL = new RetryPolicy(4, Duration.ofMillis(500), Duration.ofSeconds(30), Math::random);

    boolean isPassing(int status) {
        return PASSING.contains(status);
    }

    /**
     * The pause before the next attempt; null if there is no point in one.
     *
     * @param attempt which one has just failed, from 1
     * @param retryAfter the header's value, or null
     */
    @CheckForNull
    Duration pause(int attempt, @CheckForNull String retryAfter, Instant now) {
        if (attempt >= attempts) {
            return null;
        }
        Duration asked = retryAfter == null ? null : parse(retryAfter, now);
        if (asked != null) {
            return asked.compareTo(longestPause) > 0 ? null : asked;
        }
        Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 20));
        Duration capped = pause.compareTo(longestPause) > 0 ? longestPause : pause;
        return Duration.ofMillis((long) (capped.toMillis() * (1 - random.getAsDouble() / 2)));
    }

    /** Reads seconds or an HTTP date (RFC 9110, 10.2.3); null if it is neither. */
    @CheckForNull
    static Duration parse(String retryAfter, Instant now) {
        String text = retryAfter.trim();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        try {
            Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            return at.isBefore(now) ? Duration.ZERO : Duration.between(now, at);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
