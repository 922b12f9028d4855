package io.jenkins.plugins.deploymentsteps.core.commit;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Edits of one YAML or JSON file that leave every other byte as it is: each is a splice into the text at the marks of
 * the parsed nodes. Before the new content is given out it is parsed again and compared with what was wanted, so a
 * layout that the splices do not foresee ends in an error instead of a broken file.
 *
 * <p>For one thread; edits of one instance must not overlap.
 */
final class YamlEdit {
    private final String file;
    private final YamlText source;
    private final String text;
    private final boolean json;
    private final List<Node> documents;
    private final List<Splice> splices = new ArrayList<>();
    private final YamlExpectation expectation = new YamlExpectation();

    private record Splice(int from, int to, String replacement) {}

    private YamlEdit(String file, YamlText source, List<Node> documents) {
        this.file = file;
        this.source = source;
        this.text = source.text();
        this.json = file.toLowerCase(Locale.ROOT).endsWith(".json");
        this.documents = documents;
    }

    /**
     * Reads a file.
     *
     * @param file relative to the repository; errors name it
     * @throws DeploymentException (invalid input) if it is no UTF-8 text, an LFS pointer, or not well-formed within
     *     the limits of {@link YamlLimits#DEFAULT}
     */
    static YamlEdit open(String file, byte[] content) throws DeploymentException {
        YamlText source = YamlText.decode(file, content);
        return new YamlEdit(file, source, YamlDocuments.compose(file, source.text(), YamlLimits.DEFAULT));
    }

    String file() {
        return file;
    }

    /** Returns the root of each document that is not empty. */
    List<YamlPlace> documents() {
        return documents.stream().map(YamlPlace::root).toList();
    }

    /** How errors name a place: {@code apps/web.yaml, line 12}. */
    String at(YamlPlace place) {
        return Text.shorten(file, 300) + ", line " + place.line();
    }

