package io.jenkins.plugins.deploymentsteps.kubernetes;

import io.jenkins.plugins.deploymentsteps.core.Redactor;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes the values of a Secret out of what a server or an admission webhook says about it: they like to quote what they
 * refuse.
 */
final class SecretMask {
    private static final Pattern QUOTED = Pattern.compile("\"([^\"]*)\"|'([^']*)'|`([^`]*)`");
    private static final Pattern TYPED_VALUE = Pattern.compile("Value:[^}]*");

    private final Redactor redactor;
    private final Set<String> names;

    private SecretMask(Map<String, Object> secret) {
        List<String> values = new ArrayList<>();
        for (String field : List.of("data", "stringData")) {
            for (Object value : Fields.map(secret, field).values()) {
                String text = String.valueOf(value);
                values.add(text);
                try {
                    values.add(new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    // Then it is no Base64, and hidden as it is.
                }
            }
        }
        redactor = Redactor.of(values);
        names = new HashSet<>(Set.of("Secret", "secrets", "v1"));
        names.add(Fields.text(secret, "metadata", "name"));
        names.add(Fields.text(secret, "metadata", "namespace"));
        names.add(Fields.text(secret, "type"));
    }

    /** Returns what makes messages about an object fit to print: nothing but for a Secret. */
    static UnaryOperator<String> of(Map<String, Object> object) {
        boolean isSecret = Fields.text(object, "kind").equals("Secret")
                && Fields.text(object, "apiVersion").equals("v1");
        return isSecret ? new SecretMask(object)::mask : UnaryOperator.identity();
    }

    private String mask(String message) {
        String redacted = redactor.redact(message);
        // Values that are too short to search for are hidden by where they stand.
        String untyped = TYPED_VALUE.matcher(redacted).replaceAll("Value:****");
        return QUOTED.matcher(untyped).replaceAll(quoted -> {
            String text = quoted.group().substring(1, quoted.group().length() - 1);
            return Matcher.quoteReplacement(names.contains(text) ? quoted.group() : "\"****\"");
        });
    }
}
