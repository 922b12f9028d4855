package io.jenkins.plugins.deploymentsteps.testbed;

import static org.junit.Assume.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A Kubernetes cluster and its users. */
public final class KubernetesCluster {

    private final JsonNode facts;

    KubernetesCluster(JsonNode facts) {
        this.facts = facts;
    }

    /** The API server. */
    public String url() {
        return fact("server");
    }

    /** The certificate, in PEM, of the authority that signed the API server's. */
    public String caCertificate() {
        return content("caCertificate");
    }

    /** A kubeconfig of the administrator, with a client certificate. */
    public String kubeconfig() {
        return content("kubeconfig");
    }

    /** A kubeconfig of the administrator whose default is a namespace. */
    public String kubeconfig(String namespace) {
        return kubeconfig().replaceFirst("(?m)^(    )namespace: .*$", "$1namespace: " + namespace);
    }

    /** The file that holds {@link #kubeconfig()}. */
    public Path kubeconfigFile() {
        return Path.of(fact("kubeconfig"));
    }

    /** What the cluster is recognised by: the UID of its namespace {@code kube-system}. */
    public String uid() {
        return kubectl("get", "namespace", "kube-system", "-o=jsonpath={.metadata.uid}");
    }

    /** A token that may do everything. */
    public String adminToken() {
        return fact("adminToken");
    }

    /** A token that may only read and write ConfigMaps in {@link #limitedNamespace()}. */
    public String limitedToken() {
        return fact("limitedToken");
    }

    /** The one namespace in which {@link #limitedToken()} may do something. */
    public String limitedNamespace() {
        return fact("limitedNamespace");
    }

    /** A token that the cluster signed and that is out of date. */
    public String expiredToken() {
        return fact("expiredToken");
    }

    /** The administrator's client certificate, in PEM. */
    public String clientCertificate() {
        return content("clientCertificate");
    }

    /** The private key of {@link #clientCertificate()}, in PEM. */
    public String clientKey() {
        return content("clientKey");
    }

    /** A PKCS#12 keystore that holds {@link #clientCertificate()} and its key. */
    public Path clientKeystore() {
        return Path.of(fact("clientKeystore"));
    }

    /** The password of {@link #clientKeystore()}. */
    public String clientKeystorePassword() {
        return fact("clientKeystorePassword");
    }

    /** Runs the real kubectl as the administrator and returns its standard output; a failure fails the test. */
    public String kubectl(String... arguments) {
        return command(arguments).run();
    }

    /** Runs the real kubectl as the administrator, with its ApplySets switched on, which are not yet by default. */
    public String kubectlWithApplySets(String input, String... arguments) {
        return command(arguments)
                .withInput(input)
                .withEnvironment(Map.of("KUBECTL_APPLYSET", "true"))
                .run();
    }

    /** Runs the real kubectl as the user of a token and returns its standard output; a failure fails the test. */
    public String kubectlAs(String token, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                fact("kubectl"),
                "--kubeconfig=/dev/null",
                "--server=" + url(),
                "--certificate-authority=" + fact("caCertificate"),
                "--token=" + token));
        line.addAll(List.of(arguments));
        return Command.of(line).run();
    }

    /** Applies manifests as the administrator, for what a test finds there already. */
    public void apply(String manifests) {
        command("apply", "--server-side", "--filename=-").withInput(manifests).run();
    }

    /** Creates a namespace in which pods can be created at once, and returns its name. */
    public String newNamespace() {
        String name = "test-" + UUID.randomUUID().toString().substring(0, 8);
        kubectl("create", "namespace", name);
        OwnCluster.remember(name);
        kubectl("wait", "--namespace=" + name, "--for=create", "--timeout=30s", "serviceaccount/default");
        return name;
    }

    private Command command(String... arguments) {
        List<String> line = new ArrayList<>(List.of(fact("kubectl"), "--kubeconfig=" + fact("kubeconfig")));
        line.addAll(List.of(arguments));
        return Command.of(line);
    }

    private String fact(String name) {
        assumeTrue("your own cluster has no " + name, facts.has(name));
        return facts.get(name).asText();
    }

    private String content(String name) {
        try {
            return Files.readString(Path.of(fact(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
