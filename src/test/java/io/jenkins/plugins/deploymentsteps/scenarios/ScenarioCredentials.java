package io.jenkins.plugins.deploymentsteps.scenarios;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** The credentials of the scenarios, in the form of Jenkins' configuration as code, and the secrets that are in them. */
public final class ScenarioCredentials {
    private final StringBuilder entries = new StringBuilder();
    private final List<String> secrets = new ArrayList<>();
    private String configuration = "";

    /** Adds a secret text. */
    public ScenarioCredentials text(String id, String secret) {
        return add(id, "string", "secret: " + quoted(secret)).secret(secret);
    }

    /** Adds a secret file. */
    ScenarioCredentials file(String id, String name, String content) {
        String bytes = Base64.getEncoder().encodeToString(content.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return add(id, "file", "fileName: " + name + ", secretBytes: " + quoted(bytes))
                .secret(content);
    }

    /** Adds a user with a password. */
    ScenarioCredentials user(String id, String name, String password) {
        return add(id, "usernamePassword", "username: " + quoted(name) + ", password: " + quoted(password))
                .secret(password);
    }

    /** Adds a user with an SSH key. */
    ScenarioCredentials sshKey(String id, String user, String key) {
        return add(
                        id,
                        "basicSSHUserPrivateKey",
                        "username: " + quoted(user) + ", privateKeySource: {directEntry: {privateKey: " + quoted(key)
                                + "}}")
                .secret(key);
    }

    /** Notes a secret that no credential holds, such as a value of a manifest. */
    ScenarioCredentials secret(String secret) {
        secrets.add(secret);
        return this;
    }

    /** Adds sections of the global configuration, {@code unclassified: …}. */
    public ScenarioCredentials configuration(String document) {
        configuration = document;
        return this;
    }

    private ScenarioCredentials add(String id, String kind, String fields) {
        entries.append("          - ")
                .append(kind)
                .append(": {scope: GLOBAL, id: ")
                .append(id)
                .append(", ");
        entries.append(fields).append("}\n");
        return this;
    }

    /** As a double-quoted YAML scalar, in which no reference to a variable is left. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }

    /** Returns the configuration-as-code document. */
    public String document() {
        return "credentials:\n  system:\n    domainCredentials:\n      - credentials:\n" + entries + configuration;
    }

    /** Returns the secrets that nothing a build leaves may hold. */
    List<String> secrets() {
        return List.copyOf(secrets);
    }
}
