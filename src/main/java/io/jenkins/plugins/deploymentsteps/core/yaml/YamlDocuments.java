package io.jenkins.plugins.deploymentsteps.core.yaml;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.parser.Parser;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * The documents of one YAML or JSON text as node trees, read within {@link YamlLimits}.
 *
 * <p>Plain scalars mean what they mean to kubectl ({@code 0644} is octal, {@code yes} is a boolean). Only the tags of
 * YAML's core schema are known; any other is an error, so no text can name a Java type. Keys must be unique. The
 * library's own guard against alias bombs counts aliases, not what they expand to, and it has none against depth or
 * recursion: those are held here, as are the duplicate keys, which its composer lets pass.
 */
public final class YamlDocuments {
    private static final Set<Tag> KNOWN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

    private final String name;
    private final YamlLimits limits;
    private final LoadSettings settings;

    private YamlDocuments(String name, YamlLimits limits) {
        this.name = name;
        this.limits = limits;
        this.settings = LoadSettings.builder()
                .setLabel(name)
                .setSchema(new KubernetesSchema())
                .setUseMarks(true)
                .setCodePointLimit(Integer.MAX_VALUE)
                .setMaxAliasesForCollections(Integer.MAX_VALUE)
                .build();
    }

    /**
     * Reads a text into node trees. Node marks count code points from the start of the text.
     *
     * @param name how errors name the text: a path relative to the workspace or repository
     * @param text YAML or JSON, possibly of several documents
     * @param limits what the text may ask for
     * @return one tree for each document; empty documents are left out
     * @throws DeploymentException (invalid input) naming file, line and column, if it is not well-formed, uses an
     *     unknown tag, an undefined or recursive alias or a duplicate key, or exceeds a limit
     */
    public static List<Node> compose(String name, String text, YamlLimits limits) throws DeploymentException {
        return new YamlDocuments(name, limits).compose(text);
    }

    /**
     * Turns a node tree into plain data: {@code Map} (in the order of the text, merge keys merged), {@code List},
     * {@code String}, {@code Integer}, {@code Long}, {@code BigInteger}, {@code Double}, {@code Boolean}, null. Parts
     * that aliases share are shared in the data, too.
     *
     * @param name how errors name the text
     * @param document a tree that {@link #compose} returned
     * @return the document's data
     * @throws DeploymentException (invalid input) if a value does not fit its tag, or a key is no text
     */
    public static <T> T toData(String name, Node document) throws DeploymentException {
        return toData(name, document, ScalarText.AS_WRITTEN);
    }

    /**
     * Turns a node tree into plain data, with other texts in its values.
     *
     * @param texts gives each value its text
     * @throws DeploymentException as the other one, or as the texts do
     */
    @SuppressWarnings("unchecked")
    public static <T> T toData(String name, Node document, ScalarText texts) throws DeploymentException {
        return (T) new PlainData(new YamlDocuments(name, YamlLimits.DEFAULT), texts).of(document);
    }

    private List<Node> compose(String text) throws DeploymentException {
        int codePoints = text.codePointCount(0, text.length());
        if (codePoints > limits.codePoints()) {
            throw refused(
                    Optional.empty(), "has " + codePoints + " characters, the limit is " + limits.codePoints() + ".");
        }
        List<Node> nodes = new ArrayList<>();
        Expansion expansion = new Expansion();
        try {
            // Read in pieces, a character outside of the basic plane at the end of a piece is beyond the library.
            LoadSettings atOnce =
                    LoadSettings.builder().setBufferSize(text.length() + 2).build();
            Composer composer = new Composer(
                    settings, new DepthLimit(new ParserImpl(settings, new StreamReader(atOnce, text)), limits.depth()));
            int documents = 0;
            while (composer.hasNext()) {
                if (++documents > limits.documents()) {
                    throw refused(Optional.empty(), "has more than " + limits.documents() + " documents.");
                }
                Node node = composer.next();
                if (!isEmpty(node)) {
                    expansion.add(node);
                    nodes.add(node);
                }
            }
        } catch (TooDeep e) {
            throw refused(e.mark, "nests deeper than " + limits.depth() + " levels.");
        } catch (YamlEngineException e) {
            throw notReadable(e);
        }
        return nodes;
    }

    private static boolean isEmpty(Node node) {
        return node instanceof ScalarNode scalar
                && Tag.NULL.equals(scalar.getTag())
                && scalar.getScalarStyle() == ScalarStyle.PLAIN
                && scalar.getValue().isEmpty();
    }

