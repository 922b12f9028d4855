package io.jenkins.plugins.deploymentsteps.scenarios;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * A directory of {@code src/test/resources/scenarios}:
 *
 * <pre>
 * Jenkinsfile
 * workspace/…     the files that the workspace holds
 * cluster.yaml    what the namespace holds before
 * configuration.yaml  the global configuration, as code; one that names the credentials cluster-1 to cluster-3 has a
 *                 namespace for each, {namespace-1} and so on, to which that credential leads
 * repository/…    the GitOps repository's first commit; Argo CD deploys its directory shop to the namespace
 * expected.yaml   the build's result and log, what its records say, what kubectl (in a namespace other than {namespace}: under
 *                 in) and git must read afterwards, and under covers the entries of the catalogue of faults that this proves;
 *                 under needs the programs that the testbed does not have; under published what of the testbed's published
 *                 manifests the workspace has in a directory of that name
 * sibling/…       what is different in the sibling, which must fail: files of the same kinds
 * </pre>
 *
 * <p>In all but the Jenkinsfile <code>{namespace}</code> and the like stand for what the testbed has. The Jenkinsfile of an
 * example of the guide has the guide's own text, which a test compares: there, the namespace {@code shop} and the API server
 * {@code cluster.example} do.
 */
public final class Scenario {
    private static final Set<String> KEYS =
            Set.of("covers", "needs", "published", "result", "log", "notInLog", "record", "cluster", "repository");

    private final String name;
    private final List<Path> layers;
    private final Map<String, Object> expected;

    private Scenario(String name, List<Path> layers) {
        this.name = name;
        this.layers = layers;
        this.expected = readExpected();
    }

    /** Returns all scenarios with their siblings, in order. */
    static List<Scenario> all() {
        Path root = Path.of(System.getProperty("repository.root", ".")).resolve("src/test/resources/scenarios");
        List<Scenario> all = new ArrayList<>();
        try (Stream<Path> directories = Files.list(root)) {
            directories.filter(Files::isDirectory).sorted().forEach(directory -> {
                String name = directory.getFileName().toString();
                all.add(new Scenario(name, List.of(directory)));
                all.add(new Scenario(name + " (sibling)", List.of(directory.resolve("sibling"), directory)));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private Map<String, Object> readExpected() {
        Object root = new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(file("expected.yaml"));
        Map<String, Object> fields = new LinkedHashMap<>();
        ((Map<?, ?>) root).forEach((key, value) -> fields.put((String) key, value));
        if (!KEYS.containsAll(fields.keySet())) {
            throw new IllegalStateException("scenario " + name + " expects something unknown: " + fields.keySet());
        }
        return fields;
    }

    /**
     * Returns what a scenario proves, by its name; a sibling proves something of its own.
     *
     * @return ids such as {@code S-14}; empty for a name that no scenario has
     */
    public static Set<String> covers(String name) {
        Set<String> ids = new TreeSet<>();
        all().stream()
                .filter(each -> each.name.equals(name))
                .flatMap(each -> each.expectedList("covers").stream())
                .forEach(id -> ids.add((String) id));
        return ids;
    }

    /** Returns the part of {@code expected.yaml} under a key, or null. */
    Object expected(String key) {
        return expected.get(key);
    }

    /** Returns the list under a key of {@code expected.yaml}; empty if it is not there. */
    List<?> expectedList(String key) {
        Object value = expected.get(key);
        return value == null ? List.of() : (List<?>) value;
    }

    boolean isSibling() {
        return layers.size() > 1;
    }

    boolean has(String directory) {
        return layers.stream().anyMatch(layer -> Files.exists(layer.resolve(directory)));
    }

    /** Returns a file's text, the sibling's own if it has one. */
    String file(String path) {
        for (Path layer : layers) {
            if (Files.exists(layer.resolve(path))) {
                return read(layer.resolve(path));
            }
        }
        throw new IllegalStateException("scenario " + name + " has no " + path);
    }

    /** Returns the files below a directory by relative path, the sibling's over the scenario's. */
    Map<String, String> files(String directory) {
        Map<String, String> files = new TreeMap<>();
        for (int i = layers.size() - 1; i >= 0; i--) {
            Path root = layers.get(i).resolve(directory);
            if (Files.isDirectory(root)) {
                try (Stream<Path> tree = Files.walk(root)) {
                    tree.filter(Files::isRegularFile)
                            .forEach(file -> files.put(root.relativize(file).toString(), read(file)));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
        return files;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the name, as a job may be called. */
    String jobName() {
        return name.replaceAll("[ ()]+", "-").replaceAll("-$", "");
    }

    @Override
    public String toString() {
        return name;
    }
}
