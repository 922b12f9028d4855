package io.jenkins.plugins.deploymentsteps;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import io.jenkins.plugins.deploymentsteps.scenarios.Scenario;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioRunner;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioSuite;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** Only a test that ran and passed counts for the entries that it names. */
public class CoveredIdsTest {
    /** Reports of its own for each test. */
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    /** What failed, was skipped or never ran does not count; a class counts with any of its tests. */
    @Test
    public void passedTestsCount() throws Exception {
        Path reports = folder.getRoot().toPath();
        String type = "classname='" + Examples.class.getName() + "'";
        Files.writeString(
                reports.resolve("TEST-a.xml"),
                "<testsuite><testcase name='passes' " + type + "/>"
                        + "<testcase name='each[case]' " + type + "/>"
                        + "<testcase name='fails' " + type + "><failure/></testcase>"
                        + "<testcase name='breaks' " + type + "><error/></testcase>"
                        + "<testcase name='skips' " + type + "><skipped/></testcase>"
                        + "<testcase name='gone' classname='no.such.Test'/></testsuite>");
        Files.writeString(reports.resolve("other.xml"), "not a report");
        assertEquals(Set.of("X-0", "X-1", "X-2", "X-3"), CoveredIds.of(reports, CoveredIdsTest.class.getClassLoader()));
    }

    /** A class none of whose tests passed counts for nothing. */
    @Test
    public void failedClassesDoNotCount() throws Exception {
        Path reports = folder.getRoot().toPath();
        Files.writeString(
                reports.resolve("TEST-a.xml"),
                "<testsuite><testcase name='fails' classname='" + Examples.class.getName()
                        + "'><failure/></testcase></testsuite>");
        assertEquals(Set.of(), CoveredIds.of(reports, CoveredIdsTest.class.getClassLoader()));
    }

    /** Each scenario counts for itself, and only if it passed; its sibling proves something of its own. */
    @Test
    public void passedScenariosCount() throws Exception {
        Path reports = folder.getRoot().toPath();
        String start = "<testcase classname='" + Scenarios.class.getName() + "' name='leavesEverythingAsExpected";
        Files.writeString(
                reports.resolve("TEST-a.xml"),
                "<testsuite>" + start + "[push-crash-loop]'/>" + start + "[push-timeout (sibling)]'/>" + start
                        + "[push-timeout]'><failure/></testcase>" + start + "[gone]'/></testsuite>");
        Set<String> wanted = new TreeSet<>(Scenario.covers("push-crash-loop"));
        wanted.addAll(Scenario.covers("push-timeout (sibling)"));
        assertTrue(wanted.toString(), wanted.containsAll(Set.of("R-15", "R-38")));
        assertFalse("push-timeout did not pass", wanted.contains("R-16"));
        assertEquals(wanted, CoveredIds.of(reports, CoveredIdsTest.class.getClassLoader()));
    }

    private static final class Scenarios extends ScenarioSuite {
        @Override
        protected ScenarioRunner runner() {
            throw new UnsupportedOperationException("never runs");
        }
    }

    @Covers("X-0")
    private static final class Examples {
        @Covers({"X-1", "X-2"})
        void passes() {}

        @Covers("X-3")
        void each() {}

        @Covers("X-4")
        void fails() {}

        @Covers("X-5")
        void breaks() {}

        @Covers("X-6")
        void skips() {}

        @Covers("X-7")
        void neverRuns() {}
    }
}
