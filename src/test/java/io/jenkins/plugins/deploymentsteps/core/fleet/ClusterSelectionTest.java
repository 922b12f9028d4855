package io.jenkins.plugins.deploymentsteps.core.fleet;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.junit.Assert.assertThrows;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.fleet.ClusterSelection.Candidate;
import java.util.List;
import org.junit.Test;

public class ClusterSelectionTest {
    private static final List<Candidate> TARGETS = List.of(
            new Candidate("us-1", List.of("env=prod", "canary")),
            new Candidate("eu-2", List.of("env=prod")),
            new Candidate("eu-1", List.of("env=prod", "environment=x")),
            new Candidate("test", List.of("env=test")));

    private static List<String> select(String... items) throws DeploymentException {
        return ClusterSelection.select("clusters", List.of(items), TARGETS);
    }

    private static String refusal(String... items) {
        return assertThrows(DeploymentException.class, () -> select(items)).getMessage();
    }

    @Test
    public void namesComeInTheirOrderAndThoseOfALabelByName() throws Exception {
        assertThat(select("us-1", "test", "eu-1"), contains("us-1", "test", "eu-1"));
        assertThat(select("label:env=prod"), contains("eu-1", "eu-2", "us-1"));
        assertThat("a word", select("label:canary"), contains("us-1"));
        assertThat("a key with any value", select("label: env"), contains("eu-1", "eu-2", "test", "us-1"));
    }

    @Test
    public void whatIsNamedTwiceCountsOnceAtItsFirstPlace() throws Exception {
        assertThat(select("us-1", "label:env=prod", "us-1"), contains("us-1", "eu-1", "eu-2"));
    }

    @Test
    public void whatThereIsNotIsToldWithWhatThereIs() {
        assertThat(
                refusal("label:env=produktion"),
                is("clusters: no target that this job may use has the label 'env=produktion'. Labels that they have:"
                        + " canary, env=prod, env=test, environment=x."));
        assertThat(
                refusal("eu-1", "eu-9"),
                containsString("there is no target 'eu-9' that this job may use. It may use eu-1, eu-2, test, us-1."));
        assertThat(
                assertThrows(
                                DeploymentException.class,
                                () -> ClusterSelection.select("clusters", List.of("label:a"), List.of()))
                        .getMessage(),
                containsString("Labels that they have: none."));
    }

    @Test
    public void whatCannotMeanAnythingIsRefused() {
        assertThat(refusal(), containsString("clusters: names no cluster."));
        for (String item : List.of("label:", "env=prod", "tag:prod")) {
            assertThat(refusal(item), containsString("'" + item + "' is neither the name of a target nor label:KEY"));
        }
    }
}
