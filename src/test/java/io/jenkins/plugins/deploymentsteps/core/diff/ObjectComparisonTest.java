package io.jenkins.plugins.deploymentsteps.core.diff;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import io.jenkins.plugins.deploymentsteps.Covers;
import java.util.List;
import java.util.Map;
import org.junit.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What two versions of an object differ in, and how people read it. */
public class ObjectComparisonTest {
    @SuppressWarnings("unchecked")
    private static Map<String, Object> yaml(String text) {
        return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    private static List<String> lines(String before, String after) {
        return ObjectComparison.compare(before == null ? null : yaml(before), after == null ? null : yaml(after))
                .stream()
                .map(change -> change.shown().line())
                .toList();
    }

    private static String web(String spec) {
        return "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: " + spec + "}";
    }

    @Test
    public void addedChangedAndRemovedFieldsAreTold() {
        assertThat(
                lines(web("{replicas: 1, paused: true}"), web("{replicas: 3, minReadySeconds: 5}")),
                contains("~ spec.replicas: 1 → 3", "- spec.paused: true", "+ spec.minReadySeconds: 5"));
    }

    @Test
    public void whatIsTheSameInAnotherFormIsNoDifference() {
        assertThat(lines(web("{replicas: 1, a: {}}"), web("{replicas: 1.0, a: {}}")), is(empty()));
        assertThat(lines(web("{b: 1, a: 2}"), web("{a: 2, b: 1}")), is(empty()));
    }

    /** What the server notes by itself differs each time. */
    @Test
    public void statusVersionsAndOwnersAreNoDifference() {
        assertThat(
                lines(
                        "{kind: A, metadata: {name: a, uid: x, resourceVersion: '1', generation: 1, managedFields: [{manager:"
                                + " a}], creationTimestamp: x}, status: {ready: 1}}",
                        "{kind: A, metadata: {name: a, uid: y, resourceVersion: '2', generation: 2, managedFields: []},"
                                + " status: {ready: 2}}"),
                is(empty()));
    }

    @Test
    public void itemsAreToldApartByTheirKey() {
        String before = web("{template: {spec: {containers: [{name: web, image: 'web:1'}]}}}");
        assertThat(
                lines(
                        before,
                        web(
                                "{template: {spec: {containers: [{name: proxy, image: p}, {name: web, image: 'web:2'}]}}}")),
                contains(
                        "~ spec.template.spec.containers[name=web].image: web:1 → web:2",
                        "+ spec.template.spec.containers[name=proxy].name: proxy",
                        "+ spec.template.spec.containers[name=proxy].image: p"));
        assertThat(
                lines(
                        web("{ports: [{port: 53, protocol: TCP}, {port: 53, protocol: UDP}]}"),
                        web("{ports: [{port: 53, protocol: UDP, nodePort: 30053}, {port: 53, protocol: TCP}]}")),
                contains(
                        "+ spec.ports[port=53,protocol=UDP].nodePort: 30053",
                        "~ spec.ports (order): \"[port=53,protocol=TCP] [port=53,protocol=UDP]\" →"
                                + " \"[port=53,protocol=UDP] [port=53,protocol=TCP]\""));
        assertThat(
                lines(web("{rules: [{a: 1}, {a: 1}]}"), web("{rules: [{a: 1}, {a: 2}, {a: 3}]}")),
                contains("~ spec.rules[1].a: 1 → 2", "+ spec.rules[2].a: 3"));
    }

    @Test
    public void listsOfPlainValuesAreComparedAsAWhole() {
        assertThat(
                lines(web("{args: [a, b]}"), web("{args: [b, a]}")),
                contains("~ spec.args: [\"a\",\"b\"] → [\"b\",\"a\"]"));
        assertThat(lines(web("{args: [a]}"), web("{}")), contains("- spec.args: [\"a\"]"));
        assertThat(lines(web("{}"), web("{emptyDir: {}}")), contains("+ spec.emptyDir: {}"));
    }

    @Test
    public void keysWithDotsAndTextsThatLookLikeNumbersAreUnmistakable() {
        assertThat(
                lines(
                        "{kind: A, metadata: {name: a, labels: {app.kubernetes.io/name: web}}, data: {port: '1'}}",
                        "{kind: A, metadata: {name: a, labels: {app.kubernetes.io/name: shop}}, data: {port: 1}}"),
                contains("~ metadata.labels[app.kubernetes.io/name]: web → shop", "~ data.port: \"1\" → 1"));
    }

    @Test
    public void ofALongTextThePartThatDiffersIsShown() {
        String settings = "a=1\\nb=2\\nc=3\\n";
        assertThat(
                lines(
                        "{kind: ConfigMap, data: {f: \"" + settings + "\"}}",
                        "{kind: ConfigMap, data: {f: \"" + settings.replace("2", "5") + "\"}}"),
                contains("~ data.f (line 2): \"b=2\" → \"b=5\""));
        String token = "x".repeat(5_000);
        List<String> long1 = lines("{kind: A, a: " + token + "1}", "{kind: A, a: " + token + "2}");
        assertThat(long1, contains("~ a: …" + "x".repeat(20) + "1 → …" + "x".repeat(20) + "2"));
    }

    @Test
    public void aHostileValueStaysOneShortLine() {
        List<String> lines =
                lines("{kind: A}", "{kind: A, \"a\\u001b[2J.b\": \"x\\u202e\\u0007" + "y".repeat(100_000) + "\"}");
        assertThat(lines, hasSize(1));
        assertThat(lines.get(0).length(), lessThan(500));
        assertThat(lines.get(0), not(containsString("\u001b")));
        assertThat(lines.get(0), not(containsString("\u202e")));
    }

    private static String secret(String fields) {
        return "{apiVersion: v1, kind: Secret, metadata: {name: db}, " + fields + "}";
    }

    /** The cases of flux' ssa/jsondiff: added, changed, removed, the whole map, an empty map, several, stringData, none. */
    @Test
    @Covers({"S-09", "T-19"})
    public void valuesOfASecretAreMaskedAndVisiblyChanged() {
        assertThat(
                lines(secret("data: {a: aGlkZGVu}"), secret("data: {a: aGlkZGVu, b: b3RoZXI=}")),
                contains("+ data.b: ***(after)"));
        assertThat(
                lines(secret("data: {a: aGlkZGVu}"), secret("data: {a: b3RoZXI=}")),
                contains("~ data.a: ***(before) → ***(after)"));
        assertThat(
                lines(secret("data: {a: aGlkZGVu, b: x}"), secret("data: {a: aGlkZGVu}")),
                contains("- data.b: ***(before)"));
        assertThat(
                lines(secret("type: Opaque"), secret("data: {a: aGlkZGVu, b: x}")),
                contains("- type: Opaque", "+ data.a: ***(after)", "+ data.b: ***(after)"));
        assertThat(lines(secret("data: {a: aGlkZGVu}"), secret("data: {}")), contains("- data.a: ***(before)"));
        assertThat(
                lines(secret("data: {a: aGlkZGVu}"), secret("immutable: true")),
                contains("- data.a: ***(before)", "+ immutable: true"));
        assertThat(
                lines(secret("stringData: {a: b}"), secret("stringData: {a: c}")),
                contains("~ stringData.a: ***(before) → ***(after)"));
        assertThat(
                lines(null, secret("stringData: {a: hidden}")).toString(),
                containsString("+ stringData.a: ***(after)"));
        assertThat(lines(secret("data: {a: aGlkZGVu}"), secret("data: {a: aGlkZGVu}")), is(empty()));
        assertThat(
                "something else than a map",
                lines(secret("data: hidden"), secret("data: [hidden, other]")),
                contains("~ data: ***(before) → ***(after)"));
    }

    @Test
    @Covers({"S-09", "T-20"})
    public void aSecretWithinAnotherObjectIsMaskedToo() {
        String list = "{apiVersion: v1, kind: List, items: [" + secret("data: {a: aGlkZGVu}") + "]}";
        assertThat(
                lines(list, list.replace("aGlkZGVu", "b3RoZXI=")),
                contains("~ items[0].data.a: ***(before) → ***(after)"));
        String template =
                "{apiVersion: example.org/v1, kind: Copy, spec: {template: {kind: Secret, stringData: {a: hidden}}}}";
        assertThat(
                lines(template, template.replace("hidden", "other")),
                contains("~ spec.template.stringData.a: ***(before) → ***(after)"));
    }

    @Test
    @Covers({"S-09", "T-20"})
    public void whatKubectlLastAppliedToASecretIsMasked() {
        String before = "{apiVersion: v1, kind: Secret, metadata: {name: db, annotations:"
                + " {kubectl.kubernetes.io/last-applied-configuration: '{\"kind\":\"Secret\",\"data\":{\"a\":\"hidden\"}}'}}}";
        List<String> lines = lines(before, before.replace("hidden", "other"));
        assertThat(
                lines,
                contains(
                        "~ metadata.annotations[kubectl.kubernetes.io/last-applied-configuration]: ***(before) → ***(after)"));
    }
}
