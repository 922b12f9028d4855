package io.jenkins.plugins.deploymentsteps.testbed;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The JVM's one {@code testbed/up --json}: it takes names of components on its standard input, announces each on its
 * standard output, and ends when its standard input does, however this JVM ends.
 */
final class TestbedProcess {

    private static final String ALL = "all";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static TestbedProcess shared;

    private final Process process;
    private final Writer requests;
    private final Map<String, CompletableFuture<JsonNode>> components = new ConcurrentHashMap<>();
    private volatile String failure;

    private TestbedProcess() throws IOException {
        process = new ProcessBuilder(program().toString(), "--json", "--with=")
                .redirectError(Redirect.INHERIT)
                .start();
        components.put(ALL, new CompletableFuture<>());
        requests = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::readAnnouncements, "testbed");
        reader.setDaemon(true);
        reader.start();
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "end of the testbed"));
    }

    static synchronized TestbedProcess shared() {
        if (shared == null) {
            try {
                shared = new TestbedProcess();
            } catch (IOException e) {
                throw new UncheckedIOException("the testbed did not start", e);
            }
        }
        return shared;
    }

    /** Returns when all the named components are ready. */
    void require(List<String> names) {
        request(names);
        names.forEach(this::announced);
    }

    /** Returns what the component announced when it became ready, waiting until then. */
    JsonNode announced(String component) {
        CompletableFuture<JsonNode> ready = components.get(component);
        if (ready == null) {
            throw new IllegalStateException("this class did not ask its Testbed rule for " + component);
        }
        try {
            return ready.join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        }
    }

    /** The directory that lives as long as the testbed does. */
    Path directory() {
        return Path.of(announced(ALL).at("/environment/TESTBED_DIRECTORY").asText());
    }

    private synchronized void request(List<String> names) {
        List<String> missing = names.stream()
                .filter(name -> components.putIfAbsent(name, new CompletableFuture<>()) == null)
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        try {
            requests.write(String.join(",", missing) + "\n");
            requests.flush();
        } catch (IOException e) {
            fail(failure == null ? "the testbed takes no more requests: " + e.getMessage() : failure);
        }
    }

    private void readAnnouncements() {
        String reason = "the testbed ended; its standard error says why";
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode event = JSON.readTree(line);
                if (event.has("failed")) {
                    reason = event.get("failed").asText();
                } else {
                    components
                            .computeIfAbsent(event.get("ready").asText(), needed -> new CompletableFuture<>())
                            .complete(event);
                }
            }
        } catch (IOException e) {
            reason = "the testbed cannot be read: " + e.getMessage();
        }
        fail(reason);
    }

    private synchronized void fail(String reason) {
        failure = reason;
        components.values().forEach(ready -> ready.completeExceptionally(new IllegalStateException(reason)));
    }

    private void stop() {
        try {
            requests.close();
            process.waitFor();
        } catch (IOException e) {
            process.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The program that starts a testbed. */
    static Path program() {
        String root = System.getProperty("repository.root");
        if (root != null) {
            return Path.of(root, "testbed/up").toAbsolutePath();
        }
        Path start = Path.of("").toAbsolutePath();
        for (Path directory = start; directory != null; directory = directory.getParent()) {
            Path program = directory.resolve("testbed/up");
            if (Files.exists(program)) {
                return program;
            }
        }
        throw new IllegalStateException("no testbed/up in " + start
                + " or above it: run the tests inside the repository, or set the system property repository.root");
    }
}
