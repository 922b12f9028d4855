package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.Test;

public class SteadyClockTest {
    @Test
    @Covers("R-23")
    public void goesOnByTheMonotonicClockFromTheTimeOfDay() throws Exception {
        Clock clock = SteadyClock.OF_PROCESS;
        Duration off = Duration.between(clock.instant(), Instant.now()).abs();
        assertThat("it began with the time of day: " + off, off, lessThan(Duration.ofMinutes(1)));
        Instant first = clock.instant();
        long start = System.nanoTime();
        Thread.sleep(20);
        Duration passed = Duration.between(first, clock.instant());
        assertThat(passed.toNanos(), greaterThanOrEqualTo(Duration.ofMillis(19).toNanos()));
        assertThat(
                passed.toNanos()
                        <= System.nanoTime() - start + Duration.ofMillis(5).toNanos(),
                is(true));
        assertThat(clock.withZone(ZoneId.of("Asia/Tokyo")).getZone(), is(ZoneId.of("Asia/Tokyo")));
    }
}
