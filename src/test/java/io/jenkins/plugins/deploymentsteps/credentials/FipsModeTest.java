package io.jenkins.plugins.deploymentsteps.credentials;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import jenkins.security.FIPS140;
import org.junit.Test;

/** What FIPS mode refuses. */
@Covers({"S-37", "S-16"})
public class FipsModeTest {
    @Test
    public void withoutItNothingIsRefused() throws Exception {
        FipsMode.checkUrl(false, "server", "http://plain.example");
        FipsMode.checkSkipTlsVerify(false, true);
        assertThat("this JVM was started without it", FIPS140.useCompliantAlgorithms(), is(false));
    }

    @Test
    public void inItOnlyVerifiedTlsIsLeft() throws Exception {
        for (String url : List.of("http://plain.example", " HTTP://plain.example/x")) {
            DeploymentException refused =
                    assertThrows(DeploymentException.class, () -> FipsMode.checkUrl(true, "url", url));
            assertThat(
                    refused.getMessage(),
                    allOf(startsWith("url: "), containsString("FIPS mode"), containsString("Use https://")));
        }
        for (String url : new String[] {"https://tls.example", "git@tls.example:x", "ssh://git@tls.example/x", null}) {
            FipsMode.checkUrl(true, "url", url);
        }
        DeploymentException refused =
                assertThrows(DeploymentException.class, () -> FipsMode.checkSkipTlsVerify(true, true));
        assertThat(refused.getMessage(), allOf(startsWith("skipTlsVerify: "), containsString("FIPS mode")));
        FipsMode.checkSkipTlsVerify(true, false);
    }
}
