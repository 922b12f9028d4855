package io.jenkins.plugins.deploymentsteps.http;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.Map;
import org.junit.Test;

public class ApiUrlTest {
    @Test
    @Covers("S-27")
    public void aSegmentStaysOneSegment() throws Exception {
        Map<String, String> encoded = Map.of(
                "shop", "shop",
                "a/b", "a%2Fb",
                "%2F", "%252F",
                "a?x=y", "a%3Fx%3Dy",
                "a#b", "a%23b",
                "a b+c", "a%20b%2Bc",
                "../x", "..%2Fx",
                "…", "%E2%80%A6",
                "a;b=c", "a%3Bb%3Dc",
                "a:b@c", "a%3Ab%40c");
        for (Map.Entry<String, String> entry : encoded.entrySet()) {
            assertThat(
                    base().path("apps", entry.getKey(), "sync").uri().toString(),
                    is("https://argocd.example/root/apps/" + entry.getValue() + "/sync"));
            assertThat(
                    base().query("name", entry.getKey()).uri().toString(),
                    is("https://argocd.example/root?name=" + entry.getValue()));
        }
    }

    @Test
    @Covers("S-27")
    public void whatCannotBeANameIsRefused() {
        for (String segment : new String[] {"", ".", "..", "a\r\nHost: evil", "a\nb", "a\u0000b", "a\u007fb"}) {
            assertThrows(segment, DeploymentException.class, () -> base().path(segment));
        }
        assertThrows(DeploymentException.class, () -> base().query("a", "b\r\nc"));
    }

    @Test
    public void queriesAddUp() throws Exception {
        assertThat(
                base().path("a")
                        .query("x", "1")
                        .query("none", null)
                        .query("y", "2")
                        .uri()
                        .toString(),
                is("https://argocd.example/root/a?x=1&y=2"));
        assertThat(base().query("token", "x").toString(), is("https://argocd.example/root"));
    }

    @Test
    @Covers("B-25")
    public void eachMistakeInTheBaseHasItsOwnMessage() {
        Map<String, String> mistakes = Map.ofEntries(
                Map.entry("", "is empty"),
                Map.entry("  ", "is empty"),
                Map.entry("argocd.example", "has no scheme. Write it as https://argocd.example"),
                Map.entry("argocd.example:8443", "has no scheme. Write it as https://argocd.example:8443"),
                Map.entry("ftp://argocd.example", "must begin with https://"),
                Map.entry("file:///etc/passwd", "must begin with https://"),
                Map.entry("https:///root", "names no host"),
                Map.entry("https://under_score:x", "names no host"),
                Map.entry("https://argocd.example?x=y", "must end before the '?' or '#'"),
                Map.entry("https://argocd.example/#/apps", "must end before the '?' or '#'"),
                Map.entry("https://argo cd.example", "is not a URL"),
                Map.entry("https://argocd.example/../x", "leaves the server's root"),
                Map.entry("http://argocd.example", "would send the credential unencrypted"));
        mistakes.forEach((text, words) -> {
            DeploymentException failure =
                    assertThrows(text, DeploymentException.class, () -> ApiUrl.parse("url", text, false));
            assertThat(failure.getMessage(), containsString(words));
            assertThat(failure.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        });
    }

    @Test
    @Covers("S-07")
    public void userInfoIsRefusedAndNotRepeated() {
        for (String text : new String[] {"https://alice:s3cret@argocd.example", "alice:s3cret@argocd.example"}) {
            DeploymentException failure =
                    assertThrows(DeploymentException.class, () -> ApiUrl.parse("url", text, false));
            assertThat(failure.getMessage(), not(containsString("s3cret")));
        }
    }

    @Test
    @Covers("B-25")
    public void aRootPathAndAPortAreKept() throws Exception {
        assertThat(
                ApiUrl.parse("url", " HTTPS://ArgoCD.example:8443/a/b// ", false)
                        .path("api")
                        .uri()
                        .toString(),
                is("https://argocd.example:8443/a/b/api"));
        assertThat(
                ApiUrl.parse("url", "https://[::1]:8443", false)
                        .path("api")
                        .uri()
                        .toString(),
                is("https://[::1]:8443/api"));
        assertThat(ApiUrl.parse("url", "http://argocd", true).uri().toString(), is("http://argocd"));
    }

    private static ApiUrl base() throws DeploymentException {
        return ApiUrl.parse("url", "https://argocd.example/root/", false);
    }
}
