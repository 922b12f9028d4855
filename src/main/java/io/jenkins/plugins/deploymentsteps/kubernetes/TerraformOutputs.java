package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Reads a cluster from the outputs of Terraform or OpenTofu, as {@code terraform output -json} prints all of them or
 * {@code terraform output -json NAME} one object.
 *
 * <p>The names are those of the arguments of Terraform's provider {@code kubernetes}, and what modules of the large
 * clouds call them; a prefix {@code cluster_}, {@code kubernetes_}, {@code kube_} or {@code k8s_} does not matter, nor does
 * upper case, nor a hyphen for an underscore. The fields may be outputs of their own, or fields of one output that is an
 * object or a list with one. No error quotes a value.
 */
final class TerraformOutputs {
    /** What the provider calls it, and what else it is called. */
    private static final Map<String, Set<String>> NAMES = new LinkedHashMap<>();

    /** Arguments of the provider that would have the controller run a program, read a file, or trust anybody. */
    private static final Map<String, String> REFUSED = Map.of(
            "exec", "It would run a program on the Jenkins controller. Output a token instead.",
            "insecure", "Anybody on the way could read the credential. Output cluster_ca_certificate instead.",
            "proxy_url", "It would send the credential through another server. Remove it.",
            "config_path", "It names a file on the Jenkins controller. Output host, cluster_ca_certificate and token.",
            "config_paths", "It names files on the Jenkins controller. Output host, cluster_ca_certificate and token.");

    private static final List<String> PREFIXES = List.of("cluster_", "kubernetes_", "kube_", "k8s_");

    static {
        NAMES.put("kubeconfig", Set.of("kubeconfig", "config", "kubeconfig_raw", "config_raw", "raw_config"));
        NAMES.put("host", Set.of("host", "endpoint", "server", "api_server", "api_endpoint"));
        NAMES.put(
                "cluster_ca_certificate",
                Set.of("ca_certificate", "ca_cert", "ca", "certificate_authority_data", "certificate_authority"));
        NAMES.put("token", Set.of("token", "access_token", "service_account_token"));
        NAMES.put("client_certificate", Set.of("client_certificate", "client_cert", "client_certificate_data"));
        NAMES.put("client_key", Set.of("client_key", "client_key_data"));
        NAMES.put("username", Set.of("username", "user"));
        NAMES.put("password", Set.of("password"));
        NAMES.put("tls_server_name", Set.of("tls_server_name"));
    }

    private final String where;
    private final Map<String, Object> fields;

    private TerraformOutputs(String where, Map<String, Object> fields) {
        this.where = where;
        this.fields = fields;
    }

    /**
     * Reads the connection.
     *
     * @param json the whole file
     * @param context must be null, unless an output is a kubeconfig
     * @throws DeploymentException (invalid input) naming the output that is missing, wrong, refused or ambiguous
     */
    static ClusterConnection parse(Map<?, ?> json, @CheckForNull String context) throws DeploymentException {
        Map<String, Object> outputs = values(json);
        List<TerraformOutputs> found = new ArrayList<>();
        addIfCluster(found, "the outputs", outputs);
        for (Map.Entry<String, Object> output : outputs.entrySet()) {
            Object value = output.getValue();
            Object only = value instanceof List<?> list && list.size() == 1 ? list.get(0) : value;
            if (only instanceof Map<?, ?> nested) {
                addIfCluster(found, "the output '" + shown(output.getKey()) + "'", texts(nested));
            }
        }
        if (found.isEmpty()) {
            throw ClusterFile.invalid("It is no kubeconfig, and none of its outputs ("
                    + outputs.keySet().stream()
                            .limit(20)
                            .map(TerraformOutputs::shown)
                            .collect(Collectors.joining(", "))
                    + ") is a cluster: an output 'host' with 'cluster_ca_certificate' and 'token' is expected, or an output"
                    + " 'kubeconfig'. Add them to the Terraform configuration.");
        } else if (found.size() > 1) {
            throw ClusterFile.invalid("It holds several clusters, in "
                    + found.stream().map(each -> each.where).collect(Collectors.joining(" and in "))
                    + ". Write only one of them, with 'terraform output -json NAME'.");
        }
        return found.get(0).connection(context);
    }

    /** Takes each output out of what Terraform tells of it; an object that was printed by its name is one already. */
    private static Map<String, Object> values(Map<?, ?> json) {
        boolean wrapped = json.values().stream()
                .allMatch(each -> each instanceof Map<?, ?> output
                        && output.containsKey("value")
                        && (output.containsKey("type") || output.containsKey("sensitive")));
        Map<String, Object> values = new LinkedHashMap<>();
        texts(json).forEach((name, each) -> values.put(name, wrapped ? ((Map<?, ?>) each).get("value") : each));
        return values;
    }

