package io.jenkins.plugins.deploymentsteps.core.yaml;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns a node tree into the data that a JSON API takes. Nodes that aliases share become shared data, so that an alias
 * costs no memory; whoever changes data copies it.
 */
final class PlainData {
    private final YamlDocuments documents;
    private final Map<Node, Object> built = new IdentityHashMap<>();

    private final ScalarText texts;

    PlainData(YamlDocuments documents, ScalarText texts) {
        this.documents = documents;
        this.texts = texts;
    }

    @CheckForNull
    Object of(Node node) throws DeploymentException {
        if (node instanceof ScalarNode scalar) {
            String text = texts.of(scalar);
            return text.equals(scalar.getValue()) ? scalar(scalar, scalar.getTag(), text) : filled(scalar, text);
        }
        Object known = built.get(node);
        if (known != null) {
            return known;
        }
        Object data;
        if (node instanceof SequenceNode sequence) {
            List<Object> list = new ArrayList<>(sequence.getValue().size());
            for (Node item : sequence.getValue()) {
                list.add(of(item));
            }
            data = list;
        } else {
            data = map((MappingNode) node);
        }
        built.put(node, data);
        return data;
    }

    private Map<String, Object> map(MappingNode mapping) throws DeploymentException {
        Map<String, Object> map = new LinkedHashMap<>();
        Map<String, Object> merged = new LinkedHashMap<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple.getKeyNode())) {
                merge(tuple.getValueNode(), merged);
            } else {
                map.put(key(tuple.getKeyNode()), of(tuple.getValueNode()));
            }
        }
        merged.forEach(map::putIfAbsent);
        return map;
    }

    static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.isPlain()
                && scalar.getValue().equals("<<");
    }

    /** By YAML's merge key: of several mappings, the earlier one wins. */
    @SuppressWarnings("unchecked")
    private void merge(Node value, Map<String, Object> into) throws DeploymentException {
        if (value instanceof MappingNode) {
            ((Map<String, Object>) of(value)).forEach(into::putIfAbsent);
        } else if (value instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (!(item instanceof MappingNode)) {
                    throw notMergeable(item);
                }
                merge(item, into);
            }
        } else {
            throw notMergeable(value);
        }
    }

    private DeploymentException notMergeable(Node value) {
        return documents.refused(value.getStartMark(), "is merged by '<<' but is not a mapping.");
    }

    private String key(Node node) throws DeploymentException {
        if (!(node instanceof ScalarNode scalar) || Tag.NULL.equals(node.getTag())) {
            throw documents.refused(node.getStartMark(), "is a key that is no text.");
        }
        texts.key(scalar);
        return String.valueOf(scalar(scalar, scalar.getTag(), scalar.getValue()));
    }

    /** The empty text stays one, although nothing at all would be null: nobody means to remove a field by it. */
    @CheckForNull
    private Object filled(ScalarNode node, String text) throws DeploymentException {
        boolean isText = text.isEmpty() || !node.isPlain();
        return scalar(node, isText ? Tag.STR : KubernetesSchema.resolve(text), text);
    }

    @CheckForNull
    private Object scalar(ScalarNode node, Tag tag, String text) throws DeploymentException {
        try {
            if (Tag.STR.equals(tag)) {
                return text;
            } else if (Tag.INT.equals(tag)) {
                return KubernetesSchema.toInteger(text);
            } else if (Tag.BOOL.equals(tag)) {
                return KubernetesSchema.toBoolean(text);
            } else if (Tag.FLOAT.equals(tag)) {
                return KubernetesSchema.toFloat(text);
            }
            return null;
        } catch (NumberFormatException e) {
            throw documents.refused(node.getStartMark(), "has a value that " + e.getMessage() + ".");
        }
    }
}
