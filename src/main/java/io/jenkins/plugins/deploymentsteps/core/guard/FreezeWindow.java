package io.jenkins.plugins.deploymentsteps.core.guard;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Times in which nothing is deployed to a target. Start and end are read off a clock on the wall of the time zone: a freeze
 * of 64 hours from Friday at 17:00 ends on Monday at 09:00, also where the clocks change in between. A start in an hour
 * that the clocks leave out is an hour later; in an hour that comes twice, a freeze starts at the first and ends at the
 * second.
 *
 * <p>Immutable.
 */
public final class FreezeWindow {
    /** Where none is given, as for the sync windows of Argo CD. */
    public static final String DEFAULT_ZONE = "UTC";

    private static final Duration LONGEST = Duration.ofDays(366);
    private static final int LONGEST_REASON = 300;
    private static final Pattern DURATION = Pattern.compile("(?:(\\d{1,4})d)?(?:(\\d{1,5})h)?(?:(\\d{1,6})m)?");
    private static final Pattern DATE = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})[T ](\\d{2}:\\d{2})");

    @CheckForNull
    private final CronSchedule schedule;

    /** Where there is no schedule, the one start. */
    @CheckForNull
    private final LocalDateTime once;

    private final Duration duration;
    private final ZoneId zone;
    private final String reason;

    private FreezeWindow(
            @CheckForNull CronSchedule schedule,
            @CheckForNull LocalDateTime once,
            Duration duration,
            ZoneId zone,
            String reason) {
        this.schedule = schedule;
        this.once = once;
        this.duration = duration;
        this.zone = zone;
        this.reason = reason;
    }

    /**
     * Reads a window.
     *
     * @param start a cron expression of five fields, or a date and time as in {@code 2026-12-24T12:00}
     * @param length such as {@code 64h} or {@code 2d12h}
     * @param timeZone an IANA name; null for UTC
     * @param reason for people; null for none
     * @throws DeploymentException (invalid input) naming the field that cannot be used
     */
    public static FreezeWindow parse(
            @CheckForNull String start,
            @CheckForNull String length,
            @CheckForNull String timeZone,
            @CheckForNull String reason)
            throws DeploymentException {
        String begin = start == null ? "" : start.strip();
        Matcher date = DATE.matcher(begin);
        LocalDateTime once = null;
        if (date.matches()) {
            try {
                once = LocalDate.parse(date.group(1)).atTime(LocalTime.parse(date.group(2)));
            } catch (DateTimeParseException e) {
                throw invalid("start", "'" + begin + "' is on no calendar or clock.");
            }
        }
        return new FreezeWindow(
                once == null ? CronSchedule.parse(begin) : null,
                once,
                duration(length),
                zone(timeZone),
                reason == null ? "" : Text.shorten(reason.strip(), LONGEST_REASON));
    }

    /**
     * Reads a time zone.
     *
     * @throws DeploymentException (invalid input) if there is none of that name
     */
    public static ZoneId zone(@CheckForNull String name) throws DeploymentException {
        String wanted = name == null || name.isBlank() ? DEFAULT_ZONE : name.strip();
        // Short names of zones and offsets do not know when clocks change.
        if (wanted.equals(DEFAULT_ZONE) || ZoneId.getAvailableZoneIds().contains(wanted) && wanted.contains("/")) {
            try {
                return ZoneId.of(wanted);
            } catch (DateTimeException e) {
                throw noZone(wanted);
            }
        }
        throw noZone(wanted);
    }

    private static DeploymentException noZone(String name) {
        return invalid(
                "timeZone",
                "'" + Text.shorten(name, 60) + "' is no time zone by its IANA name, such as Europe/Berlin or UTC.");
    }

    /**
     * Reads how long a freeze is.
     *
     * @throws DeploymentException (invalid input) if it is no length, nothing, or longer than 366 days
     */
    public static Duration duration(@CheckForNull String length) throws DeploymentException {
        String text = length == null ? "" : length.strip();
        Matcher matcher = DURATION.matcher(text);
        if (!text.isEmpty() && matcher.matches()) {
            Duration duration = Duration.ofDays(number(matcher.group(1)))
                    .plusHours(number(matcher.group(2)))
                    .plusMinutes(number(matcher.group(3)));
            if (!duration.isZero() && duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw invalid(
                "duration",
                "'" + Text.shorten(text, 40)
                        + "' is not how long a freeze is. Write it as 64h, 3d or 2d12h, at most 366d.");
    }

    private static long number(@CheckForNull String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    private static DeploymentException invalid(String field, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, field + ": " + problem);
    }

    /** Returns until when it is now; null if it is not. */
    @CheckForNull
    ZonedDateTime until(Instant now) {
        LocalDateTime start = latestStart(now);
        if (start == null) {
            return null;
        }
        ZonedDateTime end = start.plus(duration).atZone(zone).withLaterOffsetAtOverlap();
        return end.toInstant().isAfter(now) ? end : null;
    }

    /** The later it starts the later it ends: the last start decides. */
    @CheckForNull
    private LocalDateTime latestStart(Instant now) {
        if (schedule == null) {
            return once != null && isBegun(once, now) ? once : null;
        }
        LocalDate today = now.atZone(zone).toLocalDate();
        // Tomorrow, too: where clocks go back, what is on the clock next may have been already.
        LocalDate first = today.minusDays(duration.toDays() + 2);
        for (LocalDate day = today.plusDays(1); !day.isBefore(first); day = day.minusDays(1)) {
            if (schedule.isOn(day)) {
                for (LocalTime time : schedule.latestFirst()) {
                    if (isBegun(day.atTime(time), now)) {
                        return day.atTime(time);
                    }
                }
            }
        }
        return null;
    }

    private boolean isBegun(LocalDateTime start, Instant now) {
        return !start.atZone(zone).withEarlierOffsetAtOverlap().toInstant().isAfter(now);
    }

    /** Returns why, for people; empty if nobody said. */
    String reason() {
        return reason;
    }
}
