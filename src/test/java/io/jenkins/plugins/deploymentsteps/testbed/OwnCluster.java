package io.jenkins.plugins.deploymentsteps.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The cluster of the person who runs the tests, which they chose by hand. It has the users that its kubeconfig has. */
final class OwnCluster {

    private static final Set<String> NAMESPACES = ConcurrentHashMap.newKeySet();
    private static KubernetesCluster cluster;

    private OwnCluster() {}

    static boolean isChosen() {
        return "own".equals(System.getenv("DEPLOYMENT_STEPS_TEST_CLUSTER"));
    }

    static synchronized KubernetesCluster cluster() {
        if (cluster == null) {
            String kubeconfig = System.getenv("KUBECONFIG");
            if (kubeconfig == null) {
                throw new AssertionError("DEPLOYMENT_STEPS_TEST_CLUSTER=own needs KUBECONFIG to name your cluster");
            }
            try {
                cluster = new KubernetesCluster(facts());
            } catch (IOException e) {
                throw new UncheckedIOException("kubeconfig " + kubeconfig, e);
            }
        }
        return cluster;
    }

    /** Remembers a namespace that the tests must not leave behind. */
    static void remember(String namespace) {
        if (isChosen()) {
            NAMESPACES.add(namespace);
        }
    }

    static void deleteNamespaces() {
        if (!NAMESPACES.isEmpty()) {
            List<String> line = new ArrayList<>(List.of("delete", "namespace", "--wait=false"));
            line.addAll(NAMESPACES);
            cluster().kubectl(line.toArray(String[]::new));
            NAMESPACES.clear();
        }
    }

    private static ObjectNode facts() throws IOException {
        String kubeconfig = Command.of(
                        List.of("kubectl", "config", "view", "--raw", "--minify", "--flatten", "-o=json"))
                .run();
        JsonNode root = new ObjectMapper().readTree(kubeconfig);
        JsonNode server = root.at("/clusters/0/cluster");
        JsonNode user = root.at("/users/0/user");

        ObjectNode facts = new ObjectMapper().createObjectNode();
        facts.put("kubectl", "kubectl");
        facts.put("kubeconfig", write(kubeconfig.getBytes()).toString());
        facts.set("server", server.get("server"));
        putFile(facts, "caCertificate", server.get("certificate-authority-data"));
        putFile(facts, "clientCertificate", user.get("client-certificate-data"));
        putFile(facts, "clientKey", user.get("client-key-data"));
        if (user.has("token")) {
            facts.set("adminToken", user.get("token"));
        }
        return facts;
    }

    private static void putFile(ObjectNode facts, String name, JsonNode base64) throws IOException {
        if (base64 != null) {
            facts.put(name, write(Base64.getDecoder().decode(base64.asText())).toString());
        }
    }

    private static Path write(byte[] content) throws IOException {
        Path file = Files.createTempFile("own-cluster-", ".pem");
        file.toFile().deleteOnExit();
        return Files.write(file, content);
    }
}
