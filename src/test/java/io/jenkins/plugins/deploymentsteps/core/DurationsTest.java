package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.time.Duration;
import java.util.Map;
import org.junit.Test;

@Covers("B-26")
public class DurationsTest {
    @Test
    public void readsWhatPeopleWrite() throws Exception {
        Map<String, Duration> durations = Map.of(
                "90s", Duration.ofSeconds(90),
                " 10m ", Duration.ofMinutes(10),
                "1h30m", Duration.ofMinutes(90),
                "1h1m1s", Duration.ofSeconds(3661),
                "720h", Duration.ofDays(30));
        for (Map.Entry<String, Duration> entry : durations.entrySet()) {
            assertThat(Durations.parse("timeout", entry.getKey()), is(entry.getValue()));
        }
    }

    @Test
    public void refusesAnythingElseNamingArgumentAndForm() {
        for (String text : new String[] {
            null,
            "",
            " ",
            "0",
            "0s",
            "-1",
            "-1m",
            "10",
            "5 MINUTES",
            "1d",
            "1.5h",
            "1e12",
            "721h",
            "999999999999h",
            "m",
            "30m1h",
            "１０m"
        }) {
            DeploymentException e =
                    assertThrows(text, DeploymentException.class, () -> Durations.parse("timeout", text));
            assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
            assertThat(e.getMessage(), allOf(containsString("timeout: "), containsString("10m")));
        }
    }
}
