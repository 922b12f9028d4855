package io.jenkins.plugins.deploymentsteps.core.fleet;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which clusters a list means: an item is a name, or {@code label:KEY} or {@code label:KEY=VALUE} for all that have the
 * label. They come in the order of the items, those of a label by name, and each of them once.
 */
public final class ClusterSelection {
    private static final String LABEL = "label:";
    private static final int MOST_TOLD = 50;

    private ClusterSelection() {}

    /**
     * A cluster that may be meant.
     *
     * @param labels {@code KEY} or {@code KEY=VALUE}
     */
    public record Candidate(String name, List<String> labels) {
        private boolean has(String label) {
            return labels.stream()
                    .anyMatch(each -> each.equals(label) || !label.contains("=") && each.startsWith(label + "="));
        }
    }

    /**
     * Checks a list, without knowing what there is.
     *
     * @param argument that it is the value of, for messages
     * @throws DeploymentException (invalid input) if it has no items, or an item that cannot mean anything
     */
    public static void check(String argument, List<String> items) throws DeploymentException {
        if (items.isEmpty()) {
            throw invalid(
                    argument, "names no cluster. Give names of targets, or label:KEY=VALUE for those with a label.");
        }
        for (String item : items) {
            if (item.startsWith(LABEL) ? label(item).isEmpty() : item.contains("=") || item.contains(":")) {
                throw invalid(
                        argument,
                        "'" + Text.shorten(item, 100) + "' is neither the name of a target nor label:KEY or"
                                + " label:KEY=VALUE.");
            }
        }
    }

    private static String label(String item) {
        return item.substring(LABEL.length()).strip();
    }

    /**
     * Finds out which clusters a list means.
     *
     * @param argument that it is the value of, for messages
     * @param candidates all that may be meant
     * @return their names; at least one
     * @throws DeploymentException (invalid input) as above; (not found) if there is no such name, or none with such a label
     */
    public static List<String> select(String argument, List<String> items, List<Candidate> candidates)
            throws DeploymentException {
        check(argument, items);
        Set<String> names = new LinkedHashSet<>();
        for (String item : items) {
            if (item.startsWith(LABEL)) {
                names.addAll(labelled(argument, label(item), candidates));
            } else if (candidates.stream().anyMatch(each -> each.name().equals(item))) {
                names.add(item);
            } else {
                throw new DeploymentException(
                        Kind.NOT_FOUND,
                        argument + ": there is no target '" + Text.shorten(item, 100)
                                + "' that this job may use. It may use "
                                + told(new TreeSet<>(
                                        candidates.stream().map(Candidate::name).toList()))
                                + ". Targets are configured in the folders above the job and in the global"
                                + " configuration, there with the folders that may use them.");
            }
        }
        return new ArrayList<>(names);
    }

    private static Set<String> labelled(String argument, String label, List<Candidate> candidates)
            throws DeploymentException {
        Set<String> names = new TreeSet<>();
        Set<String> known = new TreeSet<>();
        for (Candidate each : candidates) {
            known.addAll(each.labels());
            if (each.has(label)) {
                names.add(each.name());
            }
        }
        if (names.isEmpty()) {
            throw new DeploymentException(
                    Kind.NOT_FOUND,
                    argument + ": no target that this job may use has the label '" + Text.shorten(label, 100)
                            + "'. Labels that they have: " + told(known) + ".");
        }
        return names;
    }

    private static String told(Set<String> texts) {
        if (texts.isEmpty()) {
            return "none";
        }
        List<String> first = texts.stream()
                .limit(MOST_TOLD)
                .map(text -> Text.shorten(text, 100))
                .toList();
        int more = texts.size() - first.size();
        return String.join(", ", first) + (more == 0 ? "" : " and " + more + " more");
    }

    private static DeploymentException invalid(String argument, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, argument + ": " + problem);
    }
}
