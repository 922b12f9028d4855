package io.jenkins.plugins.deploymentsteps.core;

import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.time.Duration;

/**
 * The moment at which a wait gives up.
 *
 * <p>While the process lives it is measured on the monotonic clock, so that a corrected wall clock neither cuts nor
 * prolongs a wait. Serialised, it is a wall clock time, so that it survives a restart of the controller: the time
 * that the controller was down counts.
 */
public final class Deadline implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    /**
     * A deadline that lies so far ahead of now.
     *
     * @param time how far; zero or negative means that it has passed already
     */
    public static Deadline after(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Returns the time left, never negative. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - System.nanoTime()));
    }

    /** Returns whether no time is left. */
    public boolean hasPassed() {
        return endNanos - System.nanoTime() <= 0;
    }

    @Serial
    private Object writeReplace() {
        return atTime(System.currentTimeMillis());
    }

    /** Returns the serialised form, written at a wall clock time. */
    WallClock atTime(long epochMillis) {
        return new WallClock(epochMillis + remaining().toMillis());
    }

    /** The serialised form: the wall clock time of the deadline. */
    record WallClock(long endEpochMillis) implements Serializable {
        @Serial
        private Object readResolve() throws ObjectStreamException {
            return readAt(System.currentTimeMillis());
        }

        /** Returns the deadline, read at a wall clock time. */
        Deadline readAt(long epochMillis) {
            return Deadline.after(Duration.ofMillis(endEpochMillis - epochMillis));
        }
    }
}
