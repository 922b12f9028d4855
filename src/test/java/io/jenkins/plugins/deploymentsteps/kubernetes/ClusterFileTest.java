package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.Test;

/** What an earlier stage may hand a cluster over with. */
public class ClusterFileTest {
    private static final String SECRET = "planted-secret-value";
    private static final String CA = "-----BEGIN CERTIFICATE-----\\nMIIB\\n-----END CERTIFICATE-----\\n";
    private static final String CA_TEXT = CA.replace("\\n", "\n");
    private static final String CA_BASE64 =
            Base64.getEncoder().encodeToString(CA_TEXT.getBytes(StandardCharsets.UTF_8));
    private static final ClusterConnection EXPECTED = new ClusterConnection(
            "https://one:6443", CA_TEXT.strip(), new ClusterAuth.Token(SECRET), null, false, null);

    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            current-context: a
            clusters: [{name: c, cluster: {server: "https://one:6443"}}]
            users: [{name: u, user: {token: %s}}]
            contexts: [{name: a, context: {cluster: c, user: u}}]
            """.formatted(SECRET);

    /** As {@code terraform output -json} prints outputs. */
    private static String outputs(String... namesAndJsonValues) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < namesAndJsonValues.length; i += 2) {
            json.append(i == 0 ? "" : ", ")
                    .append('"')
                    .append(namesAndJsonValues[i])
                    .append("\": {\"sensitive\": true, \"type\": \"string\", \"value\": ")
                    .append(namesAndJsonValues[i + 1])
                    .append('}');
        }
        return json.append("}\n").toString();
    }

    private static String text(String value) {
        return '"' + value + '"';
    }

    private static String refused(String content) {
        return refused(content, null);
    }

    private static String refused(String content, String context) {
        DeploymentException refused =
                assertThrows(DeploymentException.class, () -> ClusterFile.parse(content, context));
        assertThat(refused.kind(), is(Kind.INVALID_INPUT));
        for (Throwable at = refused; at != null; at = at.getCause()) {
            assertThat(at.toString(), not(containsString("planted-secret")));
        }
        return refused.getMessage();
    }

    @Test
    public void aKubeconfigIsTakenAsYamlAsJsonAndAsAnOutputsJsonText() throws Exception {
        String json = "{\"clusters\": [{\"name\": \"c\", \"cluster\": {\"server\": \"https://one:6443\"}}], \"users\":"
                + " [{\"name\": \"u\", \"user\": {\"token\": \"" + SECRET + "\"}}], \"contexts\": [{\"name\": \"a\","
                + " \"context\": {\"cluster\": \"c\", \"user\": \"u\"}}], \"current-context\": \"a\"}";
        for (String each :
                List.of(KUBECONFIG, json, text(KUBECONFIG.replace("\"", "\\\"").replace("\n", "\\n")))) {
            ClusterConnection connection = ClusterFile.parse(each, null);
            assertThat(connection.server(), is("https://one:6443"));
            assertThat(connection.auth(), is(new ClusterAuth.Token(SECRET)));
        }
        assertThat(refused(KUBECONFIG, "b"), containsString("no context of the name 'b'"));
        assertThat(
                refused(KUBECONFIG.replace("token:", "exec: {command: touch}, token:")),
                containsString("user.exec, which is not allowed"));
    }

    @Test
    public void outputsAreTakenAsTerraformsProviderNamesThem() throws Exception {
        assertThat(
                ClusterFile.parse(
                        outputs(
                                "host", text("https://one:6443"),
                                "cluster_ca_certificate", text(CA),
                                "token", text(SECRET),
                                "cluster_name", text("one")),
                        null),
                is(EXPECTED));
        ClusterConnection certificate = ClusterFile.parse(
                outputs(
                        "host",
                        text("https://one:6443"),
                        "client_certificate",
                        text(CA),
                        "client_key",
                        text("-----BEGIN EC PRIVATE KEY-----\\nx\\n-----END EC PRIVATE KEY-----")),
                null);
        assertThat(certificate.auth() instanceof ClusterAuth.ClientCertificate, is(true));
        ClusterConnection user = ClusterFile.parse(
                outputs(
                        "host", text("https://one:6443"),
                        "username", text("joe"),
                        "password", text(SECRET)),
                null);
        assertThat(user.auth(), is(new ClusterAuth.UserPassword("joe", SECRET)));
        assertThat(user.secrets(), is(List.of(SECRET)));
    }

    /** Each pair of names is one that a large module or cloud uses. */
    @Test
    public void otherNamesOfTheSameAreTaken() throws Exception {
        Map<String, String> hosts = Map.of(
                "host", "token",
                "cluster_endpoint", "cluster_token",
                "kubernetes_host", "kubernetes_token",
                "endpoint", "access_token",
                "kube-host", "kube-token",
                "K8S_API_SERVER", "K8S_TOKEN");
        for (Map.Entry<String, String> each : hosts.entrySet()) {
            for (String authority :
                    List.of("cluster_ca_certificate", "ca_certificate", "cluster_certificate_authority_data")) {
                assertThat(
                        each + " " + authority,
                        ClusterFile.parse(
                                outputs(
                                        each.getKey(),
                                        text("https://one:6443"),
                                        authority,
                                        text(CA),
                                        each.getValue(),
                                        text(SECRET)),
                                null),
                        is(EXPECTED));
            }
        }
    }

    @Test
    public void certificatesInBase64AndHostsWithoutSchemeAreTaken() throws Exception {
        ClusterConnection connection = ClusterFile.parse(
                outputs(
                        "endpoint", text("203.0.113.7"),
                        "cluster_certificate_authority_data", text(CA_BASE64),
                        "token", text(SECRET + "\\n")),
                null);
        assertThat(connection.server(), is("https://203.0.113.7"));
        assertThat(connection.caCertificate(), is(CA_TEXT));
        assertThat(connection.auth(), is(new ClusterAuth.Token(SECRET)));
    }

    @Test
    public void oneOutputMayBeTheClusterWhole() throws Exception {
        String object = "{\"host\": \"https://one:6443\", \"cluster_ca_certificate\": \"" + CA + "\", \"token\": \""
                + SECRET + "\"}";
        assertThat(
                "an object", ClusterFile.parse(outputs("cluster", object, "region", text("eu")), null), is(EXPECTED));
        assertThat(
                "a list of one, as of Azure",
                ClusterFile.parse(outputs("kube_config", "[" + object + "]"), null),
                is(EXPECTED));
        assertThat("printed by its name", ClusterFile.parse(object, null), is(EXPECTED));
        assertThat(
                "a kubeconfig among others",
                ClusterFile.parse(
                                outputs(
                                        "region",
                                        text("eu"),
                                        "kube_config_raw",
                                        text(KUBECONFIG.replace("\"", "\\\"").replace("\n", "\\n"))),
                                "a")
                        .server(),
                is("https://one:6443"));
    }

    @Test
    @Covers("B-16")
    public void whatIsMissingWrongOrAmbiguousIsNamed() {
        assertThat(refused(" \n"), startsWith("It is empty."));
        assertThat(refused("\"" + SECRET), startsWith("It begins with a quote"));
        assertThat(
                refused("\nWarning: Unable to open CLI configuration file\n\n" + outputs("token", text(SECRET))),
                startsWith("There is other text before its JSON."));
        assertThat(refused("{\"" + SECRET), startsWith("The kubeconfig cannot be read as YAML"));
        assertThat(
                refused(outputs("region", text("eu"), "vpc", text(SECRET))),
                allOf(startsWith("It is no kubeconfig"), containsString("(region, vpc)")));
        assertThat(
                refused(outputs("host", text("https://one"))),
                is("In the outputs there is a host and no credential for it: a 'token', 'client_certificate' with"
                        + " 'client_key', or 'username' with 'password'."));
        assertThat(refused(outputs("host", "null", "token", text(SECRET))), containsString("'host' has no value"));
        assertThat(refused(outputs("host", "7", "token", text(SECRET))), containsString("'host' is no text"));
        assertThat(
                refused(outputs("host", text("https://one"), "endpoint", text("https://two"), "token", text(SECRET))),
                containsString("'host' and 'endpoint' both mean 'host'"));
        assertThat(
                refused(outputs("host", text("https://one"), "client_certificate", text(CA))),
                containsString("only one of 'client_certificate' and 'client_key'"));
        assertThat(
                refused(outputs("host", text("h"), "token", text("t"), "ca_certificate", text(SECRET))),
                containsString("'cluster_ca_certificate' is neither PEM nor PEM in Base64"));
        String object = "{\"host\": \"https://one\", \"token\": \"" + SECRET + "\"}";
        assertThat(
                refused(outputs("blue", object, "green", object)),
                containsString("several clusters, in the output 'blue' and in the output 'green'"));
        assertThat(
                refused(outputs("host", text("https://one"), "token", text(SECRET)), "prod"),
                containsString("only those have contexts"));
    }

    @Test
    @Covers({"S-14", "S-16"})
    public void whatWouldRunReadOrTrustAnythingIsRefused() {
        for (Map.Entry<String, String> each : Map.of(
                        "exec",
                        "[{\"command\": \"touch\"}]",
                        "insecure",
                        "true",
                        "config_path",
                        text("/etc/kubeconfig"),
                        "proxy_url",
                        text("http://proxy"))
                .entrySet()) {
            String object = "{\"host\": \"https://one\", \"token\": \"" + SECRET + "\", \"" + each.getKey() + "\": "
                    + each.getValue() + "}";
            assertThat(
                    refused(outputs("cluster", object)),
                    startsWith("In the output 'cluster', '" + each.getKey() + "' is not allowed. "));
        }
    }
}
