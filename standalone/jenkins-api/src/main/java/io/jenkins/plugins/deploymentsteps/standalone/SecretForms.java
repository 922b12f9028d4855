package io.jenkins.plugins.deploymentsteps.standalone;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Set;

/** The forms that a secret takes in logs. Stateless. */
public final class SecretForms {
    private static final int SHORTEST_BASE64_INPUT = 4;

    private SecretForms() {}

    /** {@return the secret itself, its lines' ends apart, shell-quoted, and as Base64 at each of three offsets} */
    public static Set<String> of(String secret) {
        Set<String> forms = new LinkedHashSet<>();
        forms.add(secret);
        forms.add(secret.replace("'", "'\\''"));
        forms.add(secret.replace("$", "$$"));
        if (secret.length() >= SHORTEST_BASE64_INPUT) {
            for (String each : new String[] {secret, "a" + secret, "aa" + secret}) {
                forms.add(stem(Base64.getEncoder(), each, each.length() - secret.length()));
                forms.add(stem(Base64.getUrlEncoder(), each, each.length() - secret.length()));
            }
        }
        return forms;
    }

    /** {@return the Base64 digits that the bytes behind the prefix alone decide} */
    private static String stem(Base64.Encoder encoder, String text, int prefix) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String encoded = encoder.withoutPadding().encodeToString(bytes);
        int start = (prefix * 8 + 5) / 6;
        return encoded.substring(start, bytes.length * 8 / 6);
    }
}
