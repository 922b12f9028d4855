package io.jenkins.plugins.deploymentsteps.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;

/** A real Git host: repositories over HTTP, HTTPS and SSH, pull requests over its REST API. */
public final class GiteaServer {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final JsonNode facts;
    private final Path directory;

    GiteaServer(JsonNode facts, Path directory) {
        this.facts = facts;
        this.directory = directory;
    }

    /** The server over plain HTTP: what it names in its own answers. */
    public String url() {
        return fact("server");
    }

    /** The same server over HTTPS, with a certificate that {@link #caCertificate()} signed. */
    public String httpsUrl() {
        return fact("httpsServer");
    }

    /** The certificate, in PEM, of the authority that signed that of {@link #httpsUrl()}. */
    public String caCertificate() {
        return content("caCertificate");
    }

    /** A user who is no administrator, and owns what {@link #createRepository} makes. */
    public String user() {
        return fact("user");
    }

    /** The password of {@link #user()}. */
    public String password() {
        return fact("password");
    }

    /** An access token of {@link #user()} for its repositories and pull requests. */
    public String token() {
        return fact("token");
    }

    /** A user who may do everything. */
    public String adminUser() {
        return fact("adminUser");
    }

    /** The password of {@link #adminUser()}. */
    public String adminPassword() {
        return fact("adminPassword");
    }

    /** An access token of {@link #adminUser()}. */
    public String adminToken() {
        return fact("adminToken");
    }

    /** The server over SSH, without a repository. */
    public String sshUrl() {
        return fact("sshServer");
    }

    /** The private key, in OpenSSH's format, that logs {@link #user()} in. */
    public String sshKey() {
        return content("sshKey");
    }

    /** The host keys of {@link #sshUrl()} as OpenSSH's known_hosts file has them. */
    public String knownHosts() {
        return content("knownHosts");
    }

    /**
     * Creates a public repository of {@link #user()} with one commit on {@code main}.
     *
     * @param name how its name begins; the rest makes it unique
     * @param files its files' contents by path
     */
    public GitRepository createRepository(String name, Map<String, String> files) {
        String unique = name + "-" + UUID.randomUUID().toString().substring(0, 8);
        post("/user/repos", JSON.createObjectNode().put("name", unique).put("auto_init", false));
        GitRepository repository = new GitRepository(this, unique);
        if (!files.isEmpty()) {
            ObjectNode commit = JSON.createObjectNode().put("message", "Add the first files");
            commit.put("new_branch", "main");
            ArrayNode changes = commit.putArray("files");
            files.forEach((path, content) -> changes.addObject()
                    .put("operation", "create")
                    .put("path", path)
                    .put("content", Base64.getEncoder().encodeToString(content.getBytes(StandardCharsets.UTF_8))));
            post("/repos/" + repository.fullName() + "/contents", commit);
        }
        return repository;
    }

    /** Sends a request to the REST API as {@link #user()} and returns the answer; a failure fails the test. */
    public JsonNode post(String path, JsonNode body) {
        return send(request(path).POST(BodyPublishers.ofString(body.toString())));
    }

    /** Reads from the REST API as {@link #user()}; a failure fails the test. */
    public JsonNode get(String path) {
        return send(request(path).GET());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url() + "/api/v1" + path))
                .header("Authorization", "token " + token())
                .header("Content-Type", "application/json");
    }

    private static JsonNode send(HttpRequest.Builder builder) {
        HttpRequest request = builder.build();
        try {
            HttpResponse<String> response = HTTP.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 300) {
                throw new AssertionError(
                        request.method() + " " + request.uri() + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri().toString(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + request.uri(), e);
        }
    }

    /** Creates a directory that goes with the testbed. */
    Path newDirectory() {
        try {
            return Files.createTempDirectory(directory, "clone-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fact(String name) {
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
