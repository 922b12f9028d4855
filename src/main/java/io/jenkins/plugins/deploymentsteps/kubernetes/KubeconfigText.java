package io.jenkins.plugins.deploymentsteps.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a connection as a kubeconfig, for a tool that takes nothing else: one cluster, one user, one context. */
public final class KubeconfigText {
    private static final String NAME = "deployment";

    private KubeconfigText() {}

    /** Returns the kubeconfig as JSON, which is YAML as well. It holds the credential. */
    public static String of(ClusterConnection connection) {
        Map<String, Object> cluster = new LinkedHashMap<>();
        cluster.put("server", connection.server());
        String authority = connection.caCertificate();
        if (connection.skipTlsVerify()) {
            // Both together are an error to kubectl.
            cluster.put("insecure-skip-tls-verify", true);
        } else if (authority != null) {
            cluster.put("certificate-authority-data", base64(authority));
        }
        if (connection.tlsServerName() != null) {
            cluster.put("tls-server-name", connection.tlsServerName());
        }
        Map<String, Object> context = new LinkedHashMap<>();
        context.put("cluster", NAME);
        context.put("user", NAME);
        if (connection.namespace() != null) {
            context.put("namespace", connection.namespace());
        }
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("apiVersion", "v1");
        config.put("kind", "Config");
        config.put("clusters", List.of(Map.of("name", NAME, "cluster", cluster)));
        config.put("users", List.of(Map.of("name", NAME, "user", user(connection.auth()))));
        config.put("contexts", List.of(Map.of("name", NAME, "context", context)));
        config.put("current-context", NAME);
        try {
            return new ObjectMapper().writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Maps of texts can be written as JSON");
        }
    }

    private static Map<String, Object> user(ClusterAuth auth) {
        if (auth instanceof ClusterAuth.Token token) {
            return Map.of("token", token.token());
        } else if (auth instanceof ClusterAuth.UserPassword user) {
            return Map.of("username", user.user(), "password", user.password());
        }
        ClusterAuth.ClientCertificate client = (ClusterAuth.ClientCertificate) auth;
        return Map.of("client-certificate-data", base64(client.certificate()), "client-key-data", base64(client.key()));
    }

    private static String base64(String pem) {
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }
}
