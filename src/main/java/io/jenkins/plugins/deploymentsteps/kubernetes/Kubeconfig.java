package io.jenkins.plugins.deploymentsteps.kubernetes;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads a kubeconfig without ever doing what it says: a kubeconfig can name programs to run and files to read, and it
 * comes from whoever may store a credential. Only the fields listed here are taken; a field that would change who we are
 * or whom we trust and that is not taken is refused, never dropped silently.
 *
 * <p>No error quotes the kubeconfig.
 */
public final class Kubeconfig {
    private static final YamlLimits LIMITS = new YamlLimits(1_000_000, 1, 20, 100_000, 2_000_000);
    private static final Pattern LINE = Pattern.compile(", line (\\d+)");

    /** Fields of a user that are refused, each with what to do instead. */
    private static final Map<String, String> REFUSED_OF_USER = new LinkedHashMap<>();

    /** Fields of a cluster that are refused, each with what to do instead. */
    private static final Map<String, String> REFUSED_OF_CLUSTER = new LinkedHashMap<>();

    static {
        String token = "Use a ServiceAccount's token instead: 'kubectl create token' makes one, which lives for an hour"
                + " unless --duration says otherwise; one of a Secret of the type"
                + " kubernetes.io/service-account-token does not end.";
        String embed = "Embed the content with 'kubectl config view --raw --flatten'.";
        String impersonation = "It would act as somebody else. Use that account's own credential.";
        REFUSED_OF_USER.put("exec", "It would run a program on the Jenkins controller. " + token);
        REFUSED_OF_USER.put("auth-provider", "It would ask another service for a token. " + token);
        REFUSED_OF_USER.put("tokenFile", "It names a file on the Jenkins controller. " + embed);
        REFUSED_OF_USER.put("client-certificate", "It names a file on the Jenkins controller. " + embed);
        REFUSED_OF_USER.put("client-key", "It names a file on the Jenkins controller. " + embed);
        for (String field : List.of("as", "as-uid", "as-groups", "as-user-extra")) {
            REFUSED_OF_USER.put(field, impersonation);
        }
        REFUSED_OF_CLUSTER.put("certificate-authority", "It names a file on the Jenkins controller. " + embed);
        REFUSED_OF_CLUSTER.put(
                "proxy-url",
                "It would send the credential through another server. Remove it: Jenkins' own proxy settings are used.");
    }

    private Kubeconfig() {}

    /**
     * Reads the connection of one context.
     *
     * @param text the kubeconfig, YAML or JSON
     * @param context the context's name; null for the current one
     * @return a connection that verifies the server's certificate
     * @throws DeploymentException (invalid input) naming the field that is missing, wrong or refused, and what to do
     */
    public static ClusterConnection parse(String text, @CheckForNull String context) throws DeploymentException {
        Map<String, Object> config = read(text);
        String name = context == null || context.isBlank() ? Fields.text(config, "current-context") : context.trim();
        if (name.isEmpty()) {
            throw invalid("has no current-context. Set it, or name the context to use.");
        }
        String shown =
                context == null || context.isBlank() ? "its current-context" : "'" + Text.shorten(name, 80) + "'";
        Map<String, Object> chosen = named(config, "contexts", name, "context", "no context of the name " + shown);
        String clusterName = Fields.text(chosen, "cluster");
        String userName = Fields.text(chosen, "user");
        Map<String, Object> cluster =
                named(config, "clusters", clusterName, "cluster", "no cluster of the name that its context gives");
        Map<String, Object> user =
                named(config, "users", userName, "user", "no user of the name that its context gives");
        refuse(cluster, REFUSED_OF_CLUSTER, "cluster");
        refuse(user, REFUSED_OF_USER, "user");
        if (isSet(cluster.get("insecure-skip-tls-verify"))) {
            throw invalid(
                    "sets cluster.insecure-skip-tls-verify: anybody on the way could read the credential. Remove it"
                            + " and set certificate-authority-data.");
        }
        String server = text(cluster, "cluster", "server");
        if (server.isEmpty()) {
            throw invalid("has no cluster.server.");
        }
        String authority = decoded(cluster, "cluster", "certificate-authority-data");
        String serverName = text(cluster, "cluster", "tls-server-name");
        String namespace = text(chosen, "context", "namespace");
        return new ClusterConnection(
                server,
                authority.isEmpty() ? null : authority,
                auth(user),
                namespace.isEmpty() ? null : namespace,
                false,
                serverName.isEmpty() ? null : serverName);
    }

