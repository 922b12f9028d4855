package io.jenkins.plugins.deploymentsteps.runner.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.jenkinsci.plugins.credentialsbinding.masking.SecretPatterns;

/** Replaces the values that {@code withCredentials} binds by {@code ****} in the log, as Jenkins does. Immutable. */
final class SecretMask {
    static final SecretMask NONE = new SecretMask(List.of());

    private final List<String> secrets;
    private final Pattern pattern;

    private SecretMask(List<String> secrets) {
        this.secrets = secrets;
        this.pattern = SecretPatterns.getAggregateSecretPattern(secrets);
    }

    /** Returns a mask that hides these values too. */
    SecretMask with(Collection<String> more) {
        List<String> all = new ArrayList<>(secrets);
        more.stream().filter(secret -> !secret.isBlank()).forEach(all::add);
        return new SecretMask(List.copyOf(all));
    }

    String apply(String text) {
        return secrets.isEmpty() ? text : pattern.matcher(text).replaceAll("****");
    }
}
