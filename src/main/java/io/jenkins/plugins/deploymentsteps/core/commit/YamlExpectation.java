package io.jenkins.plugins.deploymentsteps.core.commit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** What a file must read like after its edits: as before, but for what was edited. */
final class YamlExpectation {
    private final Map<Node, Scalar> scalars = new IdentityHashMap<>();
    private final Map<Node, Map<String, Added>> added = new IdentityHashMap<>();
    private final Map<Node, Map<String, String>> renamed = new IdentityHashMap<>();
    private final Map<Node, Set<String>> removed = new IdentityHashMap<>();
    private final List<Added> documents = new ArrayList<>();

    private record Scalar(String value, boolean typed) {}

    private record Added(List<String> keys, String value) {
        boolean is(Node node) {
            Node at = node;
            for (String key : keys) {
                if (!(at instanceof MappingNode mapping)
                        || mapping.getValue().size() != 1
                        || !key.equals(YamlPlace.keyOf(mapping.getValue().get(0)))) {
                    return false;
                }
                at = mapping.getValue().get(0).getValueNode();
            }
            return isString(at, value);
        }
    }

    void set(ScalarNode node, String value, boolean typed) {
        scalars.put(node, new Scalar(value, typed));
    }

    void add(Node map, List<String> keys, String value) {
        added.computeIfAbsent(map, m -> new LinkedHashMap<>())
                .put(keys.get(0), new Added(keys.subList(1, keys.size()), value));
    }

    void addDocument(List<String> keys, String value) {
        documents.add(new Added(keys, value));
    }

    void rename(Node map, String key, String newKey) {
        renamed.computeIfAbsent(map, m -> new LinkedHashMap<>()).put(key, newKey);
    }

    void remove(Node map, String key) {
        removed.computeIfAbsent(map, m -> new HashSet<>()).add(key);
    }

    /** Returns the first place that is not as expected, or nothing where all is. */
    Optional<String> difference(List<Node> before, List<Node> after) {
        if (after.size() != before.size() + documents.size()) {
            return Optional.of("it would have " + after.size() + " documents");
        }
        Set<Node> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        for (int i = 0; i < after.size(); i++) {
            boolean same = i < before.size()
                    ? same(before.get(i), after.get(i), seen)
                    : documents.get(i - before.size()).is(after.get(i));
            if (!same) {
                return Optional.of("line " + YamlPlace.lineOf(after.get(i)) + " and below would read differently");
            }
        }
        return Optional.empty();
    }

    private boolean same(Node before, Node after, Set<Node> seen) {
        if (!seen.add(before)) {
            return true;
        }
        Scalar wanted = scalars.get(before);
        if (wanted != null) {
            return wanted.typed
                    ? after instanceof ScalarNode scalar
                            && !Tag.STR.equals(after.getTag())
                            && scalar.getValue().equals(wanted.value)
                    : isString(after, wanted.value);
        }
        Map<String, Added> additions = added.getOrDefault(before, Map.of());
        if (before instanceof ScalarNode scalar && additions.isEmpty()) {
            return after instanceof ScalarNode other
                    && scalar.getTag().equals(other.getTag())
                    && scalar.getValue().equals(other.getValue());
        }
        if (before instanceof SequenceNode sequence) {
            if (!(after instanceof SequenceNode other)
                    || sequence.getValue().size() != other.getValue().size()) {
                return false;
            }
            for (int i = 0; i < sequence.getValue().size(); i++) {
                if (!same(sequence.getValue().get(i), other.getValue().get(i), seen)) {
                    return false;
                }
            }
            return true;
        }
        return after instanceof MappingNode other && sameEntries(before, other, additions, seen);
    }

    private boolean sameEntries(Node before, MappingNode after, Map<String, Added> additions, Set<Node> seen) {
        List<NodeTuple> kept = before instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(t ->
                                !removed.getOrDefault(before, Set.of()).contains(String.valueOf(YamlPlace.keyOf(t))))
                        .toList()
                : List.of();
        List<NodeTuple> entries = after.getValue();
        if (entries.size() != kept.size() + additions.size()) {
            return false;
        }
        for (int i = 0; i < kept.size(); i++) {
            String key = YamlPlace.keyOf(kept.get(i));
            String newKey =
                    key == null ? null : renamed.getOrDefault(before, Map.of()).get(key);
            boolean sameKey = newKey == null
                    ? same(kept.get(i).getKeyNode(), entries.get(i).getKeyNode(), seen)
                    : newKey.equals(YamlPlace.keyOf(entries.get(i)));
            if (!sameKey || !same(kept.get(i).getValueNode(), entries.get(i).getValueNode(), seen)) {
                return false;
            }
        }
        return entries.subList(kept.size(), entries.size()).stream().allMatch(entry -> {
            Added addition = additions.get(String.valueOf(YamlPlace.keyOf(entry)));
            return addition != null && addition.is(entry.getValueNode());
        });
    }

    private static boolean isString(Node node, String value) {
        return node instanceof ScalarNode scalar
                && Tag.STR.equals(scalar.getTag())
                && scalar.getValue().equals(value);
    }
}
