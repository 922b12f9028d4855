package io.jenkins.plugins.deploymentsteps.jenkins;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.Test;

/** The standalone build compiles against the versions that Jenkins and its plugins have here. */
public class VersionsTest {
    private static final Map<String, String> CLASSES = Map.ofEntries(
            Map.entry("library.ant", "org.apache.tools.ant.Project"),
            Map.entry("library.fabric8", "io.fabric8.kubernetes.client.Config"),
            Map.entry("library.guava", "com.google.common.util.concurrent.ListenableFuture"),
            Map.entry("library.jackson", "com.fasterxml.jackson.databind.ObjectMapper"),
            Map.entry("library.jgit", "org.eclipse.jgit.lib.Repository"),
            Map.entry("library.localizer", "org.jvnet.localizer.Localizable"),
            Map.entry("library.okhttp", "okhttp3.OkHttpClient"),
            Map.entry("library.slf4j", "org.slf4j.Logger"),
            Map.entry("library.snakeyaml-engine", "org.snakeyaml.engine.v2.api.Load"),
            Map.entry("library.spotbugs-annotations", "edu.umd.cs.findbugs.annotations.NonNull"),
            Map.entry("library.sshd", "org.apache.sshd.client.SshClient"),
            Map.entry("library.xstream", "com.thoughtworks.xstream.XStream"),
            Map.entry("library.spring-security", "org.springframework.security.core.Authentication"));

    private final Map<String, String> standalone = properties();

    /** Each API plugin has the version that the standalone POM names. */
    @Test
    public void pluginsAreTheSame() throws IOException {
        Map<String, String> here = new TreeMap<>();
        Map<String, String> there = new TreeMap<>(standalone);
        there.keySet().removeIf(each -> !each.startsWith("plugin.") || each.equals("plugin.dependencies"));
        assertFalse(there.isEmpty());
        for (String each : there.keySet()) {
            String name = each.substring("plugin.".length()) + ".hpi";
            try (JarFile plugin = new JarFile(
                    Path.of("target", "test-classes", "test-dependencies", name).toFile())) {
                here.put(each, plugin.getManifest().getMainAttributes().getValue("Plugin-Version"));
            }
        }
        assertEquals(here, there);
    }

    /** Each library that they ship has the version that the standalone POM names. */
    @Test
    public void librariesAreTheSame() throws Exception {
        Map<String, String> here = new TreeMap<>();
        Map<String, String> there = new TreeMap<>(standalone);
        there.keySet().removeIf(each -> !each.startsWith("library."));
        assertEquals(CLASSES.keySet(), there.keySet());
        for (String each : there.keySet()) {
            String jar = Path.of(Class.forName(CLASSES.get(each))
                            .getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .getFileName()
                    .toString();
            here.put(each, jar.endsWith("-" + there.get(each) + ".jar") ? there.get(each) : jar);
        }
        assertEquals(here, there);
    }

    /** Jenkins itself has the version that the standalone POM names. */
    @Test
    public void coreIsTheSame() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        assertEquals(
                standalone.get("jenkins.version"),
                property(pom, "jenkins.version").replace("${jenkins.baseline}", property(pom, "jenkins.baseline")));
    }

    private static String property(String pom, String name) {
        Matcher matcher =
                Pattern.compile("<" + Pattern.quote(name) + ">([^<]*)<").matcher(pom);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static Map<String, String> properties() {
        try {
            Map<String, String> found = new TreeMap<>();
            Matcher matcher = Pattern.compile("<((?:plugin|library|jenkins)\\.[\\w-]+)>([^<$]+)<")
                    .matcher(Files.readString(Path.of("standalone", "pom.xml")));
            while (matcher.find()) {
                found.put(matcher.group(1), matcher.group(2));
            }
            return found;
        } catch (IOException e) {
            throw new AssertionError("the standalone POM cannot be read", e);
        }
    }
}
