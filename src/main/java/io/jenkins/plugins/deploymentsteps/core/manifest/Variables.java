package io.jenkins.plugins.deploymentsteps.core.manifest;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.SecretText;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What references such as <code>${NAME}</code> in the values of manifests stand for. There are no others than these: no
 * variable of a build, an agent or the controller is among them unless somebody gave it.
 *
 * @param values by name; empty where manifests have no references, so that nothing in them is one
 */
public record Variables(Map<String, String> values) {
    /** No variables: whatever looks like a reference is a text. */
    public static final Variables NONE = new Variables(Map.of());

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST = 100_000;

    /** Copies the map. */
    public Variables {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /**
     * Reads variables from lines.
     *
     * @param argument that they were given for, with which messages begin
     * @param text one {@code NAME=value} a line; white space around name and value does not count
     * @throws DeploymentException (invalid input) naming the line, without its value
     */
    public static Variables parse(String argument, String text) throws DeploymentException {
        if (text.length() > LONGEST) {
            throw invalid(argument, "more than " + LONGEST + " characters. Put what is that long into the manifests.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        int number = 0;
        for (String line : text.split("\n")) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            int equals = line.indexOf('=');
            String name = line.substring(0, Math.max(equals, 0)).strip();
            if (!NAME.matcher(name).matches()) {
                throw invalid(
                        argument,
                        "line " + number + " is not NAME=value, with a name of letters, digits and underscores.");
            }
            String value = line.substring(equals + 1).strip();
            if (value.contains("PRIVATE KEY") || value.length() <= 256 && SecretText.isLikely(value)) {
                throw invalid(
                        argument,
                        Text.shorten(name, 100) + " looks like a secret. The arguments of a step are kept in the"
                                + " build's files, so renew it, and keep the new one in a Secret that the manifests"
                                + " refer to.");
            }
            if (values.put(name, value) != null) {
                throw invalid(argument, Text.shorten(name, 100) + " is given twice.");
            }
        }
        return new Variables(values);
    }

    private static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }
}
