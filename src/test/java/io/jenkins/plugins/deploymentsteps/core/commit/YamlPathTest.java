package io.jenkins.plugins.deploymentsteps.core.commit;

import static org.hamcrest.CoreMatchers.containsString;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.Covers;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.commit.YamlPath.Condition;
import io.jenkins.plugins.deploymentsteps.core.commit.YamlPath.Step.Index;
import io.jenkins.plugins.deploymentsteps.core.commit.YamlPath.Step.Key;
import io.jenkins.plugins.deploymentsteps.core.commit.YamlPath.Step.Match;
import java.util.List;
import org.junit.Test;

@Covers("B-21")
public class YamlPathTest {
    @Test
    public void readsKeysIndexesAndConditions() throws Exception {
        assertSteps("spec.replicas", new Key("spec"), new Key("replicas"));
        assertSteps("[0][12].a", new Index(0), new Index(12), new Key("a"));
        assertSteps(
                "containers[name=web].image",
                new Key("containers"),
                new Match(List.of(new Condition(List.of("name"), "web"))),
                new Key("image"));
        assertSteps(
                "[metadata.name=web,kind=Service].spec",
                new Match(List.of(
                        new Condition(List.of("metadata", "name"), "web"), new Condition(List.of("kind"), "Service"))),
                new Key("spec"));
        assertSteps("a-b_c/d:e", new Key("a-b_c/d:e"));
    }

    @Test
    public void readsKeysInQuotes() throws Exception {
        assertSteps("annotations.\"example.com/owner\"", new Key("annotations"), new Key("example.com/owner"));
        assertSteps(
                "annotations['example.com/owner'].x",
                new Key("annotations"),
                new Key("example.com/owner"),
                new Key("x"));
        assertSteps("a.'it\\'s'", new Key("a"), new Key("it's"));
        assertSteps("a['[0]']", new Key("a"), new Key("[0]"));
        assertSteps("\"\"", new Key(""));
        assertSteps("a[name='x,y]z']", new Key("a"), new Match(List.of(new Condition(List.of("name"), "x,y]z"))));
        assertSteps("a['b.c'=d]", new Key("a"), new Match(List.of(new Condition(List.of("b.c"), "d"))));
    }

    @Test
    public void whatItPrintsReadsBackAsTheSame() throws Exception {
        for (String text : List.of("a.b[0].c", "a.\"b.c\"[0]", "a[name=x].b")) {
            YamlPath path = YamlPath.parse(text);
            assertEquals(path, YamlPath.parse(path.toString()));
        }
    }

    @Test
    public void saysWhereAPathIsWrong() {
        for (String text : List.of(
                "",
                " ",
                ".",
                "a.",
                ".a",
                "a..b",
                "a[",
                "a[]",
                "a[0",
                "a[x]",
                "a[=x]",
                "a]b",
                "a.\"b",
                "a[name=x",
                "a[0]b",
                "a[name=x,]",
                "a['b'",
                "a\"b\"")) {
            DeploymentException failure = assertThrows(text, DeploymentException.class, () -> YamlPath.parse(text));
            assertEquals(text, DeploymentException.Kind.INVALID_INPUT, failure.kind());
            assertThat(failure.getMessage(), containsString("Write it as spec.replicas"));
        }
    }

    @Test
    public void refusesToCountFromTheEnd() {
        DeploymentException failure = assertThrows(DeploymentException.class, () -> YamlPath.parse("a[-1]"));
        assertThat(failure.getMessage(), containsString("counts from the end"));
    }

    private static void assertSteps(String text, YamlPath.Step... steps) throws DeploymentException {
        assertEquals(text, List.of(steps), YamlPath.parse(text).steps());
    }
}
