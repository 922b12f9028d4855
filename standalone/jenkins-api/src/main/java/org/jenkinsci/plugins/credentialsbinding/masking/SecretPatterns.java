package org.jenkinsci.plugins.credentialsbinding.masking;

import edu.umd.cs.findbugs.annotations.NonNull;
import hudson.console.LineTransformationOutputStream;
import io.jenkins.plugins.deploymentsteps.standalone.SecretForms;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds secrets in text. */
public class SecretPatterns {
    private SecretPatterns() {}

    /** {@return a pattern that finds the secrets, also quoted and as Base64; an empty pattern for none} */
    public static @NonNull Pattern getAggregateSecretPattern(@NonNull Collection<String> inputs) {
        return Pattern.compile(inputs.stream()
                .filter(each -> !each.isEmpty())
                .flatMap(each -> SecretForms.of(each).stream())
                .sorted(Comparator.comparingInt(String::length).reversed().thenComparing(String::compareTo))
                .distinct()
                .map(Pattern::quote)
                .collect(Collectors.joining("|")));
    }

    /** Writes lines with the secrets replaced by asterisks. */
    public static class MaskingOutputStream extends LineTransformationOutputStream.Delegating {
        private final @NonNull Supplier<Pattern> secretPattern;
        private final @NonNull String charsetName;

        /** Masks what a pattern finds; a null or an empty pattern finds nothing. */
        public MaskingOutputStream(
                @NonNull OutputStream out, @NonNull Supplier<Pattern> secretPattern, @NonNull String charsetName) {
            super(out);
            this.secretPattern = secretPattern;
            this.charsetName = charsetName;
        }

        @Override
        protected void eol(byte[] b, int len) throws IOException {
            Pattern pattern = secretPattern.get();
            if (pattern == null || pattern.pattern().isEmpty()) {
                out.write(b, 0, len);
                return;
            }
            Matcher matcher = pattern.matcher(new String(b, 0, len, charsetName));
            if (matcher.find()) {
                out.write(matcher.replaceAll("****").getBytes(charsetName));
            } else {
                out.write(b, 0, len);
            }
        }
    }
}
