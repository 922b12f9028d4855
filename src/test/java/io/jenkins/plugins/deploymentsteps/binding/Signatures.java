package io.jenkins.plugins.deploymentsteps.binding;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The table of {@code signatures.yaml}. */
final class Signatures {
    private Signatures() {}

    /**
     * One argument.
     *
     * @param defaultValue what it is when it is left out
     * @param neverNull whether a null is refused
     */
    record Argument(String kind, boolean mandatory, Object defaultValue, boolean neverNull) {}

    /**
     * Reads a part of the table.
     *
     * @param part {@code steps} or {@code describables}
     * @return function name or symbol, to argument name, to argument
     */
    static Map<String, Map<String, Argument>> read(String part) {
        Map<String, Map<String, Argument>> signatures = new LinkedHashMap<>();
        ((Map<?, ?>) ((Map<?, ?>) load()).get(part)).forEach((name, arguments) -> {
            Map<String, Argument> signature = new LinkedHashMap<>();
            ((Map<?, ?>) arguments).forEach((argument, properties) -> {
                Map<?, ?> fields = (Map<?, ?>) properties;
                signature.put(
                        (String) argument,
                        new Argument(
                                (String) fields.get("kind"),
                                !fields.containsKey("default"),
                                fields.containsKey("default") ? fields.get("default") : fields.get("whenMissing"),
                                Boolean.TRUE.equals(fields.get("neverNull"))));
            });
            signatures.put((String) name, signature);
        });
        return signatures;
    }

    private static Object load() {
        Path file = Path.of(System.getProperty("repository.root", "."), "src/test/resources/signatures.yaml");
        try {
            return new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
