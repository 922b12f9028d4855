package io.jenkins.plugins.deploymentsteps.core.guard;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.time.Instant;
import java.time.ZonedDateTime;
import org.junit.Test;

/** When a freeze is, by a clock on the wall of its time zone, and what is no freeze. */
public class FreezeWindowTest {
    private static final String BERLIN = "Europe/Berlin";

    private static String until(String start, String duration, String zone, String now) throws DeploymentException {
        ZonedDateTime until = FreezeWindow.parse(start, duration, zone, null).until(Instant.parse(now));
        return until == null ? "" : until.toOffsetDateTime().toString();
    }

    private static void assertUntil(String start, String duration, String zone, String now, String end)
            throws DeploymentException {
        assertThat(start + " for " + duration + " at " + now, until(start, duration, zone, now), is(end));
    }

    @Test
    public void aWeekendBeginsAndEndsAtItsMinutes() throws Exception {
        String end = "2026-06-15T09:00+02:00";
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-06-12T14:59:59Z", "");
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-06-12T15:00:00Z", end);
        assertUntil("0 17 * * 5", "2d16h", BERLIN, "2026-06-13T23:00:00Z", end);
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-06-15T06:59:59Z", end);
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-06-15T07:00:00Z", "");
        assertUntil("0 17 * * FRI", "64h", null, "2026-06-12T16:59:00Z", "");
        assertUntil("0 17 * * FRI", "64h", "UTC", "2026-06-12T17:00:00Z", "2026-06-15T09:00Z");
    }

    @Test
    public void aFixedTimeIsOnce() throws Exception {
        for (String start : new String[] {"2026-12-24T12:00", "2026-12-24 12:00"}) {
            assertUntil(start, "3d", BERLIN, "2026-12-24T10:59:59Z", "");
            assertUntil(start, "3d", BERLIN, "2026-12-24T11:00:00Z", "2026-12-27T12:00+01:00");
            assertUntil(start, "3d", BERLIN, "2026-12-27T11:00:00Z", "");
            assertUntil(start, "3d", BERLIN, "2027-12-24T11:00:00Z", "");
        }
    }

    /** In 2026 the clocks of Berlin go from 02:00 to 03:00 on 29 March, and from 03:00 to 02:00 on 25 October. */
    @Test
    public void theEndIsReadOffTheClockAlsoWhereClocksChange() throws Exception {
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-03-28T12:00:00Z", "2026-03-30T09:00+02:00");
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-03-30T06:59:59Z", "2026-03-30T09:00+02:00");
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-03-30T07:00:00Z", "");
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-10-26T07:59:59Z", "2026-10-26T09:00+01:00");
        assertUntil("0 17 * * FRI", "64h", BERLIN, "2026-10-26T08:00:00Z", "");
    }

    @Test
    public void aStartInAnHourThatIsLeftOutIsAnHourLater() throws Exception {
        assertUntil("30 2 29 3 *", "4h", BERLIN, "2026-03-29T01:29:59Z", "");
        assertUntil("30 2 29 3 *", "4h", BERLIN, "2026-03-29T01:30:00Z", "2026-03-29T06:30+02:00");
        assertUntil("0 1 29 3 *", "90m", BERLIN, "2026-03-29T00:30:00Z", "2026-03-29T03:30+02:00");
    }

    @Test
    public void inAnHourThatComesTwiceItStartsAtTheFirstAndEndsAtTheSecond() throws Exception {
        assertUntil("30 2 25 10 *", "10m", BERLIN, "2026-10-25T00:29:59Z", "");
        assertUntil("30 2 25 10 *", "10m", BERLIN, "2026-10-25T00:30:00Z", "2026-10-25T02:40+01:00");
        assertUntil("30 2 25 10 *", "10m", BERLIN, "2026-10-25T01:10:00Z", "2026-10-25T02:40+01:00");
        assertUntil("30 2 25 10 *", "10m", BERLIN, "2026-10-25T01:39:59Z", "2026-10-25T02:40+01:00");
        assertUntil("30 2 25 10 *", "10m", BERLIN, "2026-10-25T01:40:00Z", "");
    }

    @Test
    public void otherClocksChangeElsewhere() throws Exception {
        assertUntil("0 22 * * SAT", "12h", "America/New_York", "2026-03-08T13:59:59Z", "2026-03-08T10:00-04:00");
        assertUntil("0 0 * * *", "1h", "Australia/Lord_Howe", "2026-04-04T13:30:00Z", "2026-04-05T01:00+11:00");
        assertUntil("0 0 * * *", "1h", "Pacific/Kiritimati", "2026-01-01T10:00:00Z", "2026-01-02T01:00+14:00");
    }

