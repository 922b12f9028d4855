package io.jenkins.plugins.deploymentsteps.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.time.Duration;
import java.time.Instant;
import org.junit.Test;

@Covers("R-04")
public class RetryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final RetryPolicy policy = new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3), () -> 0);

    @Test
    public void pausesDoubleUpToTheLongestUntilTheAttemptsAreUsedUp() {
        assertThat(policy.pause(1, null, NOW), is(Duration.ofSeconds(1)));
        assertThat(policy.pause(2, null, NOW), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(3, null, NOW), is(Duration.ofSeconds(3)));
        assertThat(policy.pause(4, null, NOW), is(nullValue()));
    }

    @Test
    public void aPauseIsShortenedByChanceToItsHalfAtMost() {
        RetryPolicy jittered = new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3), () -> 1);
        assertThat(jittered.pause(1, null, NOW), is(Duration.ofMillis(500)));
    }

    @Test
    public void theServersWishIsKeptInSecondsOrAsADate() {
        assertThat(policy.pause(1, "2", NOW), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(1, "Thu, 01 Jan 2026 00:00:02 GMT", NOW), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(1, "Wed, 31 Dec 2025 23:59:00 GMT", NOW), is(Duration.ZERO));
    }

    @Test
    public void aWishBeyondTheLongestPauseEndsIt() {
        assertThat(policy.pause(1, "3600", NOW), is(nullValue()));
        assertThat(policy.pause(1, "Fri, 02 Jan 2026 00:00:00 GMT", NOW), is(nullValue()));
    }

    @Test
    public void whatIsNoWishIsOverlooked() {
        for (String nonsense : new String[] {"", "soon", "-1", "1.5", "99999999999999999999"}) {
            assertThat(nonsense, policy.pause(1, nonsense, NOW), is(Duration.ofSeconds(1)));
        }
    }
}
