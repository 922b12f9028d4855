package io.jenkins.plugins.deploymentsteps.standalone;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.Rule;
import org.junit.Test;
import org.junit.rules.TemporaryFolder;

/** The check of the format sees the files that it is for; it passes silently over what lies elsewhere. */
public class FormatTest {
    private static final Path ROOT = Path.of(System.getProperty("repository.root"));

    /** A repository of its own for each test. */
    @Rule
    public TemporaryFolder folder = new TemporaryFolder();

    /** A badly formatted file fails the check, in each place that has Java; a well formatted one passes. */
    @Test
    public void badlyFormattedFilesAreRejected() throws Exception {
        Path repository = folder.getRoot().toPath();
        Files.copy(ROOT.resolve("format-pom.xml"), repository.resolve("format-pom.xml"));
        String[] places = {"src/main/java/a", "src/test/java/b", "standalone/runner/src/main/java/c"};
        for (String each : places) {
            plant(repository.resolve(each), "class   Planted {int a ;}\n");
        }
        plant(repository.resolve("src/main/java/good"), "class Planted {}\n");
        String rejected = check(repository, 1);
        for (String each : places) {
            assertTrue(rejected, rejected.contains(each + "/Planted.java"));
        }
        assertTrue(rejected, !rejected.contains("good/Planted.java"));
        for (String each : places) {
            plant(repository.resolve(each), "class Planted {}\n");
        }
        check(repository, 0);
    }

    private static void plant(Path directory, String type) throws IOException {
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("Planted.java"), "package " + directory.getFileName() + ";\n\n" + type);
    }

    private static String check(Path repository, int expected) throws IOException, InterruptedException {
        Path maven = Path.of(System.getProperty("maven.home"), "bin", "mvn");
        ProcessBuilder check = new ProcessBuilder(
                        maven.toString(),
                        "--batch-mode",
                        "--quiet",
                        "-Dmaven.repo.local=" + System.getProperty("maven.repo.local"),
                        "-f",
                        "format-pom.xml",
                        "validate")
                .directory(repository.toFile())
                .redirectErrorStream(true);
        Process process = check.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(output, expected, process.waitFor());
        return output;
    }
}
