package io.jenkins.plugins.deploymentsteps.core;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.Test;

@Covers("S-07")
public class RedactorTest {
    private static final String SECRET = "s3cr\"et/<with>&more+ \\";

    @Test
    public void everyFormInWhichASecretTravelsIsHidden() {
        Redactor redactor = Redactor.of(List.of(SECRET));
        for (String form : List.of(
                SECRET,
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8),
                URLEncoder.encode(SECRET, StandardCharsets.UTF_8).replace("+", "%20"),
                "s3cr%22et%2f%3cwith%3e%26more%2b%20%5c",
                "s3cr\\\"et/<with>&more+ \\\\",
                "s3cr\\\"et/\\u003cwith\\u003e\\u0026more+ \\\\",
                "s3cr\\\"et\\/<with>&more+ \\\\",
                "s3cr\\\"et/\\<with\\>\\&more+\\ \\\\")) {
            assertThat(redactor.redact("before " + form + " after"), equalTo("before **** after"));
        }
    }

    @Test
    public void whatIsQuotedForAShellIsHidden() {
        Redactor redactor = Redactor.of(List.of("it's $5 `now`"));
        for (String form : List.of("it'\\''s $5 `now`", "it's \\$5 \\`now\\`", "it\\'s\\ \\$5\\ \\`now\\`")) {
            assertThat(redactor.redact("echo " + form + ";"), equalTo("echo ****;"));
        }
    }

    @Test
    public void base64IsHiddenAtEachAlignment() {
        Redactor redactor = Redactor.of(List.of("correct-horse-battery"));
        for (String user : List.of("", "a", "ab", "abc", "user:")) {
            String header = Base64.getEncoder()
                    .encodeToString((user + "correct-horse-battery").getBytes(StandardCharsets.UTF_8));
            String redacted = redactor.redact("Basic " + header);
            assertThat(redacted, containsString("****"));
            // What is left of the secret is at most the bits that share a character with its neighbour.
            assertThat(redacted.length() < "Basic ****".length() + user.length() * 2 + 5, equalTo(true));
        }
    }

    @Test
    public void theLongerOfTwoOverlappingSecretsIsHiddenAsAWhole() {
        assertThat(
                Redactor.of(List.of("token", "token-and-more")).redact("x token-and-more y token z"),
                equalTo("x **** y **** z"));
    }

    @Test
    public void aSecretOfSeveralLinesIsHiddenLineByLine() {
        Redactor redactor = Redactor.of(List.of("first-line\nsecond-line\n"));
        assertThat(redactor.redact("error near second-line"), equalTo("error near ****"));
        assertThat(redactor.redact("{\"key\":\"first-line\\nsecond-line\\n\"}"), not(containsString("line\\n")));
    }

    @Test
    public void whatIsTooShortToBeASecretHidesNothing() {
        assertThat(Redactor.of(List.of("a", "", "abc")).redact("abc a"), equalTo("abc a"));
    }
}
