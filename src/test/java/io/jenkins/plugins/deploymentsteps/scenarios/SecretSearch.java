package io.jenkins.plugins.deploymentsteps.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Looks for secrets in everything that a build left: as they are, Base64-encoded at any offset, URL-encoded, escaped as
 * in JSON or XML, quoted as for a shell.
 */
public final class SecretSearch {
    /** Shorter lines of a key or kubeconfig are no secrets. */
    private static final int SHORTEST = 12;

    private final Set<String> forms = new LinkedHashSet<>();

    /** Looks for these; those of several lines are looked for by their lines. */
    public SecretSearch(Collection<String> secrets) {
        for (String secret : secrets) {
            if (secret.contains("\n")) {
                secret.lines().map(SecretSearch::value).forEach(this::add);
            } else {
                add(secret);
            }
        }
    }

    /** Returns the value of a line of a kubeconfig, or a key's line as it is. */
    private static String value(String line) {
        String text = line.strip();
        boolean secretField = text.matches("(client-key-data|token|password): .*");
        return secretField ? text.substring(text.indexOf(' ') + 1) : text.matches("[A-Za-z0-9+/=]{40,}") ? text : "";
    }

    private void add(String secret) {
        if (secret.length() < SHORTEST) {
            return;
        }
        forms.add(secret);
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        forms.addAll(List.of(url, url.replace("+", "%20"), url.toLowerCase(Locale.ROOT)));
        String json = secret.replace("\\", "\\\\").replace("\"", "\\\"");
        forms.addAll(List.of(json, json.replace("/", "\\/")));
        forms.add(secret.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;"));
        // in single quotes, in double quotes, with backslashes alone
        forms.add(secret.replace("'", "'\\''"));
        forms.add(secret.replaceAll("[\\\\\"$`]", "\\\\$0"));
        forms.add(secret.replaceAll("[^A-Za-z0-9_@%+=:,./-]", "\\\\$0"));
        for (int offset = 0; offset < 3; offset++) {
            byte[] shifted = ("\0".repeat(offset) + secret).getBytes(StandardCharsets.UTF_8);
            int first = (offset * 8 + 5) / 6;
            int end = shifted.length * 8 / 6;
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(first, end));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(first, end));
        }
    }

    /** Returns where a secret was found, file by file; empty if nowhere. */
    public List<String> in(Path directory) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(directory)) {
            files.filter(Files::isRegularFile).forEach(file -> {
                in(read(file)).forEach(form -> found.add(directory.relativize(file) + " " + form));
            });
        }
        return found;
    }

    /** Returns the forms in which secrets stand in a text, without the secrets; empty if none does. */
    public List<String> in(String text) {
        return forms.stream()
                .filter(text::contains)
                .map(form ->
                        "holds a secret in the form " + form.substring(0, 4) + "… of " + form.length() + " characters")
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
