package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.http.ProxySettings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

public class KubeconfigTest {
    private static final String SECRET = "planted-secret-value";

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    @Covers("S-14")
    public void onlyTheAllowedFieldsOfTheChosenContextAreTaken() throws Exception {
        ClusterConnection connection = Kubeconfig.parse("""
                apiVersion: v1
                kind: Config
                current-context: one
                preferences: {colors: true}
                clusters:
                - name: c1
                  cluster: {server: "https://one:6443/k8s/", certificate-authority-data: %s, tls-server-name: api, extensions: [x]}
                - name: c2
                  cluster: {server: https://two}
                users:
                - name: u1
                  user: {token: " %s\\n"}
                - name: u2
                  user: {username: joe, password: %s}
                contexts:
                - name: one
                  context: {cluster: c1, user: u1, namespace: shop}
                - name: two
                  context: {cluster: c2, user: u2}
                """.formatted(base64("PEM"), SECRET, SECRET), null);
        assertThat(
                connection,
                equalTo(new ClusterConnection(
                        "https://one:6443/k8s/", "PEM", new ClusterAuth.Token(SECRET), "shop", false, "api")));
        assertThat(connection.toString(), not(containsString(SECRET)));
        assertThat(connection.secrets().contains(SECRET), is(true));
    }

    @Test
    public void anotherContextCanBeNamed() throws Exception {
        String text = config("{server: https://one}", "{token: x}")
                + "- {name: other, context: {cluster: c, user: v}}\nusers2: []\n";
        String twoUsers =
                text.replace("users:\n", "users:\n- {name: v, user: {username: joe, password: " + SECRET + "}}\n");
        ClusterConnection connection = Kubeconfig.parse(twoUsers, "other");
        assertThat(connection.auth(), equalTo(new ClusterAuth.UserPassword("joe", SECRET)));
        assertThat(connection.auth().toString(), not(containsString(SECRET)));
        assertThat(connection.caCertificate(), is(nullValue()));
        assertRefused(twoUsers, "no-such", "no context of the name 'no-such'");
    }

    @Test
    @Covers("S-14")
    public void aProgramThatItNamesIsNeverRun() throws Exception {
        Path marker = folder.getRoot().toPath().resolve("marker");
        String exec = "{exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ['" + marker + "']}}";
        assertRefused(config("{server: https://one}", exec), null, "user.exec", "Use a ServiceAccount's token instead");
        String unused = config("{server: https://one}", "{token: x}")
                .replace("users:\n", "users:\n- {name: v, user: " + exec + "}\n");
        try (var cluster = Fabric8Cluster.open(Kubeconfig.parse(unused, null), ProxySettings.OF_JAVA)) {
            assertThat(cluster.url(), equalTo("https://one"));
        }
        assertThat(Files.exists(marker), is(false));
    }

    @Test
    @Covers({"S-14", "S-16"})
    public void fieldsThatWouldReadFilesOrTrustAnybodyAreRefusedByName() {
        Map<String, String> refused = Map.of(
                "{tokenFile: /etc/passwd}",
                "user.tokenFile",
                "{auth-provider: {name: gcp}}",
                "user.auth-provider",
                "{client-certificate: /a, client-key: /b}",
                "user.client-certificate",
                "{client-key: /b, token: " + SECRET + "}",
                "user.client-key",
                "{token: " + SECRET + ", as: admin}",
                "user.as",
                "{token: " + SECRET + ", as-groups: [x]}",
                "user.as-groups");
        refused.forEach(
                (user, field) -> assertRefused(config("{server: https://one}", user), null, field, "not allowed"));
        assertRefused(
                config("{server: https://one, certificate-authority: /etc/ca.pem}", "{token: x}"),
                null,
                "cluster.certificate-authority",
                "kubectl config view --raw --flatten");
        assertRefused(config("{server: https://one, proxy-url: 'http://p'}", "{token: x}"), null, "cluster.proxy-url");
        assertRefused(
                config("{server: https://one, insecure-skip-tls-verify: true}", "{token: x}"),
                null,
                "insecure-skip-tls-verify");
    }

    @Test
    @Covers({"S-14", "B-16"})
    public void whatIsWrongIsNamedAndNothingIsQuoted() throws Exception {
        assertRefused("", null, "is empty");
        assertRefused("just " + SECRET, null, "is none");
        assertRefused("a: [" + SECRET, null, "cannot be read as YAML (line ");
        assertRefused("a: *" + SECRET, null, "cannot be read as YAML");
        assertRefused(SECRET + ": 1\n" + SECRET + ": 2\n", null, "cannot be read as YAML (line 2)");
        assertRefused("a: b\n---\nc: d\n", null, "cannot be read as YAML");
        assertRefused("apiVersion: v1\nkind: Config\n", null, "has no current-context");
        assertRefused("current-context: " + SECRET, null, "no context of the name its current-context");
        assertRefused(config("{}", "{token: x}"), null, "has no cluster.server");
        assertRefused(config("{server: https://one}", "{}"), null, "has no credential");
        assertRefused(config("{server: https://one}", "{token: 123}"), null, "user.token that is no text");
        assertRefused(config("{server: https://one}", "{client-key-data: aGFsbG8=}"), null, "only one of");
        assertRefused(
                config("{server: https://one, certificate-authority-data: '" + SECRET + "%%'}", "{token: x}"),
                null,
                "cluster.certificate-authority-data that is not PEM in Base64");
        assertRefused(
                config("{server: https://one}", "{token: x}")
                        .replace("users:\n", "users:\n- {name: u, user: {token: " + SECRET + "}}\n"),
                null,
                "several users of the same name");
        assertRefused("x".repeat(1_000_001), null, "cannot be read");
    }

    @Test
    @Covers("B-16")
    public void serverUrlsAreCheckedWithoutQuotingAPassword() throws Exception {
        for (String bad : new String[] {
            "one:6443",
            "ftp://one",
            "https://",
            "https://u:" + SECRET + "@one",
            "https://one?x=" + 1,
            "https://a b",
            "http://127.0.0.1:8001"
        }) {
            DeploymentException e = assertThrows(
                    bad, DeploymentException.class, () -> Fabric8Cluster.open(connection(bad), ProxySettings.OF_JAVA));
            assertThat(e.getMessage(), allOf(containsString("The API server's URL"), not(containsString(SECRET))));
        }
        for (String good :
                new String[] {"https://one", "https://one:6443/", "https://one/k8s/clusters/c-1/", "https://[::1]:6443"
                }) {
            Fabric8Cluster.open(connection(good), ProxySettings.OF_JAVA).close();
        }
    }

    private static ClusterConnection connection(String server) {
        return new ClusterConnection(server, null, new ClusterAuth.Token("x"), null, false, null);
    }

    private static void assertRefused(String text, String context, String... parts) {
        DeploymentException e =
                assertThrows(String.join(" ", parts), DeploymentException.class, () -> Kubeconfig.parse(text, context));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        for (String part : parts) {
            assertThat(e.getMessage(), containsString(part));
        }
        assertThat(e.getMessage(), not(containsString(SECRET)));
        assertThat(String.valueOf(e.getCause()), not(containsString(SECRET)));
    }

    private static String config(String cluster, String user) {
        return "current-context: one\nclusters:\n- {name: c, cluster: " + cluster + "}\nusers:\n- {name: u, user: "
                + user + "}\ncontexts:\n- {name: one, context: {cluster: c, user: u}}\n";
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
