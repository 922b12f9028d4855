package io.jenkins.plugins.deploymentsteps.scenarios;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The search that every scenario ends with would find what it looks for. */
public class SecretSearchTest {
    private static final String SECRET = "s3cret/with+odd=chars";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    private List<String> find(String secret, String content) throws Exception {
        Path directory = folder.newFolder().toPath();
        Files.writeString(Files.createDirectories(directory.resolve("workflow")).resolve("3.xml"), content);
        return new SecretSearch(List.of(secret)).in(directory);
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    public void findsEveryFormOfASecret() throws Exception {
        assertThat(find(SECRET, "<a>" + SECRET + "</a>"), hasSize(1));
        assertThat(find(SECRET, "?q=" + URLEncoder.encode(SECRET, StandardCharsets.UTF_8)), hasSize(1));
        for (String before : List.of("", "a", "ab", "user:")) {
            assertThat(before, find(SECRET, "Basic " + base64(before + SECRET + "!")), is(not(empty())));
        }
    }

    @Test
    public void findsASecretThatIsQuotedForAShellOrEscaped() throws Exception {
        String secret = "it's \"$ecret\" \\ & more";
        for (String form : List.of(
                "'it'\\''s \"$ecret\" \\ & more'",
                "\"it's \\\"\\$ecret\\\" \\\\ & more\"",
                "it\\'s\\ \\\"\\$ecret\\\"\\ \\\\\\ \\&\\ more",
                "{\"a\": \"it's \\\"$ecret\\\" \\\\ & more\"}",
                "<a>it's &quot;$ecret&quot; \\ &amp; more</a>",
                "it%27s%20%22%24ecret%22%20%5C%20%26%20more",
                "it%27s+%22%24ecret%22+%5c+%26+more")) {
            assertThat(form, find(secret, form), is(not(empty())));
        }
    }

    @Test
    public void findsTheSecretsOfAKubeconfigAndNotItsOtherLines() throws Exception {
        String key = "LS0tLS1CRUdJTiBFQyBQUklWQVRFIEtFWS0tLS0tCk1IY0NBUUVF";
        String kubeconfig = "apiVersion: v1\nusers:\n- name: admin\n  user:\n    client-key-data: " + key + "\n";
        assertThat(find(kubeconfig, "apiVersion: v1 users: name: admin"), is(empty()));
        assertThat(find(kubeconfig, "…" + key + "…"), is(not(empty())));
    }

    @Test
    public void findsNothingInInnocentText() throws Exception {
        assertThat(find(SECRET, "s3cret, with odd chars: ****"), is(empty()));
    }
}