    private DeploymentException notReadable(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked) {
            // getMessage() would quote the line, which may hold a secret.
            return refused(
                    marked.getProblemMark(), "is not valid YAML: " + Text.shorten(marked.getProblem(), 200) + ".");
        }
        return new DeploymentException(
                Kind.INVALID_INPUT,
                name + " is not valid YAML: " + Text.shorten(String.valueOf(e.getMessage()), 200),
                e);
    }

    DeploymentException refused(Optional<Mark> mark, String problem) {
        String place = mark.map(m -> ", line " + (m.getLine() + 1) + ", column " + (m.getColumn() + 1))
                .orElse("");
        return new DeploymentException(Kind.INVALID_INPUT, Text.shorten(name, 300) + place + ": " + problem);
    }

    /** Counts what the text would be with every alias replaced, and refuses recursion and duplicate keys. */
    private final class Expansion {
        private final Map<Node, long[]> sizes = new IdentityHashMap<>();
        private final long[] total = {0, 0};
        private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());

        void add(Node node) throws DeploymentException {
            grow(total, node);
            sizes.clear();
            if (total[0] > limits.expandedNodes() || total[1] > limits.expandedCodePoints()) {
                throw refused(
                        node.getStartMark(),
                        "expands to more than the limit of " + limits.expandedNodes() + " nodes or "
                                + limits.expandedCodePoints() + " characters (are its aliases meant?).");
            }
        }

        private long[] sizeOf(Node node) throws DeploymentException {
            long[] known = sizes.get(node);
            if (known != null) {
                return known;
            }
            if (!KNOWN_TAGS.contains(node.getTag())) {
                throw refused(
                        node.getStartMark(),
                        "has the tag " + Text.shorten(String.valueOf(node.getTag()), 80)
                                + ", which Kubernetes manifests do not have. Remove it.");
            }
            if (!open.add(node)) {
                throw refused(node.getStartMark(), "contains itself through an alias.");
            }
            long[] size = {1, 0};
            if (node instanceof ScalarNode scalar) {
                size[1] = scalar.getValue().length();
            } else if (node instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    grow(size, item);
                }
            } else if (node instanceof MappingNode mapping) {
                Set<String> keys = new HashSet<>();
                for (NodeTuple tuple : mapping.getValue()) {
                    if (tuple.getKeyNode() instanceof ScalarNode key
                            && !keys.add(key.getTag() + key.getValue())
                            && !PlainData.isMerge(key)) {
                        throw refused(
                                key.getStartMark(),
                                "has the key '" + Text.shorten(key.getValue(), 80) + "' twice in the same mapping.");
                    }
                    grow(size, tuple.getKeyNode());
                    grow(size, tuple.getValueNode());
                }
            }
            open.remove(node);
            sizes.put(node, size);
            return size;
        }

        private void grow(long[] size, Node child) throws DeploymentException {
            long[] more = sizeOf(child);
            // Half of Long.MAX_VALUE: a sum of two never overflows.
            size[0] = Math.min(Long.MAX_VALUE / 2, size[0] + more[0]);
            size[1] = Math.min(Long.MAX_VALUE / 2, size[1] + more[1]);
        }
    }

    /** Stops at too deep a nesting before anything recursive runs over it. */
    private static final class DepthLimit implements Parser {
        private final Parser parser;
        private final int limit;
        private int depth;

        DepthLimit(Parser parser, int limit) {
            this.parser = parser;
            this.limit = limit;
        }

        @Override
        public boolean checkEvent(Event.ID choice) {
            return parser.checkEvent(choice);
        }

        @Override
        public Event peekEvent() {
            return parser.peekEvent();
        }

        @Override
        public boolean hasNext() {
            return parser.hasNext();
        }

        @Override
        public Event next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            Event event = parser.next();
            switch (event.getEventId()) {
                case MappingStart, SequenceStart -> depth++;
                case MappingEnd, SequenceEnd -> depth--;
                default -> {
                    // Scalars and aliases do not nest.
                }
            }
            if (depth > limit) {
                throw new TooDeep(event.getStartMark());
            }
            return event;
        }
    }

    private static final class TooDeep extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Optional<Mark> mark;

        TooDeep(Optional<Mark> mark) {
            super("too deep", null, false, false);
            this.mark = mark;
        }
    }
}
