package io.jenkins.plugins.deploymentsteps.kubernetes;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.Test;

public class FieldPathsTest {
    private static final Map<String, Object> OBJECT = Map.of(
            "data",
            Map.of("a", "1", "a.b", "2", "a.b.c", "3"),
            "spec",
            Map.of(
                    "replicas",
                    2,
                    "ports",
                    List.of(
                            Map.of("port", 80, "targetPort", 1),
                            Map.of("port", 81, "protocol", "UDP", "targetPort", 2)),
                    "containers",
                    List.of(Map.of("name", "we]b\"", "image", "x"), Map.of("name", "side", "image", "y")),
                    "finalizers",
                    List.of("a,b", "c"),
                    "args",
                    List.of(List.of("x"), List.of("y"))));

    private static Object at(String path, String... keys) {
        Optional<Map<String, Object>> left = FieldPaths.without(OBJECT, path);
        Object value = left.orElseThrow(() -> new AssertionError("no " + path));
        for (String key : keys) {
            value = value instanceof List<?> list ? list.get(Integer.parseInt(key)) : ((Map<?, ?>) value).get(key);
        }
        return value;
    }

    @Test
    public void namesAreNotEscapedSoTheLongestThatIsThereIsMeant() {
        assertThat(at(".data.a", "data"), is(Map.of("a.b", "2", "a.b.c", "3")));
        assertThat(at(".data.a.b", "data"), is(Map.of("a", "1", "a.b.c", "3")));
        assertThat(at(".data.a.b.c", "data"), is(Map.of("a", "1", "a.b", "2")));
        assertThat(FieldPaths.without(OBJECT, ".data.a.x"), is(Optional.empty()));
        assertThat(FieldPaths.without(OBJECT, ".spec.replicas.x"), is(Optional.empty()));
        assertThat(FieldPaths.without(OBJECT, ".spec.none"), is(Optional.empty()));
    }

    @Test
    public void itemsAreFoundByTheirKeysOrValue() {
        assertThat(
                at(".spec.containers[name=\"we]b\\\"\"].image", "spec", "containers", "0"),
                is(Map.of("name", "we]b\"")));
        assertThat(at(".spec.containers[name=\"side\"].image", "spec", "containers", "1"), is(Map.of("name", "side")));
        assertThat(
                at(".spec.containers[name=\"side\"]", "spec", "containers")
                        .toString()
                        .contains("side"),
                is(false));
        assertThat(
                "a key with a default may be left out",
                at(".spec.ports[port=80,protocol=\"TCP\"].targetPort", "spec", "ports", "0"),
                is(Map.of("port", 80)));
        assertThat(
                at(".spec.ports[port=81,protocol=\"UDP\"].targetPort", "spec", "ports", "1"),
                is(Map.of("port", 81, "protocol", "UDP")));
        assertThat(
                FieldPaths.without(OBJECT, ".spec.ports[port=81,protocol=\"TCP\"].targetPort"), is(Optional.empty()));
        assertThat(at(".spec.finalizers[=\"a,b\"]", "spec", "finalizers"), is(List.of("c")));
        assertThat(at(".spec.args[1]", "spec", "args"), is(List.of(List.of("x"))));
        assertThat(FieldPaths.without(OBJECT, ".spec.args[7]"), is(Optional.empty()));
        assertThat(FieldPaths.without(OBJECT, ".spec.args[\"never ended"), is(Optional.empty()));
    }

    @Test
    public void theObjectItselfStays() {
        at(".spec.replicas", "spec");
        assertThat(((Map<?, ?>) OBJECT.get("spec")).get("replicas"), is(2));
    }
}
