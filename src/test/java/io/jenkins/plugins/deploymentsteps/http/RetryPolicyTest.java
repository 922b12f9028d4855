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

    private final RetryPolicy policy = policy(0);

    private static RetryPolicy policy(double random) {
        return new RetryPolicy(4, Duration.ofSeconds(1), Duration.ofSeconds(3), () -> random, () -> NOW);
    }

    @Test
    public void pausesDoubleUntilTheAttemptsAreUsedUp() {
        assertThat(policy.pause(1, null, null), is(Duration.ofSeconds(1)));
        assertThat(policy.pause(2, null, null), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(3, null, null), is(Duration.ofSeconds(4)));
        assertThat(policy.pause(4, null, null), is(nullValue()));
        assertThat(policy.pause(4, "1", null), is(nullValue()));
    }

    @Test
    public void chanceShortensAPauseToItsHalfAtMostAndNeverTheOneThatTheServerAsksFor() {
        assertThat(policy(1).pause(1, null, null), is(Duration.ofMillis(500)));
        assertThat(policy(1).pause(1, "2", null), is(Duration.ofSeconds(3)));
    }

    @Test
    public void theServersWishIsKeptInSecondsOrAsADate() {
        assertThat(policy.pause(1, "2", null), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(1, "Thu, 01 Jan 2026 00:00:02 GMT", null), is(Duration.ofSeconds(2)));
        assertThat(policy.pause(1, "Wed, 31 Dec 2025 23:59:00 GMT", null), is(Duration.ZERO));
    }

    @Test
    public void aDateIsReadByTheServersClockWhereItTellsIt() {
        assertThat(
                policy.pause(1, "Fri, 02 Jan 2026 00:00:02 GMT", "Fri, 02 Jan 2026 00:00:00 GMT"),
                is(Duration.ofSeconds(2)));
    }

    @Test
    public void aWishBeyondTheLongestEndsIt() {
        assertThat(policy.pause(1, "3600", null), is(nullValue()));
        assertThat(policy.pause(1, "Fri, 02 Jan 2026 00:00:00 GMT", null), is(nullValue()));
    }

    @Test
    public void whatIsNoWishIsOverlooked() {
        for (String nonsense : new String[] {"", "soon", "-1", "1.5", "99999999999999999999"}) {
            assertThat(nonsense, policy.pause(1, nonsense, null), is(Duration.ofSeconds(1)));
        }
    }
}