    @Test
    public void cronIsReadAsCronHasIt() throws Exception {
        assertUntil("*/15 8-18/2 * JAN,jun 1-5", "5m", null, "2026-06-12T10:46:00Z", "2026-06-12T10:50Z");
        assertUntil("*/15 8-18/2 * JAN,jun 1-5", "5m", null, "2026-06-12T11:46:00Z", "");
        assertUntil("*/15 8-18/2 * JAN,jun 1-5", "5m", null, "2026-06-13T10:46:00Z", "");
        assertUntil("*/15 8-18/2 * JAN,jun 1-5", "5m", null, "2026-07-10T10:46:00Z", "");
        assertUntil("0 0 * * 7", "1d", null, "2026-06-14T12:00:00Z", "2026-06-15T00:00Z");
        assertUntil("0 0 * * SUN", "1d", null, "2026-06-14T12:00:00Z", "2026-06-15T00:00Z");
        // both kinds of day: one is enough
        assertUntil("0 0 13 * FRI", "1d", null, "2026-06-12T12:00:00Z", "2026-06-13T00:00Z");
        assertUntil("0 0 13 * FRI", "1d", null, "2026-06-13T12:00:00Z", "2026-06-14T00:00Z");
        assertUntil("0 0 13 * FRI", "1d", null, "2026-06-14T12:00:00Z", "");
        assertUntil("0 0 29 2 *", "1d", null, "2028-02-29T12:00:00Z", "2028-03-01T00:00Z");
        assertUntil("0 0 1 1 *", "366d", null, "2026-12-31T23:59:59Z", "2027-01-02T00:00Z");
        assertUntil("50/4 3 * * *", "1m", null, "2026-06-12T03:58:30Z", "2026-06-12T03:59Z");
    }

    @Test
    public void theLastStartDecides() throws Exception {
        assertUntil("* * * * *", "1h", null, "2026-06-12T10:46:30Z", "2026-06-12T11:46Z");
        assertThat(
                FreezeWindow.parse("0 0 31 2 *", "1d", null, null).until(Instant.parse("2026-06-12T10:46:30Z")),
                nullValue());
    }

    private static void assertRefused(String start, String duration, String zone, String message) {
        DeploymentException refusal = assertThrows(
                start + " " + duration + " " + zone,
                DeploymentException.class,
                () -> FreezeWindow.parse(start, duration, zone, null));
        assertThat(refusal.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(refusal.getMessage(), containsString(message));
    }

    @Test
    public void whatIsNoFreezeIsRefusedWithTheField() {
        for (String none : new String[] {null, "", "Friday", "0 17 * *", "0 17 * * FRI 2026", "@daily"}) {
            assertRefused(none, "1h", null, "start: '");
        }
        for (String wrong : new String[] {
            "60 * * * *",
            "* 24 * * *",
            "* * 0 * *",
            "* * 32 * *",
            "* * * 13 *",
            "* * * * 8",
            "H 17 * * *",
            "5-1 * * * *",
            "*/0 * * * *",
            "1,, * * * *",
            "- * * * *",
            "* * * * FRY",
            "-1 * * * *",
            "1-2-3 * * * *",
            "*/ * * * *"
        }) {
            assertRefused(wrong, "1h", null, "of a cron expression");
        }
        assertRefused("2026-02-30T12:00", "1h", null, "start: '2026-02-30T12:00' is on no calendar or clock.");
        for (String none : new String[] {null, "", "0h", "1w", "-1h", "367d", "9999d", "1h2d", "h"}) {
            assertRefused("0 17 * * FRI", none, null, "duration: '");
        }
        for (String none : new String[] {"CET", "EST5EDT", "+02:00", "GMT+2", "Berlin", "Europe/Bonn"}) {
            assertRefused("0 17 * * FRI", "1h", none, "timeZone: '");
        }
    }

    @Test
    public void aReasonIsOneShortLine() throws Exception {
        String reason = FreezeWindow.parse("0 17 * * FRI", "1h", null, "year\nend" + "x".repeat(400))
                .reason();
        assertThat(reason, startsWith("year end"));
        assertThat(reason.length() < 340, is(true));
    }
}