    /**
     * Sets a scalar, or gives a key without value its value.
     *
     * @param keepType whether a number stays a number and a boolean a boolean where the text is one; otherwise, and
     *     elsewhere, the text becomes a string
     * @throws DeploymentException (invalid input) if a map, a list or an alias stands there
     */
    void set(YamlPlace place, String value, boolean keepType) throws DeploymentException {
        if (place.aliased()) {
            throw refused(
                    place,
                    "'" + place.name() + "' comes through an alias (*…) from line " + YamlPlace.lineOf(place.node())
                            + ". Change it there, or write it out here.");
        }
        if (!(place.node() instanceof ScalarNode scalar)) {
            throw refused(
                    place,
                    "'" + place.name() + "' is a " + kind(place.node()) + ", not a single value. Name a value in it.");
        }
        boolean typed = keepType && YamlScalars.keepsType(scalar, value);
        int end = source.offset(scalar.getEndMark());
        int start = afterProperties(scalar, end);
        ScalarStyle style = scalar.getScalarStyle();
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            splices.add(blockScalar(start, end, value));
        } else {
            ScalarStyle kept = style == ScalarStyle.JSON_SCALAR_STYLE ? ScalarStyle.DOUBLE_QUOTED : style;
            String written = typed ? value : YamlScalars.string(value, kept, place.flow(), json);
            boolean absent = start == end;
            if (absent && !isAfterIndicator(start)) {
                throw refused(
                        place, "'" + place.name() + "' is a key without a colon. Write the colon, then run again.");
            }
            boolean glued = absent && !Character.isWhitespace(text.charAt(start - 1));
            splices.add(new Splice(start, end, (glued ? " " : "") + written));
        }
        expectation.set(scalar, value, typed);
    }

    /**
     * Adds an entry at the end of a map, as a map of maps if several keys are given.
     *
     * @param map a map, or a key without value
     * @throws DeploymentException (invalid input) if something else or an alias stands there
     */
    void add(YamlPlace map, List<String> keys, String value) throws DeploymentException {
        if (map.aliased()) {
            throw refused(
                    map,
                    "'" + map.name() + "' comes through an alias (*…) from line " + YamlPlace.lineOf(map.node())
                            + ". Change it there, or write it out here.");
        }
        if (map.node() instanceof MappingNode mapping) {
            splices.add(
                    mapping.getFlowStyle() == FlowStyle.FLOW
                            ? flowEntry(mapping, keys, value)
                            : new Splice(
                                    blockEnd(mapping), blockEnd(mapping), blockEntry(columnOf(mapping), keys, value)));
        } else if (map.isNull()) {
            int end = source.offset(map.node().getEndMark());
            int start = afterProperties((ScalarNode) map.node(), end);
            boolean glued = start == end && !Character.isWhitespace(text.charAt(start - 1));
            splices.add(new Splice(start, end, (glued ? " " : "") + flowMap(keys, value)));
        } else {
            throw refused(map, "'" + map.name() + "' is a " + kind(map.node()) + ", so nothing can be added in it.");
        }
        expectation.add(map.node(), keys, value);
    }

    /**
     * Adds a document with one entry to a file that has none.
     *
     * @return the line on which it stands
     */
    int addDocument(List<String> keys, String value) {
        String lineBreak = source.lineBreak();
        String entry = json ? flowMap(keys, value) : blockEntry(0, keys, value).substring(lineBreak.length());
        boolean open = !text.isEmpty() && !text.endsWith("\n");
        splices.add(new Splice(text.length(), text.length(), (open ? lineBreak : "") + entry + lineBreak));
        expectation.addDocument(keys, value);
        return (int) text.chars().filter(c -> c == '\n').count() + (open ? 2 : 1);
    }

    /**
     * Gives an entry of a map another key and value.
     *
     * @param map a map with that key that no alias leads to
     */
    void replace(YamlPlace map, String key, String newKey, String value) throws DeploymentException {
        NodeTuple entry = map.entry(key).orElseThrow();
        set(map.get(key).orElseThrow(), value, false);
        Node keyNode = entry.getKeyNode();
        splices.add(new Splice(
                source.offset(keyNode.getStartMark()),
                source.offset(keyNode.getEndMark()),
                YamlScalars.string(newKey, ((ScalarNode) keyNode).getScalarStyle(), map.insideFlow(), json)));
        expectation.rename(map.node(), key, newKey);
    }

    /**
     * Removes an entry of a map that has others.
     *
     * @param map a map with that key that no alias leads to
     */
    void remove(YamlPlace map, String key) {
        MappingNode mapping = (MappingNode) map.node();
        int index = map.keys().indexOf(key);
        NodeTuple entry = mapping.getValue().get(index);
        int from = source.offset(entry.getKeyNode().getStartMark());
        int to = contentEnd(entry);
        boolean block = mapping.getFlowStyle() != FlowStyle.FLOW;
        int lineStart = source.lineStart(from);
        if (block && text.substring(lineStart, from).isBlank()) {
            int next = source.lineEnd(to);
            from = lineStart;
            to = next == text.length() ? next : text.indexOf('\n', next) + 1;
        } else if (index + 1 < mapping.getValue().size()) {
            to = source.offset(mapping.getValue().get(index + 1).getKeyNode().getStartMark());
        } else {
            from = contentEnd(mapping.getValue().get(index - 1));
        }
        splices.add(new Splice(from, to, ""));
        expectation.remove(mapping, key);
    }

    /**
     * Returns the file with every edit made.
     *
     * @throws DeploymentException (invalid input) if the edits would change more than was wanted
     */
    byte[] content() throws DeploymentException {
        StringBuilder edited = new StringBuilder(text);
        List<Splice> backwards = new ArrayList<>(splices);
        // Of those at one offset, the first comes to stand first.
        Collections.reverse(backwards);
        backwards.sort(Comparator.comparingInt(Splice::from).reversed());
        backwards.forEach(splice -> edited.replace(splice.from, splice.to, splice.replacement));
        String result = edited.toString();
        if (!splices.isEmpty()) {
            check(result);
        }
        return source.encode(result);
    }

    private void check(String result) throws DeploymentException {
        Optional<String> difference;
        try {
            difference = expectation.difference(documents, YamlDocuments.compose(file, result, YamlLimits.DEFAULT));
        } catch (DeploymentException e) {
            difference = Optional.of(String.valueOf(e.getMessage()));
        }
        if (difference.isPresent()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    Text.shorten(file, 300) + " is laid out in a way that cannot be edited safely (" + difference.get()
                            + "). Edit it once by hand, in plain block style.");
        }
    }

    private DeploymentException refused(YamlPlace place, String problem) {
        return new DeploymentException(Kind.INVALID_INPUT, at(place) + ": " + problem);
    }

    static String kind(Node node) {
        return node instanceof MappingNode ? "map" : node instanceof SequenceNode ? "list" : "single value";
    }

    /** Skips anchor and tag of a scalar; its marks include them. */
    private int afterProperties(ScalarNode scalar, int end) {
        int at = source.offset(scalar.getStartMark());
        while (at < end && (text.charAt(at) == '&' || text.charAt(at) == '!')) {
            while (at < end && !Character.isWhitespace(text.charAt(at))) {
                at++;
            }
            int next = at;
            while (next < end && Character.isWhitespace(text.charAt(next))) {
                next++;
            }
            at = next;
        }
        return at;
    }

    private boolean isAfterIndicator(int offset) {
        String before = text.substring(source.lineStart(offset), offset).stripTrailing();
        return before.endsWith(":") || before.endsWith("-") || before.matches(".*(?:^|\\s)[&!]\\S*");
    }

    /** A literal block stays one where the text allows it; otherwise the text is quoted and the header's comment kept. */
    private Splice blockScalar(int start, int end, String value) {
        int headerEnd = source.lineEnd(start);
        String header = text.substring(start, headerEnd);
        int hash = header.indexOf('#');
        String comment = hash < 0 ? "" : header.substring(hash);
        boolean keep = header.substring(0, hash < 0 ? header.length() : hash).contains("+");
        boolean indented =
                header.substring(0, hash < 0 ? header.length() : hash).matches(".*\\d.*");
        String content = text.substring(Math.min(end, text.indexOf('\n', headerEnd) + 1), end);
        int to = keep && content.endsWith("\n")
                ? source.lineEnd(end - 1)
                : start + text.substring(start, end).stripTrailing().length();
        String indent = content.lines()
                .filter(line -> !line.isBlank())
                .map(line ->
                        line.substring(0, line.length() - line.stripLeading().length()))
                .findFirst()
                .orElse("");
        if (indented || keep || indent.isEmpty() || indent.contains("\t") || !YamlScalars.isLiteral(value)) {
            String quoted = YamlScalars.string(value, ScalarStyle.DOUBLE_QUOTED, false, json);
            return new Splice(start, to, quoted + (comment.isEmpty() ? "" : " " + comment));
        }
        String lineBreak = header.isEmpty() ? "\n" : source.lineBreak();
        String lines =
                value.lines().map(line -> line.isEmpty() ? "" : indent + line).collect(Collectors.joining(lineBreak));
        String blockHeader = (value.endsWith("\n") ? "|" : "|-") + (comment.isEmpty() ? "" : " " + comment);
        return new Splice(start, to, blockHeader + lineBreak + lines);
    }

    private static int columnOf(MappingNode mapping) {
        return mapping.getValue()
                .get(0)
                .getKeyNode()
                .getStartMark()
                .orElseThrow()
                .getColumn();
    }

    /** Where the line of a block map's last content ends; comments after it stay after it. */
    private int blockEnd(MappingNode mapping) {
        List<NodeTuple> entries = mapping.getValue();
        return source.lineEnd(contentEnd(entries.get(entries.size() - 1)));
    }

    private int contentEnd(NodeTuple entry) {
        int keyEnd = source.offset(entry.getKeyNode().getEndMark());
        int valueStart = source.offset(entry.getValueNode().getStartMark());
        if (valueStart < keyEnd) {
            // An alias: it is one word on the line of its key.
            int at = text.indexOf('*', keyEnd);
            while (at < text.length()
                    && !Character.isWhitespace(text.charAt(at))
                    && ",]}".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return at;
        }
        return contentEnd(entry.getValueNode());
    }

    /** Where a node's own text ends: the end mark of a block collection or block scalar lies behind blanks and comments. */
    private int contentEnd(Node node) {
        int end = source.offset(node.getEndMark());
        if (node instanceof ScalarNode scalar) {
            boolean block =
                    scalar.getScalarStyle() == ScalarStyle.LITERAL || scalar.getScalarStyle() == ScalarStyle.FOLDED;
            if (!block) {
                return end;
            }
            int start = source.offset(node.getStartMark());
            // Blank lines at the end may belong to the value, if it ends in more than one line break.
            return scalar.getValue().endsWith("\n\n") && text.charAt(end - 1) == '\n'
                    ? source.lineEnd(end - 1)
                    : start + text.substring(start, end).stripTrailing().length();
        }
        if (((CollectionNode<?>) node).getFlowStyle() == FlowStyle.FLOW) {
            return end;
        }
        if (node instanceof MappingNode mapping) {
            return contentEnd(mapping.getValue().get(mapping.getValue().size() - 1));
        }
        List<Node> items = ((SequenceNode) node).getValue();
        Node last = items.get(items.size() - 1);
        boolean alias = source.offset(last.getStartMark()) < source.offset(node.getStartMark())
                || items.indexOf(last) < items.size() - 1;
        return alias ? start(text, end) : Math.max(contentEnd(last), source.offset(node.getStartMark()));
    }

    /** Where the text before an offset ends without white space. */
    private static int start(String text, int offset) {
        return text.substring(0, offset).stripTrailing().length();
    }

    private String blockEntry(int column, List<String> keys, String value) {
        StringBuilder entry = new StringBuilder();
        int indent = column;
        for (Iterator<String> key = keys.iterator(); key.hasNext(); indent += 2) {
            entry.append(source.lineBreak())
                    .append(" ".repeat(indent))
                    .append(YamlScalars.string(key.next(), ScalarStyle.PLAIN, false, json))
                    .append(':');
        }
        return entry.append(' ')
                .append(YamlScalars.string(value, ScalarStyle.PLAIN, false, json))
                .toString();
    }

    private Splice flowEntry(MappingNode mapping, List<String> keys, String value) {
        String map = flowMap(keys, value);
        String entry = map.substring(1, map.length() - 1);
        List<NodeTuple> entries = mapping.getValue();
        if (entries.isEmpty()) {
            int close = source.offset(mapping.getEndMark()) - 1;
            return new Splice(close, close, entry);
        }
        int end = contentEnd(entries.get(entries.size() - 1));
        return new Splice(end, end, ", " + entry);
    }

    private String flowMap(List<String> keys, String value) {
        String map = YamlScalars.string(value, ScalarStyle.PLAIN, true, json);
        for (int i = keys.size() - 1; i >= 0; i--) {
            map = "{" + YamlScalars.string(keys.get(i), ScalarStyle.PLAIN, true, json) + ": " + map + "}";
        }
        return map;
    }
}
