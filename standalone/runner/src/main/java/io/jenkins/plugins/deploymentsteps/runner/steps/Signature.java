package io.jenkins.plugins.deploymentsteps.runner.steps;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a step or describable takes.
 *
 * @param parameters mandatory ones first, by name
 * @param takesBody whether it wants a block
 */
public record Signature(Map<String, Parameter> parameters, boolean takesBody) {
    /**
     * One argument.
     *
     * @param name as a Jenkinsfile writes it
     * @param type erased
     * @param required whether it must be given
     */
    public record Parameter(String name, Class<?> type, boolean required) {}

    /** Collects parameters. */
    static Signature of(Collection<Parameter> parameters, boolean takesBody) {
        Map<String, Parameter> byName = new LinkedHashMap<>();
        parameters.forEach(parameter -> byName.put(parameter.name(), parameter));
        return new Signature(byName, takesBody);
    }

    /** Returns the only mandatory parameter, or null if there is none or several. */
    @CheckForNull
    public Parameter soleRequired() {
        List<Parameter> required =
                parameters.values().stream().filter(Parameter::required).toList();
        return required.size() == 1 ? required.get(0) : null;
    }

    /** Returns the name that a single unnamed argument gets, or null if arguments must be named. */
    @CheckForNull
    String unnamed() {
        Parameter sole = soleRequired();
        return sole == null ? null : sole.name();
    }

    /** Returns the names that are neither mandatory nor optional, in order. */
    List<String> unknown(Collection<String> names) {
        List<String> unknown = new ArrayList<>(names);
        unknown.removeAll(parameters.keySet());
        return unknown;
    }

    /** Returns the parameter whose name is nearest to a mistyped one, or null if none exists. */
    @CheckForNull
    public String nearest(String mistyped) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String name : parameters.keySet()) {
            int distance = distance(mistyped, name);
            if (distance < least) {
                least = distance;
                nearest = name;
            }
        }
        return nearest;
    }

    /** The Levenshtein distance. */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j < previous.length; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(previous[j], row[j - 1]) + 1);
            }
            previous = row;
        }
        return previous[b.length()];
    }
}