    private static Map<String, Object> texts(Map<?, ?> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(String.valueOf(key), value));
        return copy;
    }

    private static void addIfCluster(List<TerraformOutputs> found, String where, Map<String, Object> fields) {
        TerraformOutputs outputs = new TerraformOutputs(where, fields);
        if (!outputs.named("host").isEmpty() || outputs.hasKubeconfig()) {
            found.add(outputs);
        }
    }

    /** An output of that name may also be an object with the cluster's fields, as Azure's {@code kube_config} is. */
    private boolean hasKubeconfig() {
        return named("kubeconfig").stream().anyMatch(name -> fields.get(name) instanceof String);
    }

    private boolean hasHostWithCredential() {
        return !named("host").isEmpty()
                && List.of("token", "client_certificate", "username").stream()
                        .anyMatch(argument -> !named(argument).isEmpty());
    }

    private ClusterConnection connection(@CheckForNull String context) throws DeploymentException {
        for (Map.Entry<String, Object> field : fields.entrySet()) {
            String refusal = REFUSED.get(normal(field.getKey()));
            if (refusal != null && isSet(field.getValue())) {
                throw ClusterFile.invalid(
                        "In " + where + ", '" + shown(field.getKey()) + "' is not allowed. " + refusal);
            }
        }
        if (hasKubeconfig() && !hasHostWithCredential()) {
            return Kubeconfig.parse(text("kubeconfig"), context);
        }
        if (context != null) {
            throw ClusterFile.invalid(
                    "It is no kubeconfig, and only those have contexts. Remove the argument 'context'.");
        }
        String host = text("host");
        if (host.isEmpty()) {
            throw ClusterFile.invalid("In " + where + ", 'host' has no value. Is the cluster there yet?");
        }
        String authority = pem("cluster_ca_certificate");
        String serverName = text("tls_server_name");
        return new ClusterConnection(
                host.contains("://") ? host : "https://" + host,
                authority.isEmpty() ? null : authority,
                auth(),
                null,
                false,
                serverName.isEmpty() ? null : serverName);
    }

    private ClusterAuth auth() throws DeploymentException {
        String certificate = pem("client_certificate");
        String key = pem("client_key");
        String token = text("token");
        String user = text("username");
        // As the provider does, a token goes before a certificate: some clouds output both, the certificate for admins.
        if (!token.isEmpty()) {
            return new ClusterAuth.Token(token);
        } else if (!certificate.isEmpty() && !key.isEmpty()) {
            return new ClusterAuth.ClientCertificate(certificate, key);
        } else if (!certificate.isEmpty() || !key.isEmpty()) {
            throw ClusterFile.invalid("In " + where + " there is only one of 'client_certificate' and 'client_key'.");
        } else if (!user.isEmpty()) {
            return new ClusterAuth.UserPassword(user, text("password"));
        }
        throw ClusterFile.invalid("In " + where + " there is a host and no credential for it: a 'token',"
                + " 'client_certificate' with 'client_key', or 'username' with 'password'.");
    }

    private List<String> named(String argument) {
        return fields.keySet().stream()
                .filter(name -> NAMES.get(argument).contains(normal(name)))
                .toList();
    }

    private static String normal(String name) {
        String lower = name.toLowerCase(Locale.ROOT).replace('-', '_');
        for (String prefix : PREFIXES) {
            if (lower.startsWith(prefix) && lower.length() > prefix.length()) {
                return lower.substring(prefix.length());
            }
        }
        return lower;
    }

    private static boolean isSet(@CheckForNull Object value) {
        return value != null
                && !Boolean.FALSE.equals(value)
                && !value.equals("")
                && !(value instanceof List<?> list && list.isEmpty())
                && !(value instanceof Map<?, ?> map && map.isEmpty());
    }

    /** Returns the text of the one output that is an argument; empty if there is none, or it has no value. */
    private String text(String argument) throws DeploymentException {
        List<String> names =
                named(argument).stream().filter(name -> isSet(fields.get(name))).toList();
        if (names.isEmpty()) {
            return "";
        } else if (names.size() > 1) {
            throw ClusterFile.invalid("In " + where + ", "
                    + names.stream().map(name -> "'" + shown(name) + "'").collect(Collectors.joining(" and "))
                    + " both mean '" + argument + "'. Rename one of them.");
        }
        if (!(fields.get(names.get(0)) instanceof String text)) {
            throw ClusterFile.invalid("In " + where + ", '" + shown(names.get(0)) + "' is no text.");
        }
        return text.strip();
    }

    /** Returns PEM, which some clouds give in Base64. */
    private String pem(String argument) throws DeploymentException {
        String text = text(argument);
        if (text.isEmpty() || text.startsWith("-----BEGIN")) {
            return text;
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(text.replaceAll("\\s", ""));
            String decoded = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (decoded.strip().startsWith("-----BEGIN")) {
                return decoded;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Told below, without what it says of the value.
        }
        throw ClusterFile.invalid("In " + where + ", '" + argument + "' is neither PEM nor PEM in Base64.");
    }

    private static String shown(String name) {
        return Text.shorten(name, 60);
    }
}
