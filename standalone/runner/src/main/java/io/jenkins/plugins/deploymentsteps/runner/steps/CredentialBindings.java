package io.jenkins.plugins.deploymentsteps.runner.steps;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.common.StandardCredentials;
import com.cloudbees.plugins.credentials.common.StandardUsernamePasswordCredentials;
import hudson.AbortException;
import hudson.model.Run;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jenkinsci.plugins.plaincredentials.FileCredentials;
import org.jenkinsci.plugins.plaincredentials.StringCredentials;

/**
 * What {@code withCredentials} binds to environment variables. Closing removes the files.
 *
 * @param secrets variables that the log masks
 * @param plain other variables
 * @param masked the values that the log masks
 * @param files that hold secrets
 */
public record CredentialBindings(
        Map<String, String> secrets, Map<String, String> plain, List<String> masked, List<Path> files)
        implements AutoCloseable {
    /** The bindings that the runner knows. */
    static final Set<String> SYMBOLS = Set.of("string", "usernamePassword", "usernameColonPassword", "file");

    /** Looks credentials up and binds them. */
    static CredentialBindings bind(Run<?, ?> run, List<?> bindings) throws IOException {
        CredentialBindings bound = new CredentialBindings(
                new LinkedHashMap<>(), new LinkedHashMap<>(), new ArrayList<>(), new ArrayList<>());
        for (Object each : bindings) {
            if (!(each instanceof Symbol symbol) || !SYMBOLS.contains(symbol.name())) {
                throw new IllegalArgumentException("withCredentials takes " + SYMBOLS + " but got " + each);
            }
            bound.add(run, symbol);
        }
        return bound;
    }

    /** Binds what {@code NAME = credentials('id')} in an {@code environment} section stands for. */
    public static CredentialBindings ofEnvironment(Run<?, ?> run, String name, String id) throws IOException {
        StandardCredentials found = find(run, id, StandardCredentials.class);
        Map<String, Object> arguments = new LinkedHashMap<>();
        arguments.put("credentialsId", id);
        if (found instanceof StandardUsernamePasswordCredentials) {
            arguments.put("usernameVariable", name + "_USR");
            arguments.put("passwordVariable", name + "_PSW");
            CredentialBindings bound = bind(run, List.of(new Symbol("usernamePassword", arguments)));
            bound.add(run, new Symbol("usernameColonPassword", Map.of("credentialsId", id, "variable", name)));
            return bound;
        }
        arguments.put("variable", name);
        return bind(run, List.of(new Symbol(found instanceof FileCredentials ? "file" : "string", arguments)));
    }

    private void add(Run<?, ?> run, Symbol symbol) throws IOException {
        String id = argument(symbol, "credentialsId");
        switch (symbol.name()) {
            case "string" ->
                secret(
                        argument(symbol, "variable"),
                        find(run, id, StringCredentials.class).getSecret().getPlainText());
            case "file" -> {
                String file = write(find(run, id, FileCredentials.class)).toString();
                plain.put(argument(symbol, "variable"), file);
            }
            case "usernameColonPassword" -> {
                StandardUsernamePasswordCredentials user = find(run, id, StandardUsernamePasswordCredentials.class);
                String password = user.getPassword().getPlainText();
                masked.add(password);
                secret(argument(symbol, "variable"), user.getUsername() + ":" + password);
            }
            default -> {
                StandardUsernamePasswordCredentials user = find(run, id, StandardUsernamePasswordCredentials.class);
                plain.put(argument(symbol, "usernameVariable"), user.getUsername());
                secret(argument(symbol, "passwordVariable"), user.getPassword().getPlainText());
            }
        }
    }

    private void secret(String variable, String value) {
        secrets.put(variable, value);
        masked.add(value);
    }

    private Path write(FileCredentials credentials) throws IOException {
        Path file = Files.createTempDirectory("secretFiles")
                .resolve(Path.of(credentials.getFileName()).getFileName());
        files.add(file);
        try (InputStream content = credentials.getContent()) {
            Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }

    private static String argument(Symbol symbol, String name) {
        Object value = symbol.arguments().get(name);
        if (value == null) {
            throw new IllegalArgumentException(symbol.name() + " in withCredentials needs " + name);
        }
        return value.toString();
    }

    private static <C extends StandardCredentials> C find(Run<?, ?> run, String id, Class<C> type)
            throws AbortException {
        C found = CredentialsProvider.findCredentialById(id, type, run);
        if (found == null) {
            throw new AbortException("Could not find credentials entry with ID '" + id + "'");
        }
        CredentialsProvider.track(run, found);
        return found;
    }

    @Override
    public void close() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
            Files.deleteIfExists(file.resolveSibling(""));
        }
    }
}
