package io.jenkins.plugins.deploymentsteps.core.manifest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestReader.Manifests;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class ManifestReaderTest {
    private static final String CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: %s\n";

    @Test
    public void tellsWhereEachObjectIs() throws Exception {
        Manifests read =
                read(file("a.yaml", "# first\n" + CONFIG_MAP.formatted("one") + "---\n" + CONFIG_MAP.formatted("two")));
        assertThat(read.objects().get(0).origin().toString(), equalTo("a.yaml, document 1, line 2"));
        assertThat(read.objects().get(1).origin().toString(), equalTo("a.yaml, document 2, line 7"));
        assertThat(read.objects().get(1).ref(), equalTo(new ObjectRef("v1", "ConfigMap", null, "two")));
    }

    @Test
    @Covers("B-01")
    public void filesWithoutObjectsAreNamedAndASetOfThemFails() throws Exception {
        for (String empty : List.of(
                "", "\n\n", "# only a comment\n", "---", "---\n".repeat(10), "{}\n".repeat(0), "---\n# x\n...\n")) {
            DeploymentException e =
                    assertThrows(empty, DeploymentException.class, () -> read(file("empty.yaml", empty)));
            assertThat(e.getMessage(), equalTo("No object was found in empty.yaml."));
        }
        assertThat(
                read(file("a.yaml", CONFIG_MAP.formatted("one")), file("empty.yaml", "# x"))
                        .filesWithoutObjects(),
                contains("empty.yaml"));
        assertThat(
                assertThrows(DeploymentException.class, () -> read()).getMessage(),
                containsString("no file was found"));
    }

    /** The library's reader fails where its buffer ends within such a character. */
    @Test
    public void aCharacterOutsideOfTheBasicPlaneMayStandAnywhere() throws Exception {
        for (int length = 900; length < 2100; length++) {
            String filled = CONFIG_MAP.formatted("one") + "data:\n  a: '" + "x".repeat(length)
                    + "\uD83D\uDE80".repeat(3) + "'\n";
            Manifests read = read(file("a.yaml", filled));
            assertThat(
                    ((Map<?, ?>) read.objects().get(0).content().get("data")).get("a"),
                    equalTo("x".repeat(length) + "\uD83D\uDE80".repeat(3)));
        }
    }

    @Test
    @Covers("B-02")
    public void aFileBesideTheManifestsIsCalledByItsName() {
        assertThat(
                refused("overlays/kustomization.yaml", "resources: [web.yaml]\n"),
                equalTo("overlays/kustomization.yaml is a kustomization, and no manifest."
                        + " Apply its directory by source: kubeKustomize."));
        assertThat(
                refused(
                        "k.yaml",
                        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata: {name: k}\n"),
                containsString("k.yaml is a kustomization, and no manifest."));
        assertThat(
                refused("chart/Chart.yaml", "apiVersion: v2\nname: web\n"), containsString("describes a Helm chart"));
        assertThat(refused("values-prod.yaml", "image: {tag: 1}\n"), containsString("holds values for a Helm chart"));
        assertThat(
                refused("web.yaml", "kind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n"),
                allOf(containsString("web.yaml, line 3"), containsString("'helm template'")));
        assertThat(
                refused("web.yaml", "{{- if .Values.web }}\nkind: Pod\n{{- end }}\n"),
                containsString("'helm template'"));
    }

    private static String refused(String name, String text) {
        return assertThrows(name, DeploymentException.class, () -> read(file(name, text)))
                .getMessage();
    }

    @Test
    @Covers("B-02")
    public void whatIsMissingIsNamedWithFileDocumentAndLineAllAtOnce() {
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> read(
                        file(
                                "a.yaml",
                                "kind: X\nmetadata: {name: a}\n---\napiVersion: v1\nmetadata: {name: a}\n---\n"
                                        + "apiVersion: v1\nkind: Pod\n---\napiVersion: v1\nkind: Pod\nmetadata: {generateName: a-}\n"),
                        file("b.yaml", "just a text\n"),
                        file("c.yaml", "apiVersion: 1\nkind: [Pod]\nmetadata: {name: 12}\n"),
                        file("d.yaml", "a: [unclosed\n")));
        assertThat(
                e.getMessage(),
                allOf(
                        containsString("a.yaml, document 1, line 1: apiVersion is missing."),
                        containsString("a.yaml, document 2, line 4: kind is missing."),
                        containsString("a.yaml, document 3, line 7: Pod: metadata is missing"),
                        containsString("a.yaml, document 4, line 10: Pod: metadata.generateName cannot be applied"),
                        containsString("b.yaml, document 1, line 1: is no Kubernetes object"),
                        containsString("c.yaml, document 1, line 1: apiVersion is a number, not a text."),
                        containsString("kind is a list, not a text."),
                        containsString("metadata.name is a number; put it in quotes."),
                        containsString("d.yaml, line ")));
        assertThat(e.getMessage(), containsString("The manifests have 9 problems; nothing was changed:"));
    }

    @Test
    @Covers("B-03")
    public void listsOfAnyKindAreFlattened() throws Exception {
        String text = """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: one}
                - apiVersion: v1
                  kind: ConfigMapList
                  items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: two}}
                """;
        Manifests read = read(file("a.yaml", text));
        assertThat(read.objects().stream().map(object -> object.ref().name()).toList(), contains("one", "two"));
        assertThat(read.objects().get(1).origin().line(), is(10));
        assertThat(
                read(file("a.yaml", "apiVersion: v1\nkind: List\nitems:\n---\n" + CONFIG_MAP.formatted("x")))
                        .objects()
                        .size(),
                is(1));
        DeploymentException e = assertThrows(
                DeploymentException.class, () -> read(file("a.yaml", "apiVersion: v1\nkind: List\nitems: {a: b}\n")));
        assertThat(e.getMessage(), containsString("items is no list"));
    }

    @Test
    @Covers("B-04")
    public void anObjectThatIsThereTwiceIsNamedWithBothPlaces() throws Exception {
        Manifests read = read(
                file("a.yaml", "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n"),
                file("b.yaml", "apiVersion: apps/v1beta1\nkind: Deployment\nmetadata: {name: web}\n"));
        assertThat(
                ManifestRules.duplicates(read.objects()),
                contains(
                        "b.yaml, document 1, line 1: Deployment web is there twice; it is also in a.yaml, document 1, line 1."));
    }

    @Test
    @Covers("B-07")
    public void utf8WithBomAndCrlfIsTakenAnythingElseIsRefusedWithItsOffset() throws Exception {
        String text = CONFIG_MAP.formatted("one") + "data: {a: \"\u00e4\u65e5\ud83d\ude80\"}\n";
        for (String variant : List.of(text, "\ufeff" + text, text.replace("\n", "\r\n"))) {
            Manifests read = read(file("a.yaml", variant));
            assertThat(Fields.text(read.objects().get(0).content(), "data", "a"), equalTo("\u00e4\u65e5\ud83d\ude80"));
        }
        assertRefused(text.getBytes(StandardCharsets.UTF_16), "is UTF-16");
        assertRefused(
                text.getBytes(StandardCharsets.ISO_8859_1), "is not UTF-8 at byte offset " + text.indexOf('\u00e4'));
        assertRefused("a: \0b".getBytes(StandardCharsets.UTF_8), "NUL character at byte offset 3");
        assertRefused(
                new byte[] {'a', ':', ' ', (byte) 0xed, (byte) 0xa0, (byte) 0x80}, "is not UTF-8 at byte offset 3");
        assertRefused("a:\n\t- b".getBytes(Charset.forName("US-ASCII")), "line 2");
    }

    @Test
    @Covers("B-07")
    public void aLineOfThreeMegabytesIsReadOrRefusedButNeverSlow() throws Exception {
        String text = CONFIG_MAP.formatted("one") + "data: {a: \"" + "x".repeat(2_900_000) + "\"}\n";
        assertThat(read(file("a.yaml", text)).objects().size(), is(1));
        assertRefused((text + "# " + "x".repeat(200_000)).getBytes(StandardCharsets.UTF_8), "the limit is 3000000");
        byte[] large = new byte[(int) ManifestReader.MOST_BYTES + 1];
        assertRefused(large, "the limit is 10000000");
    }

    @Test
    @Covers("B-08")
    public void jsonAndJsonLinesAreRead() throws Exception {
        String pretty =
                "{\n\t\"apiVersion\": \"v1\",\n\t\"kind\": \"ConfigMap\",\n\t\"metadata\": {\"name\": \"one\"},\n"
                        + "\t\"data\": {\"a\": \"br{ace \\\" and \\/ \\u00e4\"}\n}\n";
        assertThat(
                Fields.text(read(file("a.json", pretty)).objects().get(0).content(), "data", "a"),
                equalTo("br{ace \" and / \u00e4"));
        String line = "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"%s\"}}\n";
        Manifests lines =
                read(file("a.jsonl", line.formatted("one") + line.formatted("two") + "\n" + line.formatted("three")));
        assertThat(
                lines.objects().stream().map(object -> object.ref().name()).toList(), contains("one", "two", "three"));
        assertThat(lines.objects().get(2).origin().line(), is(4));
        assertThat(
                read(file("a.json", line.formatted("one") + "---\n" + line.formatted("two")))
                        .objects()
                        .size(),
                is(2));
        assertRefused((line + "{\"a\": ").getBytes(StandardCharsets.UTF_8), "a.yaml, line ");
    }

    @Test
    @Covers("B-12")
    public void namesAndLabelsThatTheServerWouldRefuseAreRefusedBefore() {
        for (String metadata : List.of(
                "{name: Upper}",
                "{name: a/b}",
                "{name: ..}",
                "{name: " + "x".repeat(254) + "}",
                "{name: \u00fcber}",
                "{name: a, namespace: Upper}",
                "{name: a, namespace: " + "x".repeat(64) + "}",
                "{name: a, labels: {k: " + "x".repeat(64) + "}}",
                "{name: a, labels: {version: 1.0}}",
                "{name: a, labels: {-k: x}}",
                "{name: a, labels: {Bad_Prefix/k: x}}",
                "{name: a, annotations: {on: yes}}",
                "{name: a, labels: [x]}")) {
            assertRefused(
                    ("apiVersion: v1\nkind: ConfigMap\nmetadata: " + metadata).getBytes(StandardCharsets.UTF_8),
                    "ConfigMap");
        }
        assertRefused(
                (CONFIG_MAP.formatted("a") + "data: {port: 8080}").getBytes(StandardCharsets.UTF_8),
                "data.port is a number, not a text; put it in quotes.");
        DeploymentException e = assertThrows(
                DeploymentException.class,
                () -> read(file(
                        "a.yaml",
                        "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: 'system:View'}\n---\n"
                                + "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: 'system:view'}")));
        assertThat(e.getMessage(), containsString("metadata.name 'system:view' is not allowed"));
    }

    private static void assertRefused(byte[] content, String message) {
        DeploymentException e = assertThrows(
                message,
                DeploymentException.class,
                () -> ManifestReader.read(List.of(new ManifestFile("a.yaml", content))));
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        assertThat(e.getMessage(), containsString(message));
    }

    private static Manifests read(ManifestFile... files) throws DeploymentException {
        return ManifestReader.read(List.of(files));
    }

    private static ManifestFile file(String name, String text) {
        return new ManifestFile(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
