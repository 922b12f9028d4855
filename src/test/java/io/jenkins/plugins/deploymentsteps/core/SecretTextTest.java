package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.List;
import org.junit.Test;

public class SecretTextTest {
    @Test
    @Covers("S-06")
    public void secretsAreToldFromNames() {
        for (String secret : List.of(
                "eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJl",
                " eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.eyJpc3MiOiJrdWJlcm5ldGVzIn0.c2lnbmF0dXJl\n",
                "ghp_0123456789abcdefghij0123456789abcdef",
                "glpat-0123456789abcdefghij",
                "sha256~0123456789abcdefghij0123456789abcdefghij",
                "k8s-aws-v1.aHR0cHM6Ly9zdHMuYW1hem9uYXdzLmNvbS8",
                "-----BEGIN RSA PRIVATE KEY-----",
                "apiVersion: v1\nkind: Config",
                "{\"apiVersion\": \"v1\", \"kind\": \"Config\"}",
                "one\ntwo",
                "x".repeat(300))) {
            assertThat(secret, SecretText.isLikely(secret), is(true));
        }
        for (String name : List.of(
                "cluster-prod",
                "0b6f3c1e-5a0c-4c58-9f0e-3d1f3a2b4c5d",
                "team/cluster",
                "eyJ",
                "token",
                "sha256-of-something-long-enough-to-be-one",
                "a.b.c",
                "")) {
            assertThat(name, SecretText.isLikely(name), is(false));
        }
        assertThat(SecretText.isLikely(null), is(false));
    }
}
