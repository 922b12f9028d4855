package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import org.junit.Test;

public class DeadlineTest {
    @Test
    public void passesAfterItsTime() {
        assertThat(Deadline.after(Duration.ZERO).hasPassed(), is(true));
        assertThat(Deadline.after(Duration.ofSeconds(-5)).remaining(), is(Duration.ZERO));
        assertThat(Deadline.after(Duration.ofMinutes(1)).hasPassed(), is(false));
    }

    @Test
    @Covers("R-23")
    public void theTimeThatTheControllerWasDownCounts() {
        long written = 1_000_000;
        Deadline.WallClock form = Deadline.after(Duration.ofSeconds(60)).atTime(written);
        assertThat(
                form.readAt(written + 20_000).remaining(),
                allOf(greaterThan(Duration.ofSeconds(30)), lessThanOrEqualTo(Duration.ofSeconds(40))));
        assertThat(form.readAt(written + 60_001).hasPassed(), is(true));
    }

    @Test
    @Covers("R-23")
    public void survivesARestart() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(Deadline.after(Duration.ofSeconds(60)));
            out.writeObject(Deadline.after(Duration.ZERO));
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(
                    ((Deadline) in.readObject()).remaining(),
                    allOf(greaterThan(Duration.ofSeconds(30)), lessThanOrEqualTo(Duration.ofSeconds(60))));
            assertThat(((Deadline) in.readObject()).hasPassed(), is(true));
        }
    }
}
