package io.jenkins.plugins.deploymentsteps.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real Argo CD, which deploys to the cluster it runs beside. */
public final class ArgoCdServer {

    private final JsonNode facts;
    private final KubernetesCluster cluster;

    ArgoCdServer(JsonNode facts, KubernetesCluster cluster) {
        this.facts = facts;
        this.cluster = cluster;
    }

    /** The API server, over HTTPS. */
    public String url() {
        return fact("server");
    }

    /** The certificate, in PEM, of the authority that signed the server's. */
    public String caCertificate() {
        try {
            return Files.readString(Path.of(fact("caCertificate")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The administrator, who logs in with {@link #password()}. */
    public String user() {
        return fact("user");
    }

    /** The password of {@link #user()}. */
    public String password() {
        return fact("password");
    }

    /** An API token of an account that may do everything. */
    public String token() {
        return fact("token");
    }

    /** An API token of an account that may only read. */
    public String viewerToken() {
        return fact("viewerToken");
    }

    /** The namespace that holds the applications. */
    public String namespace() {
        return fact("namespace");
    }

    /**
     * Creates an application without automatic sync.
     *
     * @param name its name
     * @param repositoryUrl the repository, which Argo CD reads without credentials
     * @param path the manifests' directory in the repository
     * @param targetNamespace the namespace to deploy to
     */
    public void createApplication(String name, String repositoryUrl, String path, String targetNamespace) {
        cluster.apply("""
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata:
                  name: %s
                  namespace: %s
                spec:
                  project: default
                  source:
                    repoURL: %s
                    path: %s
                    targetRevision: main
                  destination:
                    server: https://kubernetes.default.svc
                    namespace: %s
                """.formatted(name, namespace(), repositoryUrl, path, targetNamespace));
    }

    /** Runs the real argocd client with {@link #token()} and returns its standard output; a failure fails the test. */
    public String argocd(String... arguments) {
        return argocdAs(token(), arguments);
    }

    /** Runs the real argocd client with a token and returns its standard output; a failure fails the test. */
    public String argocdAs(String token, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                fact("argocd"),
                "--server=" + url().replace("https://", ""),
                "--server-crt=" + fact("caCertificate"),
                "--auth-token=" + token,
                "--grpc-web"));
        line.addAll(List.of(arguments));
        return Command.of(line).run();
    }

    private String fact(String name) {
        return facts.get(name).asText();
    }
}
