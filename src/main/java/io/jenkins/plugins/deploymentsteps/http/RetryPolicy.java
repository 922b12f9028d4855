package io.jenkins.plugins.deploymentsteps.http;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

/**
 * How often and when a request that may be repeated is sent again.
 *
 * @param attempts how often at most, the first time included
 * @param firstPause the pause after the first attempt; each further one is twice as long
 * @param longestWish the longest pause that is made for a server that asks for one; a server that asks for a longer one
 *     is not asked again, because it is as good as gone for somebody who waits
 * @param random from 0 to 1, by which a pause is shortened down to its half, or a pause that the server asked for is
 *     prolonged by up to the first pause, so that clients that were refused together do not come back together
 * @param clock for dates of servers that do not tell their own time
 */
public record RetryPolicy(
        int attempts, Duration firstPause, Duration longestWish, DoubleSupplier random, InstantSource clock) {
    /** Five attempts within four seconds, or as the server says. */
    public static final RetryPolicy USUAL = new RetryPolicy(
            5,
            Duration.ofMillis(250),
            Duration.ofSeconds(30),
            () -> ThreadLocalRandom.current().nextDouble(),
            InstantSource.system());

    /** Too many requests, and what a proxy says when the server behind it restarts. */
    private static final Set<Integer> PASSING = Set.of(429, 502, 503, 504);

    /** Returns whether a status stands for a fault that may have passed a moment later, whatever the server. */
    public static boolean isPassing(int status) {
        return PASSING.contains(status);
    }

    /**
     * The pause before the next attempt.
     *
     * @param attempt which one has just failed, from 1
     * @param retryAfter the header {@code Retry-After} of its answer, or null
     * @param date the header {@code Date} of its answer, or null
     * @return null if there is no point in another one
     */
    @CheckForNull
    public Duration pause(int attempt, @CheckForNull String retryAfter, @CheckForNull String date) {
        if (attempt >= attempts) {
            return null;
        }
        Duration asked = asked(retryAfter, date, clock);
        if (asked != null) {
            return asked.compareTo(longestWish) > 0 ? null : asked.plus(part(firstPause, random.getAsDouble()));
        }
        Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 20));
        return part(pause, 1 - random.getAsDouble() / 2);
    }

    private static Duration part(Duration whole, double part) {
        return Duration.ofMillis((long) (whole.toMillis() * part));
    }

    /**
     * Reads when a server wants to be asked again.
     *
     * @param retryAfter {@code Retry-After}: seconds or a date (RFC 9110, 10.2.3); may be null
     * @param date the header {@code Date} of the same answer, or null
     * @param clock for a server that does not tell its own time
     * @return null if it does not say, or not in a way that can be read
     */
    @CheckForNull
    public static Duration asked(@CheckForNull String retryAfter, @CheckForNull String date, InstantSource clock) {
        if (retryAfter == null) {
            return null;
        }
        String text = retryAfter.trim();
        if (text.matches("\\d{1,9}")) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        Instant end = instant(text);
        if (end == null) {
            return null;
        }
        Instant now = instant(date);
        Duration left = Duration.between(now == null ? clock.instant() : now, end);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Reads the date of an HTTP header (RFC 9110, 5.6.7); null if it is none. */
    @CheckForNull
    public static Instant instant(@CheckForNull String header) {
        try {
            return header == null
                    ? null
                    : ZonedDateTime.parse(header.trim(), DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