    private static Map<String, Object> read(String text) throws DeploymentException {
        List<Node> documents;
        Object data;
        try {
            documents = YamlDocuments.compose("kubeconfig", text, LIMITS);
            data = documents.isEmpty() ? null : YamlDocuments.toData("kubeconfig", documents.get(0));
        } catch (DeploymentException e) {
            // Its message may quote a word of the text.
            Matcher line = LINE.matcher(String.valueOf(e.getMessage()));
            throw invalid("cannot be read as YAML" + (line.find() ? " (line " + line.group(1) + ")" : "") + ".");
        }
        if (documents.isEmpty()) {
            throw invalid("is empty.");
        } else if (!(data instanceof Map)) {
            throw invalid("is none: a mapping with clusters, users and contexts is expected.");
        }
        return Fields.map(data);
    }

    private static Map<String, Object> named(
            Map<String, Object> config, String list, String name, String field, String missing)
            throws DeploymentException {
        List<Map<String, Object>> found = Fields.maps(config, list).stream()
                .filter(entry -> Fields.text(entry, "name").equals(name))
                .toList();
        if (found.isEmpty()) {
            throw invalid("has " + missing + ".");
        } else if (found.size() > 1) {
            throw invalid("has several " + list + " of the same name, and its context means one of them.");
        }
        return Fields.map(found.get(0), field);
    }

    private static void refuse(Map<String, Object> entry, Map<String, String> refused, String where)
            throws DeploymentException {
        for (Map.Entry<String, String> field : refused.entrySet()) {
            if (isSet(entry.get(field.getKey()))) {
                throw invalid("has the field " + where + "." + field.getKey() + ", which is not allowed. "
                        + field.getValue());
            }
        }
    }

    private static boolean isSet(@CheckForNull Object value) {
        return value != null && !Boolean.FALSE.equals(value) && !value.equals("");
    }

    private static ClusterAuth auth(Map<String, Object> user) throws DeploymentException {
        String certificate = decoded(user, "user", "client-certificate-data");
        String key = decoded(user, "user", "client-key-data");
        String token = text(user, "user", "token").strip();
        String name = text(user, "user", "username");
        if (!certificate.isEmpty() && !key.isEmpty()) {
            return new ClusterAuth.ClientCertificate(certificate, key);
        } else if (!certificate.isEmpty() || !key.isEmpty()) {
            throw invalid("has only one of user.client-certificate-data and user.client-key-data.");
        } else if (!token.isEmpty()) {
            return new ClusterAuth.Token(token);
        } else if (!name.isEmpty()) {
            return new ClusterAuth.UserPassword(name, text(user, "user", "password"));
        }
        throw invalid(
                "has no credential for its context's user: a token, client-certificate-data with client-key-data, or"
                        + " username with password.");
    }

    private static String text(Map<String, Object> entry, String where, String field) throws DeploymentException {
        Object value = entry.get(field);
        if (value != null && !(value instanceof String)) {
            throw invalid("has a " + where + "." + field + " that is no text. Put it in quotes.");
        }
        return value == null ? "" : (String) value;
    }

    private static String decoded(Map<String, Object> entry, String where, String field) throws DeploymentException {
        String encoded = text(entry, where, field);
        try {
            byte[] bytes = Base64.getDecoder().decode(encoded.replaceAll("\\s", ""));
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw invalid("has a " + where + "." + field + " that is not PEM in Base64.");
        }
    }

    private static DeploymentException invalid(String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, "The kubeconfig " + problem);
    }
}
