package io.jenkins.plugins.deploymentsteps.core.manifest;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.yaml.ScalarText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Fills variables into the values of one set of manifests, and keeps an account of which ones were used. */
final class VariableFilling {
    /** {@code $${} for a text that is no reference, a reference, or the beginning of what looks like one. */
    private static final Pattern REFERENCE = Pattern.compile("\\$\\$\\{|\\$\\{([A-Za-z_][A-Za-z0-9_]*)}|\\$\\{");

    /** As much as all manifests may have together; a few references to a long value could make more of them. */
    private static final long MOST_CHARACTERS = ManifestReader.MOST_BYTES;

    private final Variables variables;
    private final Set<String> used = new HashSet<>();
    private long filled;

    VariableFilling(Variables variables) {
        this.variables = variables;
    }

    boolean isForNothing() {
        return variables.values().isEmpty();
    }

    /**
     * Returns what fills the values of a file.
     *
     * @param problems takes a sentence for each reference that stands for nothing, so that all are told at once
     */
    ScalarText in(ManifestFile file, List<String> problems) {
        return new ScalarText() {
            @Override
            public String of(ScalarNode value) throws DeploymentException {
                return fill(file, value, problems);
            }

            @Override
            public void key(ScalarNode key) {
                Matcher matcher = REFERENCE.matcher(key.getValue());
                if (matcher.find()) {
                    problems.add(place(file, key, matcher.start())
                            + ": variables: a reference stands in a key. Only values may have them.");
                }
            }
        };
    }

    private String fill(ManifestFile file, ScalarNode node, List<String> problems) throws DeploymentException {
        String text = node.getValue();
        if (!text.contains("${")) {
            return text;
        }
        Matcher matcher = REFERENCE.matcher(text);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            String name = matcher.group(1);
            String value = name == null ? null : variables.values().get(name);
            if (matcher.group().equals("$${")) {
                value = "${";
            } else if (name == null) {
                problems.add(place(file, node, matcher.start())
                        + ": variables: '${' begins no reference. Write ${NAME} for a variable, and $${ for these two"
                        + " characters themselves.");
            } else if (value == null) {
                problems.add(place(file, node, matcher.start()) + ": variables: ${" + Text.shorten(name, 100)
                        + "} is not given; " + given() + " Write $${" + Text.shorten(name, 100)
                        + "} if no variable is meant.");
            } else {
                used.add(name);
            }
            matcher.appendReplacement(result, Matcher.quoteReplacement(value == null ? "" : value));
            filled += value == null ? 0 : value.length();
            if (filled > MOST_CHARACTERS) {
                throw new DeploymentException(
                        Kind.INVALID_INPUT,
                        "variables: they make the manifests longer than " + MOST_CHARACTERS + " characters.");
            }
        }
        return matcher.appendTail(result).toString();
    }

    private String given() {
        return "given are "
                + Text.shorten(
                        String.join(", ", new TreeSet<>(variables.values().keySet())), 300) + ".";
    }

    /** In a literal block, which begins in the line after its mark, each line of the value is one of the file. */
    private static String place(ManifestFile file, ScalarNode node, int index) {
        String name = Text.shorten(file.name(), 300);
        Optional<Mark> start = node.getStartMark();
        if (file.rendered() || start.isEmpty()) {
            return name;
        }
        int line = start.get().getLine() + 1;
        if (node.getScalarStyle() == ScalarStyle.LITERAL) {
            line += 1
                    + (int) node.getValue()
                            .substring(0, index)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
        }
        return name + ", line " + line;
    }

    /** Returns a sentence about variables that no value refers to; most likely one is spelled wrongly somewhere. */
    Optional<String> unused() {
        List<String> names = new ArrayList<>(new TreeSet<>(variables.values().keySet()));
        names.removeAll(used);
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "variables: no value of the manifests refers to " + Text.shorten(String.join(", ", names), 300)
                                + ". Refer to it as ${" + Text.shorten(names.get(0), 100) + "}, or leave it out.");
    }
}
