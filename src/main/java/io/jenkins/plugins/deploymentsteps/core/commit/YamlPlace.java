package io.jenkins.plugins.deploymentsteps.core.commit;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.CollectionNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * A value of a YAML file together with where it stands: a node alone does not know that, because an alias leads to
 * the very node of its anchor.
 *
 * @param name the path for people; items of a list by their {@code name} where they have one
 * @param line where the value, or the alias in its place, stands; counted from 1
 * @param node what stands there
 * @param flow whether it stands inside brackets or braces
 * @param aliased whether an alias leads here, so that the node itself stands elsewhere
 */
record YamlPlace(String name, int line, Node node, boolean flow, boolean aliased) {
    static YamlPlace root(Node document) {
        return new YamlPlace("", lineOf(document), document, false, false);
    }

    /** Returns the place of a map's value, or nothing where the key is missing or this is no map. */
    Optional<YamlPlace> get(String key) {
        return entry(key).map(this::at);
    }

    /** Returns a map's entry, or nothing where the key is missing or this is no map. */
    Optional<NodeTuple> entry(String key) {
        if (node instanceof MappingNode mapping) {
            return mapping.getValue().stream()
                    .filter(tuple -> key.equals(keyOf(tuple)))
                    .findFirst();
        }
        return Optional.empty();
    }

    /** Returns the text of a scalar below this map, reached over these keys. */
    Optional<String> text(String... keys) {
        Optional<YamlPlace> place = Optional.of(this);
        for (String key : keys) {
            place = place.flatMap(p -> p.get(key));
        }
        return place.flatMap(
                p -> p.node instanceof ScalarNode scalar ? Optional.of(scalar.getValue()) : Optional.empty());
    }

    /** Returns the places of a map's values or a list's items; none for a scalar. */
    List<YamlPlace> children() {
        List<YamlPlace> children = new ArrayList<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                children.add(at(tuple));
            }
        } else if (node instanceof SequenceNode sequence) {
            int end = start(node);
            int line = line();
            for (int i = 0; i < sequence.getValue().size(); i++) {
                Node item = sequence.getValue().get(i);
                boolean alias = start(item) < end;
                if (!alias) {
                    end = end(item);
                    line = lineOf(item);
                }
                YamlPlace place = new YamlPlace("", line, item, insideFlow(), aliased || alias);
                String label = place.text("name")
                        .filter(n -> n.length() < 100)
                        .map(n -> "name=" + n)
                        .orElse(Integer.toString(i));
                children.add(new YamlPlace(name + "[" + label + "]", line, item, insideFlow(), aliased || alias));
            }
        }
        return children;
    }

    /** Returns the keys of a map; keys that are no scalars are left out. */
    List<String> keys() {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(YamlPlace::keyOf)
                        .filter(key -> key != null)
                        .toList()
                : List.of();
    }

    /** Whether nothing, {@code null} or {@code ~} stands here. */
    boolean isNull() {
        return node instanceof ScalarNode && Tag.NULL.equals(node.getTag());
    }

    boolean insideFlow() {
        return flow || node instanceof CollectionNode<?> collection && collection.getFlowStyle() == FlowStyle.FLOW;
    }

    private YamlPlace at(NodeTuple tuple) {
        Node key = tuple.getKeyNode();
        Node value = tuple.getValueNode();
        String keyText = String.valueOf(keyOf(tuple));
        String path = new YamlPath(List.of(new YamlPath.Step.Key(keyText))).toString();
        // An anchor stands before its alias, so the node of an alias begins before its key ends.
        boolean alias = aliased || start(value) < end(key);
        return new YamlPlace(
                name.isEmpty() ? path : name + "." + path,
                alias ? lineOf(key) : lineOf(value),
                value,
                insideFlow(),
                alias);
    }

    static String keyOf(NodeTuple tuple) {
        return tuple.getKeyNode() instanceof ScalarNode key ? key.getValue() : null;
    }

    static int lineOf(Node node) {
        return node.getStartMark().orElseThrow().getLine() + 1;
    }

    private static int start(Node node) {
        return node.getStartMark().orElseThrow().getIndex();
    }

    private static int end(Node node) {
        return node.getEndMark().orElseThrow().getIndex();
    }
}
