package io.jenkins.plugins.deploymentsteps.core.manifest;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.Test;

public class VariablesTest {
    private static Map<String, Object> data(String variables, String data) throws DeploymentException {
        return Fields.map(read(variables, data).content(), "data");
    }

    private static Manifest read(String variables, String data) throws DeploymentException {
        return ManifestReader.read(List.of(file(data)), Variables.parse("variables", variables))
                .objects()
                .get(0);
    }

    private static ManifestFile file(String data) {
        return new ManifestFile(
                "shop.yaml",
                ("apiVersion: example.org/v1\nkind: Widget\nmetadata: {name: shop}\ndata:\n" + data)
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String refused(String variables, String data) {
        return assertThrows(DeploymentException.class, () -> read(variables, data))
                .getMessage();
    }

    @Test
    public void aPlainValueMeansWhatItsTextMeansAndAQuotedOneIsAText() throws Exception {
        Map<String, Object> data = data("N=3\nB=yes\nT=1.2\nE=", """
                  number: ${N}
                  text: "${N}"
                  flag: ${B}
                  image: shop/web:${T}-${N}
                  joined: 1${N}
                  empty: ${E}
                  block: |
                    n is ${N}
                """);
        Map<String, Object> wanted = new LinkedHashMap<>();
        wanted.put("number", 3);
        wanted.put("text", "3");
        wanted.put("flag", true);
        wanted.put("image", "shop/web:1.2-3");
        wanted.put("joined", 13);
        wanted.put("empty", "");
        wanted.put("block", "n is 3\n");
        assertThat(data, is(wanted));
    }

    @Test
    public void noValueLeavesItsScalar() throws Exception {
        for (String value : List.of(
                "a: b",
                "x\", evil: \"y",
                "x', evil: 'y",
                "[1, 2]",
                "{a: b}",
                "# comment",
                "&a *a !!int",
                "- item",
                "|",
                "${OTHER}",
                "$${OTHER}",
                "\\n\\\"")) {
            for (String place : List.of("  k: ${V}\n", "  k: '${V}'\n", "  k: \"${V}\"\n", "  k: >-\n    ${V}\n")) {
                assertThat(place + value, data("V=" + value, place), is(Map.of("k", value)));
            }
        }
    }

    @Test
    @Covers({"S-15", "T-34", "S-29", "T-58"})
    public void nothingIsFilledInThatWasNotGiven() throws Exception {
        Map.Entry<String, String> environment = System.getenv().entrySet().stream()
                .filter(each ->
                        each.getKey().matches("[A-Z_]+") && each.getValue().length() > 3)
                .findFirst()
                .orElseThrow();
        String reference = "${" + environment.getKey() + "}";
        String message = refused("TAG=1", "  a: ${TAG}\n  b: " + reference + "\n");
        assertThat(message, containsString("shop.yaml, line 6: variables: " + reference + " is not given"));
        assertThat(message, containsString("given are TAG."));
        assertThat(message, not(containsString(environment.getValue())));

        String untouched = "  a: \"" + reference + " ${user.home} ${script:javascript:1} $(id) `id`\"\n";
        Manifest without =
                ManifestReader.read(List.of(file(untouched))).objects().get(0);
        assertThat(
                Fields.text(without.content(), "data", "a"),
                is(reference + " ${user.home} ${script:javascript:1} $(id) `id`"));
    }

    @Test
    public void everyReferenceThatStandsForNothingIsToldWithItsLine() {
        String message = refused("TAG=1", """
                  a: ${TAG}
                  script: |
                    echo one
                    echo ${HOME}
                  b: ["${TAG:-latest}", "${1x}"]
                  ${TAG}: key
                """);
        assertThat(
                message,
                allOf(
                        containsString("shop.yaml, line 8: variables: ${HOME} is not given"),
                        containsString("Write $${HOME} if no variable is meant."),
                        containsString("shop.yaml, line 9: variables: '${' begins no reference."),
                        containsString("shop.yaml, line 10: variables: a reference stands in a key.")));
    }

    @Test
    public void twoDollarsStandForAText() throws Exception {
        assertThat(
                data("TAG=1", "  a: echo $${TAG} $${ $$ $TAG ${TAG}\n"), is(Map.of("a", "echo ${TAG} ${ $$ $TAG 1")));
    }

    @Test
    public void aVariableThatNothingRefersToIsAnError() {
        assertThat(
                refused("TAG=1\nTGA=2", "  a: ${TAG}\n"),
                is("variables: no value of the manifests refers to TGA. Refer to it as ${TGA}, or leave it out."));
        assertThat(refused("TAG=1", "  a: $${TAG} # ${TAG}\n"), containsString("refers to TAG"));
    }

    @Test
    public void referencesInItemsOfAListAreFilledInOnce() throws Exception {
        byte[] list = """
                apiVersion: v1
                kind: List
                items:
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {k: "${TAG}"}}
                  - {apiVersion: v1, kind: ConfigMap, metadata: {name: "${NAME}"}}
                """.getBytes(StandardCharsets.UTF_8);
        List<Manifest> objects = ManifestReader.read(
                        List.of(new ManifestFile("list.yaml", list)), Variables.parse("variables", "TAG=1\nNAME=b"))
                .objects();
        assertThat(Fields.text(objects.get(0).content(), "data", "k"), is("1"));
        assertThat(objects.get(1).ref().name(), is("b"));
    }

    @Test
    @Covers("S-06")
    public void linesThatAreNoVariablesAreRefusedWithoutTheirValue() {
        Map<String, String> wrong = Map.of(
                "TAG", "variables: line 1 is not NAME=value",
                "A=1\n\n1A=hunter2", "variables: line 3 is not NAME=value",
                "A B=hunter2", "variables: line 1 is not NAME=value",
                "=hunter2", "variables: line 1 is not NAME=value",
                "A=1\nA=hunter2", "variables: A is given twice.",
                "A=ghp_hunter2hunter2hunter2", "variables: A looks like a secret.",
                "A=-----BEGIN RSA PRIVATE KEY----- hunter2", "variables: A looks like a secret.");
        wrong.forEach((text, expected) -> {
            String message = assertThrows(DeploymentException.class, () -> Variables.parse("variables", text))
                    .getMessage();
            assertThat(message, containsString(expected));
            assertThat(message, not(containsString("hunter2")));
        });
    }

    @Test
    @Covers("S-13")
    public void whatGrowsBeyondTheLimitIsRefused() {
        String many = "  a: \"" + "${V}".repeat(1_000) + "\"\n";
        assertThat(
                refused("V=" + "x".repeat(20_000), many), containsString("variables: they make the manifests longer"));
    }
}
