package io.jenkins.plugins.deploymentsteps.standalone;

import static org.junit.Assert.assertEquals;

import io.jenkins.plugins.deploymentsteps.contract.ApiListing;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.Test;

/** {@code api.txt} lists the stand-ins as they are, for the canonical build to compare with Jenkins' own types. */
public class ApiListTest {
    private static final String OURS = "io/jenkins/plugins/deploymentsteps/";

    /** Fails when a stand-in changed and the list did not; {@code -Dapi.update} writes the list. */
    @Test
    public void listIsFresh() throws Exception {
        String list = list();
        Path file = Path.of(System.getProperty("repository.root"), "standalone", "jenkins-api", "api.txt");
        if (System.getProperty("api.update") != null) {
            Files.writeString(file, list);
        }
        assertEquals(
                "A stand-in changed. Write the list anew:"
                        + " mvn -f standalone/pom.xml test -pl plugin -am -Dtest=ApiListTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dapi.update",
                Files.exists(file) ? Files.readString(file) : "",
                list);
    }

    private static String list() throws Exception {
        StringBuilder text = new StringBuilder();
        for (String each : standIns()) {
            Class<?> type = Class.forName(each, false, ApiListTest.class.getClassLoader());
            if (type.isAnonymousClass() || type.isLocalClass() || !isVisible(type)) {
                continue;
            }
            text.append(ApiListing.type(type)).append('\n');
            ApiListing.supertypes(type)
                    .forEach(line -> text.append("  is ").append(line).append('\n'));
            ApiListing.members(type)
                    .forEach(line -> text.append("  ").append(line).append('\n'));
        }
        return text.toString();
    }

    private static boolean isVisible(Class<?> type) {
        for (Class<?> each = type; each != null; each = each.getEnclosingClass()) {
            if ((each.getModifiers() & (java.lang.reflect.Modifier.PUBLIC | java.lang.reflect.Modifier.PROTECTED))
                    == 0) {
                return false;
            }
        }
        return true;
    }

    private static List<String> standIns() throws Exception {
        Path place = Path.of(Controller.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        if (Files.isDirectory(place)) {
            return classesBelow(place);
        }
        try (FileSystem jar = FileSystems.newFileSystem(place)) {
            return classesBelow(jar.getPath("/"));
        }
    }

    private static List<String> classesBelow(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(each -> root.relativize(each).toString().replace('\\', '/'))
                    .filter(each -> each.endsWith(".class") && !each.startsWith(OURS))
                    .map(each ->
                            each.substring(0, each.length() - ".class".length()).replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }
}
