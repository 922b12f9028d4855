package io.jenkins.plugins.deploymentsteps.core;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * The time of day, as it was when this process began to ask, going on by the monotonic clock: so that what a wait reckons
 * by is neither cut nor prolonged when somebody corrects the time. What it says in another process differs from that by
 * the corrections in between.
 */
public final class SteadyClock extends Clock {
    /** The one of this process, by which all must reckon who compare what they noted. */
    public static final Clock OF_PROCESS = new SteadyClock(ZoneOffset.UTC, Instant.now(), System.nanoTime());

    private final ZoneId zone;
    private final Instant start;
    private final long startNanos;

    private SteadyClock(ZoneId zone, Instant start, long startNanos) {
        this.zone = zone;
        this.start = start;
        this.startNanos = startNanos;
    }

    @Override
    public Instant instant() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public ZoneId getZone() {
        return zone;
    }

    @Override
    public Clock withZone(ZoneId other) {
        return new SteadyClock(other, start, startNanos);
    }
}
