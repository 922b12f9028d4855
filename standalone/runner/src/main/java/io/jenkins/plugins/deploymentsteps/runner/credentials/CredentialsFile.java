package io.jenkins.plugins.deploymentsteps.runner.credentials;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.runner.steps.StepLibrary;
import io.jenkins.plugins.deploymentsteps.standalone.Controller;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Credentials in the form of Jenkins' configuration as code, so that one file serves the runner and a real Jenkins:
 * {@code credentials: system: domainCredentials: - credentials: - string: {id: …, secret: …}}. Sections of the global
 * configuration, such as {@code unclassified: deploymentTargets: …}, are read as well.
 *
 * <p>Known kinds: {@code string}, {@code file}, {@code usernamePassword}, {@code basicSSHUserPrivateKey},
 * {@code certificate}. A value may hold {@code ${NAME}} for an environment variable, {@code ${readFile:PATH}} and
 * {@code ${readFileBase64:PATH}}; a path is relative to the file's directory.
 */
public final class CredentialsFile {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(?:(readFile|readFileBase64):)?([^}]+)}");

    private final Path file;
    private final Map<String, String> environment;

    private CredentialsFile(Path file, Map<String, String> environment) {
        this.file = file;
        this.environment = environment;
    }

    /**
     * Gives every job the credentials of a file.
     *
     * @param environment what {@code ${NAME}} stands for
     * @throws IOException if the file cannot be read or says something that is not understood
     */
    public static void load(Path file, Map<String, String> environment, Controller controller) throws IOException {
        new CredentialsFile(file, environment).load(controller);
    }

    private void load(Controller controller) throws IOException {
        Object root;
        try {
            root = new Load(LoadSettings.builder().setLabel(file.toString()).build())
                    .loadFromString(Files.readString(file));
        } catch (YamlEngineException e) {
            throw new IOException(file + " is not YAML: " + e.getMessage(), e);
        }
        Map<?, ?> sections = map(root, "the file");
        if (sections.get("unclassified") instanceof Map<?, ?> unclassified) {
            for (Map.Entry<?, ?> section : unclassified.entrySet()) {
                configure(String.valueOf(section.getKey()), section.getValue());
            }
            if (!sections.containsKey("credentials")) {
                return;
            }
        }
        Map<?, ?> system = map(map(sections, "credentials"), "system");
        for (Object each : list(system, "domainCredentials")) {
            Map<?, ?> domain = map(each, "an entry of domainCredentials");
            String[] hosts = hosts(domain);
            for (Object credentials : list(domain, "credentials")) {
                Map<?, ?> kinds = map(credentials, "an entry of credentials");
                for (Map.Entry<?, ?> kind : kinds.entrySet()) {
                    controller.addCredentials(
                            read(String.valueOf(kind.getKey()), map(kind.getValue(), kind.getKey() + ":")), hosts);
                }
            }
        }
    }

    private void configure(String section, @CheckForNull Object attributes) throws IOException {
        Map<String, Object> resolved = new LinkedHashMap<>();
        for (Map.Entry<?, ?> attribute : map(attributes, section + ":").entrySet()) {
            resolved.put(String.valueOf(attribute.getKey()), resolved(attribute.getValue()));
        }
        try {
            StepLibrary.configure(section, resolved);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": unclassified: " + section + ": " + e.getMessage(), e);
        }
    }

    /** Fills in the references of a value and of all that is in it. */
    @CheckForNull
    private Object resolved(@CheckForNull Object value) throws IOException {
        if (value instanceof String text) {
            return resolved(text);
        } else if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            for (Object each : list) {
                copy.add(resolved(each));
            }
            return copy;
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            for (Map.Entry<?, ?> each : map.entrySet()) {
                copy.put(each.getKey(), resolved(each.getValue()));
            }
            return copy;
        }
        return value;
    }

    private String[] hosts(Map<?, ?> domainCredentials) throws IOException {
        List<String> hosts = new ArrayList<>();
        if (domainCredentials.get("domain") instanceof Map<?, ?> domain && domain.containsKey("specifications")) {
            for (Object each : list(domain, "specifications")) {
                Map<?, ?> specification = map(map(each, "a specification"), "hostnameSpecification");
                hosts.addAll(List.of(text(specification, "includes").split("[,\\s]+")));
            }
        }
        return hosts.toArray(String[]::new);
    }

    private StoredCredentials read(String kind, Map<?, ?> fields) throws IOException {
        String id = text(fields, "id");
        String description = fields.containsKey("description") ? text(fields, "description") : "";
        return switch (kind) {
            case "string" -> new StoredCredentials.Text(id, description, text(fields, "secret"));
            case "file" ->
                new StoredCredentials.SecretFile(
                        id, description, text(fields, "fileName"), bytes(id, text(fields, "secretBytes")));
            case "usernamePassword" ->
                new StoredCredentials.User(id, description, text(fields, "username"), text(fields, "password"));
            case "basicSSHUserPrivateKey" ->
                new StoredCredentials.SshKey(
                        id,
                        description,
                        text(fields, "username"),
                        text(map(map(fields, "privateKeySource"), "directEntry"), "privateKey"),
                        fields.containsKey("passphrase") ? text(fields, "passphrase") : null);
            case "certificate" -> certificate(id, description, fields);
            default ->
                throw new IOException(file + ": the runner does not know credentials of kind " + kind
                        + ". Known: string, file, usernamePassword, basicSSHUserPrivateKey, certificate.");
        };
    }

    private StoredCredentials certificate(String id, String description, Map<?, ?> fields) throws IOException {
        String password = fields.containsKey("password") ? text(fields, "password") : "";
        byte[] content = bytes(id, text(map(map(fields, "keyStoreSource"), "uploaded"), "uploadedKeystore"));
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), password.toCharArray());
            return new StoredCredentials.Certificate(id, description, store, password);
        } catch (GeneralSecurityException | IOException e) {
            throw new IOException(
                    file + ": credentials " + id + " hold no PKCS#12 key store that the password opens", e);
        }
    }

    private byte[] bytes(String id, String base64) throws IOException {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": credentials " + id + " are not Base64", e);
        }
    }

    private String text(Map<?, ?> fields, String name) throws IOException {
        Object value = fields.get(name);
        if (value == null || value instanceof Map || value instanceof List) {
            throw new IOException(file + ": " + name + " is missing or no text");
        }
        return resolved(value.toString());
    }

    private String resolved(String value) throws IOException {
        Matcher matcher = REFERENCE.matcher(value);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(text, Matcher.quoteReplacement(resolve(matcher.group(1), matcher.group(2))));
        }
        return matcher.appendTail(text).toString();
    }

    private String resolve(@CheckForNull String how, String what) throws IOException {
        if (how == null) {
            String value = environment.get(what);
            if (value == null) {
                throw new IOException(file + ": the environment variable " + what + " is not set");
            }
            return value;
        }
        Path path = file.toAbsolutePath().resolveSibling(what);
        return how.equals("readFile")
                ? Files.readString(path)
                : Base64.getEncoder().encodeToString(Files.readAllBytes(path));
    }

    private Map<?, ?> map(Map<?, ?> outer, String name) throws IOException {
        return map(outer.get(name), name + ":");
    }

    private Map<?, ?> map(@CheckForNull Object value, String what) throws IOException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IOException(
                file + ": " + what + " is missing or no map."
                        + " The file has the form of Jenkins' configuration as code: credentials: system: domainCredentials: …");
    }

    private List<?> list(Map<?, ?> outer, String name) throws IOException {
        if (outer.get(name) instanceof List<?> list) {
            return list;
        }
        throw new IOException(file + ": " + name + " is missing or no list");
    }
}
