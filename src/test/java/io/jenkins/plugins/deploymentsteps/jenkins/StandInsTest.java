package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.contract.ApiListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** The stand-ins of the standalone build say nothing that Jenkins' own types do not say. */
public class StandInsTest {
    private static final Pattern ANNOTATION = Pattern.compile(" @(\\S+)");

    private final List<String> lines = read();
    private final Set<String> names = new TreeSet<>();

    /** Every listed type and member exists in Jenkins, with the modifiers, exceptions and annotations listed. */
    @Test
    public void listedTypesAreAsInJenkins() {
        for (String each : lines) {
            if (!each.startsWith("  ")) {
                names.add(each.split(" ")[1]);
            }
        }
        List<String> drift = new ArrayList<>();
        Class<?> type = null;
        Set<String> real = Set.of();
        for (String each : lines) {
            if (!each.startsWith("  ")) {
                type = load(each.split(" ")[1]);
                real = type == null ? Set.of() : comparable(ApiListing.allMembers(type));
                if (type == null || !comparable(ApiListing.type(type)).equals(comparable(each))) {
                    drift.add(each + (type == null ? " is unknown" : "\n    but is " + ApiListing.type(type)));
                }
            } else if (type != null && !isIn(each.substring(2), type, real)) {
                drift.add(type.getName() + "\n    " + each.substring(2) + candidates(each.substring(2), real));
            }
        }
        assertEquals("the stand-ins drifted:\n" + String.join("\n", drift) + "\n", 0, drift.size());
    }

    /** The list is not empty, so the comparison means something. */
    @Test
    public void listIsThere() {
        assertTrue(lines.size() > 100);
    }

    private boolean isIn(String line, Class<?> type, Set<String> real) {
        if (line.startsWith("is ")) {
            Class<?> supertype = load(line.substring("is ".length()));
            return supertype != null && supertype.isAssignableFrom(type);
        }
        return real.contains(comparable(line));
    }

    private static String candidates(String line, Set<String> real) {
        String start = line.split("[( ]", 3)[0] + " " + line.split("[( ]", 3)[1];
        StringBuilder text = new StringBuilder();
        for (String each : real) {
            if (each.startsWith(start + "(") || each.startsWith(start + " ")) {
                text.append("\n    but is ").append(each);
            }
        }
        return text.toString();
    }

    private Set<String> comparable(Set<String> all) {
        Set<String> kept = new TreeSet<>();
        all.forEach(each -> kept.add(comparable(each)));
        return kept;
    }

    /** {@return the line less the annotations that have no stand-in} */
    private String comparable(String line) {
        return ANNOTATION.matcher(line).replaceAll(found -> {
            String name = found.group(1);
            boolean counts = name.startsWith("java.lang.") || names.contains(name);
            return counts ? Matcher.quoteReplacement(found.group()) : "";
        });
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, StandInsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return null;
        }
    }

    private static List<String> read() {
        try {
            return Files.readAllLines(Path.of("standalone", "jenkins-api", "api.txt"));
        } catch (IOException e) {
            throw new AssertionError("the list of stand-ins cannot be read", e);
        }
    }
}
