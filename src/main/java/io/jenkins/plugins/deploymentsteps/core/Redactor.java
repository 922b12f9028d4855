package io.jenkins.plugins.deploymentsteps.core;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Removes known secret values from any text before it leaves for a log, a message, a file or a page: as they are,
 * URL-encoded, JSON-escaped (as Go and as others do it), quoted for a shell and Base64-encoded at each of the three
 * alignments.
 *
 * <p>Immutable; safe for use by several threads.
 */
public final class Redactor {
    /** Replaces nothing. */
    public static final Redactor NONE = new Redactor(List.of());

    private static final String MASK = "****";

    /** Shorter values (a password {@code a}) would make any text unreadable and protect nothing. */
    private static final int SHORTEST = 4;

    private static final Pattern IN_DOUBLE_QUOTES = Pattern.compile("[\\\\\"$`]");

    private static final Pattern FOR_A_SHELL = Pattern.compile("[^A-Za-z0-9_@%+=:,./-]");

    private static final Pattern PERCENT = Pattern.compile("%[0-9A-F]{2}");

    private final List<String> patterns;

    private Redactor(List<String> patterns) {
        this.patterns = patterns;
    }

    /**
     * A redactor for these secrets.
     *
     * @param secrets tokens, passwords, keys; values of several lines are also redacted line by line
     */
    public static Redactor of(Collection<String> secrets) {
        Set<String> forms = new LinkedHashSet<>();
        for (String secret : secrets) {
            addForms(secret, forms);
            addForms(secret.strip(), forms);
            secret.lines().map(String::strip).forEach(line -> addForms(line, forms));
        }
        // Longer forms first, or a secret that holds another one would leave its rest behind.
        return new Redactor(forms.stream()
                .sorted(Comparator.comparingInt(String::length).reversed())
                .toList());
    }

    private static void addForms(String secret, Set<String> forms) {
        if (secret.length() < SHORTEST) {
            return;
        }
        forms.add(secret);
        String urlEncoded = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        for (String form : List.of(urlEncoded, urlEncoded.replace("+", "%20"))) {
            forms.add(form);
            forms.add(PERCENT.matcher(form).replaceAll(code -> code.group().toLowerCase(Locale.ROOT)));
        }
        String json = secret.replace("\\", "\\\\")
                .replace("\"", "\\\"")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t");
        forms.add(json);
        // Go's encoding/json makes its output fit for HTML.
        forms.add(json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"));
        forms.add(json.replace("/", "\\/"));
        // In single quotes, in double quotes, and with a backslash before whatever a shell could take amiss.
        forms.add(secret.replace("'", "'\\''"));
        forms.add(IN_DOUBLE_QUOTES.matcher(secret).replaceAll("\\\\$0"));
        forms.add(FOR_A_SHELL.matcher(secret).replaceAll("\\\\$0"));
        for (int offset = 0; offset < 3; offset++) {
            addBase64(secret, offset, forms);
        }
    }

    /** Adds the Base64 characters that depend on nothing but the secret when it starts so many bytes into a triple. */
    private static void addBase64(String secret, int offset, Set<String> forms) {
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        byte[] shifted = new byte[offset + bytes.length];
        System.arraycopy(bytes, 0, shifted, offset, bytes.length);
        int first = (offset * 8 + 5) / 6;
        int end = shifted.length * 8 / 6;
        if (end - first >= SHORTEST) {
            forms.add(Base64.getEncoder().encodeToString(shifted).substring(first, end));
            forms.add(Base64.getUrlEncoder().encodeToString(shifted).substring(first, end));
        }
    }

    /** Returns the text with every form of every secret replaced by {@code ****}. */
    public String redact(String text) {
        String redacted = text;
        for (String pattern : patterns) {
            redacted = redacted.replace(pattern, MASK);
        }
        return redacted;
    }
}
