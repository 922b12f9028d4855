package io.jenkins.plugins.deploymentsteps.core.yaml;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.Test;
import org.snakeyaml.engine.v2.nodes.Node;

public class YamlDocumentsTest {
    private static final YamlLimits SMALL = new YamlLimits(1000, 3, 5, 50, 200);

    @Test
    @Covers("S-12")
    public void noTextCanNameAJavaType() {
        for (String tag : List.of(
                "!!javax.script.ScriptEngineManager [x]",
                "!!java.net.URL ['http://x']",
                "!custom x",
                "!<tag:yaml.org,2002:java/object:x> {}",
                "!!binary aGk=",
                "!!set {a}",
                "!!timestamp 2001-01-01",
                "!ENV_VARIABLE ${HOME}",
                "${HOME}: !!python/object:os.system x")) {
            assertThat(tag, refused("a: " + tag + "\n", YamlLimits.DEFAULT), not(containsString("http://x")));
        }
    }

    @Test
    @Covers({"S-13", "B-06"})
    public void bombsAreRefusedBeforeTheyGoOff() {
        StringBuilder doubling = new StringBuilder("a0: &a0 [x]\n");
        for (int i = 1; i <= 48; i++) {
            doubling.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        String scalars = "a: &a \"" + "x".repeat(100_000) + "\"\nb: [" + "*a, ".repeat(10_000) + "]\n";
        String merges = "a0: &a0 {k: v}\n"
                + doubling.toString()
                        .replace("[x]", "{k: v}")
                        .replace("[", "{x: ")
                        .replace(", *", ", y: *")
                        .replace("]", "}");
        long start = System.nanoTime();
        for (String bomb : List.of(doubling.toString(), scalars, merges)) {
            assertThat(refused(bomb, YamlLimits.DEFAULT), containsString("test.yaml"));
        }
        assertThat(System.nanoTime() - start, lessThan(TimeUnit.SECONDS.toNanos(5)));
    }

    @Test
    @Covers("S-13")
    public void manySmallBombsInOneTextAreOneBomb() {
        String document = "a: &a [1, 2, 3, 4]\nb: [*a, *a]\n";
        assertThat(
                refused(document + "---\n" + document + "---\n" + document, SMALL),
                containsString("expands to more than"));
    }

    @Test
    @Covers("S-13")
    public void depthRecursionAndSizeAreLimited() throws Exception {
        assertThat(refused("[".repeat(5000), YamlLimits.DEFAULT), containsString("nests deeper than 100 levels"));
        assertThat(refused("{a: ".repeat(5000), YamlLimits.DEFAULT), containsString("nests deeper than 100 levels"));
        YamlDocuments.compose("test.yaml", "[".repeat(100) + "]".repeat(100), YamlLimits.DEFAULT);
        refused("[".repeat(101) + "]".repeat(101), YamlLimits.DEFAULT);
        assertThat(refused("&a [*a]", YamlLimits.DEFAULT), containsString("contains itself"));
        assertThat(refused("a: &a {b: *a}", YamlLimits.DEFAULT), containsString("contains itself"));
        assertThat(refused("? &a {b: *a}\n: x", YamlLimits.DEFAULT), containsString("test.yaml"));

        YamlDocuments.compose("test.yaml", "# " + "x".repeat(998), SMALL);
        assertThat(refused("# " + "x".repeat(999), SMALL), containsString("1001 characters, the limit is 1000"));
        YamlDocuments.compose("test.yaml", "--- a\n--- b\n--- c\n", SMALL);
        assertThat(refused("--- a\n--- b\n--- c\n--- d\n", SMALL), containsString("more than 3 documents"));
        YamlDocuments.compose("test.yaml", "[" + "x, ".repeat(49) + "]", SMALL);
        refused("[" + "x, ".repeat(50) + "]", SMALL);
    }

    @Test
    @Covers("B-05")
    public void aKeyThatIsThereTwiceIsAnErrorWithItsLine() {
        assertThat(
                refused("a: 1\nb:\n  c: 1\n  d: 2\n  c: 3\n", YamlLimits.DEFAULT),
                allOf(containsString("test.yaml, line 5, column 3"), containsString("'c' twice")));
        refused("{a: 1, 'a': 2}", YamlLimits.DEFAULT);
    }

    @Test
    @Covers("B-06")
    public void anchorsAndMergeKeysWork() throws Exception {
        assertThat(
                data(
                        "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\nall:\n  <<: [*base, *other]\n  a: 9\n  list: *base\n"),
                equalTo(Map.of(
                        "base", Map.of("a", 1, "b", 2),
                        "other", Map.of("b", 3, "c", 4),
                        "all", Map.of("a", 9, "b", 2, "c", 4, "list", Map.of("a", 1, "b", 2)))));
        assertThat(refused("a: {<<: 3}", YamlLimits.DEFAULT), containsString("merged by '<<' but is not a mapping"));
        assertThat(refused("a: *nowhere", YamlLimits.DEFAULT), containsString("line 1"));
    }

    @Test
    @Covers("B-08")
    public void directivesAndDocumentEndsAreTaken() throws Exception {
        assertThat(
                YamlDocuments.compose("x", "%YAML 1.1\n---\na: 1\n...\n---\nb: 2\n...\n", YamlLimits.DEFAULT)
                        .size(),
                is(2));
    }

    @Test
    public void anErrorNamesThePlaceAndQuotesNoLine() {
        assertThat(
                refused("a: 1\npassword: \"hunter2\n", YamlLimits.DEFAULT),
                allOf(containsString("test.yaml, line "), not(containsString("hunter2"))));
        assertThat(refused("a:\n\t- tab", YamlLimits.DEFAULT), containsString("line 2"));
    }

    @Test
    public void scalarsMeanWhatTheyMeanToKubectl() throws Exception {
        assertThat(
                data(
                        "[0644, 0x1F, 1_000, yes, off, \"yes\", 1.50, 1e3, ~, 1:30, 2001-01-01, 08, 12345678901, !!str 12]"),
                equalTo(java.util.Arrays.asList(
                        420,
                        31,
                        1000,
                        true,
                        false,
                        "yes",
                        1.5,
                        1000,
                        null,
                        "1:30",
                        "2001-01-01",
                        8,
                        12345678901L,
                        "12")));
        assertThat(data("{on: 1, 8080: 2}"), equalTo(Map.of("true", 1, "8080", 2)));
    }

    private static Object data(String text) throws DeploymentException {
        List<Node> nodes = YamlDocuments.compose("test.yaml", text, YamlLimits.DEFAULT);
        return YamlDocuments.toData("test.yaml", nodes.get(0));
    }

    private static String refused(String text, YamlLimits limits) {
        DeploymentException e = assertThrows(DeploymentException.class, () -> {
            for (Node node : YamlDocuments.compose("test.yaml", text, limits)) {
                YamlDocuments.toData("test.yaml", node);
            }
        });
        assertThat(e.kind(), is(DeploymentException.Kind.INVALID_INPUT));
        return e.getMessage();
    }
}
