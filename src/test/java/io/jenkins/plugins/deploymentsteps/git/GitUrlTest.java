package io.jenkins.plugins.deploymentsteps.git;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.CoreMatchers.not;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertThrows;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import org.eclipse.jgit.transport.URIish;
import org.junit.Test;

@Covers({"S-18", "S-19", "B-18", "P-10"})
public class GitUrlTest {
    /** What a command-line git or its helpers would take for an option, a command or a local file. */
    private static final List<String> BAD = List.of(
            "-",
            "--",
            "-u",
            "--upload-pack=touch /tmp/x",
            "--upload-pack",
            "-oProxyCommand=touch x",
            "--exec=x",
            "--output=x",
            "--config=x",
            "-c core.x=y",
            "--template=x",
            "--separate-git-dir=x",
            "--reference=x",
            "--local",
            "--no-hardlinks",
            "--bare",
            "ext::sh -c touch% x",
            "ext::ssh",
            "ext::x",
            "fd::3",
            "fd::3,4",
            "file:x",
            "file:/x",
            "file://x",
            "file:///etc/passwd",
            "FILE:///x",
            "/",
            "/etc",
            "/srv/repo.git",
            "./x",
            "../x",
            ".",
            "..",
            "~",
            "~/x",
            "C:\\x",
            "C:/x",
            "c:x",
            "\\\\host\\share",
            "//host/share",
            "git://host/x",
            "git+ssh://host/x",
            "amazon-s3://k@b/x",
            "s3://b/x",
            "ftp://h/x",
            "ftps://h/x",
            "sftp://h/x",
            "javascript:x",
            "jar:file:/x!/",
            "bundle:x",
            "x.bundle",
            "`touch x`",
            "$(touch x)",
            "x;touch x",
            "x|y",
            "|x",
            "&x",
            "host",
            "host/path",
            "host:path",
            "",
            " ",
            "https://",
            "https:///x",
            "https://h",
            "https://h/",
            "https:/h/x",
            "https:h/x",
            "https://-oProxyCommand=x/y",
            "https://h:0/x",
            "https://h:99999/x",
            "https://h:x/y",
            "https://h//x",
            "https://h/x?y",
            "https://h/x#y",
            "https://h/-x",
            "https://h/x y",
            "https://h/x\ny",
            "https://h/%0ax",
            "https://h/%00",
            "https://h/x\\y",
            "https://h/\u202ex",
            "ssh://-oProxyCommand=x/y",
            "ssh://-x@h/y",
            "ssh://h/-x",
            "ssh://h",
            "git@-oProxyCommand=x:y",
            "-x@h:y",
            "git@h:",
            "git@h:-x",
            "git@h::x",
            "git@h://x",
            "git@h x:y",
            "git@:x",
            "@h:x",
            "https://[::1/x",
            "https://[x]/y",
            "https://h/" + "x".repeat(2000));

    @Test
    public void refusesWhatIsNotARemoteRepository() {
        for (String bad : BAD) {
            assertRefused(bad);
        }
    }

    @Test
    public void refusesBadBeginningsBeforeAGoodUrl() {
        for (String bad : BAD) {
            if (!bad.isBlank()) {
                assertRefused(bad + " https://host.example/x.git");
            }
        }
        for (String bad :
                List.of("--upload-pack=", "ext::", "-", "fd::", "file:", "`x`", "$(x)", " ", "\t", "\n", "\u0000")) {
            assertRefused(bad + "https://host.example/x.git");
        }
    }

    @Test
    public void refusesCredentialsWithoutRepeatingThem() {
        for (String bad : List.of(
                "https://user:hunter22@h.example/x.git",
                "http://hunter22@h.example/x.git",
                "ssh://git:hunter22@h.example/x",
                "https://user:hunter22@evil@h.example/x",
                "HTTPS://hunter22@h.example/x",
                "ftp://user:hunter22@h/x")) {
            String message = assertRefused(bad);
            assertThat(message, not(containsString("hunter22")));
        }
    }

    @Test
    public void readsWhatPeopleWrite() throws Exception {
        assertUrl("https://host.example/group/x.git", "https", null, "host.example", -1);
        assertUrl("http://127.0.0.1:3000/x.git", "http", null, "127.0.0.1", 3000);
        assertUrl("https://[::1]:8443/x", "https", null, "[::1]", 8443);
        assertUrl("ssh://git@host.example:2222/x.git", "ssh", "git", "host.example", 2222);
        assertUrl("ssh://host.example/x.git", "ssh", null, "host.example", -1);
        assertUrl("git@host.example:group/x.git", "ssh", "git", "host.example", -1);
        assertUrl("git@host.example:/srv/x.git", "ssh", "git", "host.example", -1);
        assertUrl("https://dev.azure.example/o/p%20q/_git/r", "https", null, "dev.azure.example", -1);
        assertUrl("ssh://git@host.example/~user/x.git", "ssh", "git", "host.example", -1);
        assertTrue(GitUrl.parse("http://h/x").isPlain());
        assertFalse(GitUrl.parse("https://h/x").isPlain());
    }

    private static void assertUrl(String text, String scheme, String user, String host, int port) throws Exception {
        GitUrl url = GitUrl.parse(text);
        assertEquals(text, scheme, url.scheme());
        assertEquals(text, user, url.user());
        assertEquals(text, host, url.host());
        assertEquals(text, port, url.port());
        // JGit must understand it as we do: what is checked is what is reached.
        URIish uri = new URIish(text);
        assertEquals(text, host.replaceAll("[\\[\\]]", ""), uri.getHost().replaceAll("[\\[\\]]", ""));
        assertEquals(text, port, uri.getPort());
        assertEquals(text, user, uri.getUser());
    }

    private static String assertRefused(String text) {
        DeploymentException failure = assertThrows(text, DeploymentException.class, () -> GitUrl.parse(text));
        assertEquals(text, DeploymentException.Kind.INVALID_INPUT, failure.kind());
        return failure.getMessage();
    }
}
