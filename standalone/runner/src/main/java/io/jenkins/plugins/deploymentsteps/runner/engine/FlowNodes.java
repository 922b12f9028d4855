package io.jenkins.plugins.deploymentsteps.runner.engine;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The steps of a build as Jenkins stores them: one XML file for each, with the arguments it was called with.
 *
 * <p>As in Jenkins an argument is stored as it was given, but for values of {@code withCredentials}.
 */
final class FlowNodes {
    private final Path directory;
    private final AtomicInteger last = new AtomicInteger(1);
    private final Map<Integer, Node> nodes = new LinkedHashMap<>();

    FlowNodes(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    private record Node(int parent, String step, Map<String, ?> arguments, LogListener mask) {}

    /**
     * Records the start of a step.
     *
     * @param mask hides what must not be stored
     * @return the node's id
     */
    int start(int parent, String step, Map<String, ?> arguments, LogListener mask) throws IOException {
        int id = last.incrementAndGet();
        Node node = new Node(parent, step, arguments, mask);
        synchronized (this) {
            nodes.put(id, node);
        }
        write(id, node, null);
        return id;
    }

    /** Records that a step failed. */
    void failed(int id, Throwable failure) throws IOException {
        Node node;
        synchronized (this) {
            node = nodes.get(id);
        }
        write(id, node, failure);
    }

    /** Returns the name of a step that was recorded. */
    synchronized String step(int id) {
        return nodes.get(id).step();
    }

    private void write(int id, Node node, @CheckForNull Throwable failure) throws IOException {
        XmlWriter xml = new XmlWriter();
        xml.start("node", Map.of("id", id, "parent", node.parent(), "step", node.step()));
        xml.value("arguments", mask(node.arguments(), node.mask()));
        if (failure != null) {
            xml.value("error", node.mask().masked(String.valueOf(failure)));
        }
        xml.end("node");
        Files.writeString(directory.resolve(id + ".xml"), xml.toString());
    }

    private static Object mask(@CheckForNull Object value, LogListener mask) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> masked = new LinkedHashMap<>();
            map.forEach((key, each) -> masked.put(String.valueOf(key), mask(each, mask)));
            return masked;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(each -> mask(each, mask)).toList();
        }
        return mask.masked(String.valueOf(value));
    }
}
