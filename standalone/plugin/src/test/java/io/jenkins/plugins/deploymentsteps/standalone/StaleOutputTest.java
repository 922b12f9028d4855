package io.jenkins.plugins.deploymentsteps.standalone;

import static org.junit.Assert.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.tools.ant.Project;
import org.apache.tools.ant.ProjectHelper;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** What a source left in the output of an earlier build goes with it, so that it is never shipped. */
public class StaleOutputTest {

    @Rule
    public final TemporaryFolder folder = new TemporaryFolder();

    @Test
    public void onlyClassesThatStillHaveASourceStay() throws Exception {
        plant("sources", "a/Kept.java", "a/package-info.java");
        plant("resources", "a/Messages.properties");
        plant("generated", "a/Messages.java", "gone/Messages.java");
        plant("classes", "a/Kept.class", "a/Kept$Inner$1.class", "a/package-info.class", "a/Messages.class");
        plant("classes", "a/Gone.class", "a/Gone$Inner.class", "a/KeptNot.class", "gone/Messages.class");
        plant("classes", "a/Kept/help.html", "META-INF/annotations/hudson.Extension", "a/Gone.stapler");

        removeStale();

        assertEquals(
                Set.of("a/Kept.class", "a/Kept$Inner$1.class", "a/package-info.class", "a/Messages.class"),
                files("classes"));
        assertEquals(Set.of("a/Messages.java"), files("generated"));
        assertEquals(Set.of("a/Kept.java", "a/package-info.java"), files("sources"));
    }

    @Test
    public void aFirstBuildHasNothingStale() throws Exception {
        plant("sources", "a/Kept.java");

        removeStale();

        assertEquals(Set.of("a/Kept.java"), files("sources"));
    }

    private void removeStale() {
        Project ant = new Project();
        for (String each : new String[] {"sources", "resources", "generated", "classes"}) {
            ant.setProperty(each, folder.getRoot().toPath().resolve(each).toString());
        }
        Path script = Path.of(System.getProperty("repository.root"), "standalone/plugin/stale-output.xml");
        ant.init();
        ProjectHelper.configureProject(ant, script.toFile());
        ant.executeTarget(ant.getDefaultTarget());
    }

    private void plant(String directory, String... names) throws IOException {
        for (String each : names) {
            Path file = folder.getRoot().toPath().resolve(directory).resolve(each);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "planted");
        }
    }

    private Set<String> files(String directory) throws IOException {
        Path root = folder.getRoot().toPath().resolve(directory);
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
