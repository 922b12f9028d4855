package io.jenkins.plugins.deploymentsteps.standalone;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertTrue;

import hudson.Extension;
import io.jenkins.plugins.deploymentsteps.Covers;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jenkinsci.Symbol;
import org.junit.BeforeClass;
import org.junit.Test;
import org.kohsuke.stapler.DataBoundConstructor;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The built plugin is what a Jenkins installs: one jar with our classes, and the indexes that Jenkins reads. */
public class HpiTest {
    private static final String LICENSES = "WEB-INF/licenses.xml";
    private static final String LIBRARY = "WEB-INF/lib/deployment-steps.jar";
    private static final String PACKAGE = "io/jenkins/plugins/deploymentsteps/";

    private static Map<String, byte[]> plugin;
    private static Map<String, byte[]> library;

    /** Unpacks the plugin once. */
    @BeforeClass
    public static void unpack() throws IOException {
        plugin = unzip(Files.newInputStream(Path.of(System.getProperty("hpi.file"))));
        library = unzip(new ByteArrayInputStream(plugin.get(LIBRARY)));
    }

    /** One library, so nothing that an API plugin offers. */
    @Test
    @Covers("S-38")
    public void hasOneLibrary() {
        assertEquals(Set.of("META-INF/MANIFEST.MF", LICENSES, LIBRARY), plugin.keySet());
    }

    /** Jenkins shows which licenses a plugin comes with; this one has only its own, for it brings no library. */
    @Test
    public void namesItsLicense() throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        Element licenses = factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(plugin.get(LICENSES)))
                .getDocumentElement();
        Attributes manifest = manifest(plugin);
        assertEquals(manifest.getValue("Plugin-Version"), licenses.getAttribute("version"));
        NodeList components = licenses.getElementsByTagNameNS("licenses", "dependency");
        assertEquals(1, components.getLength());
        Element component = (Element) components.item(0);
        assertEquals(manifest.getValue("Long-Name"), component.getAttribute("name"));
        assertEquals(manifest.getValue("Artifact-Id"), component.getAttribute("artifactId"));
        assertEquals(manifest.getValue("Plugin-Version"), component.getAttribute("version"));
        assertEquals(manifest.getValue("Url"), component.getAttribute("url"));
        Element license = (Element)
                component.getElementsByTagNameNS("licenses", "license").item(0);
        assertEquals(manifest.getValue("Plugin-License-Name"), license.getAttribute("name"));
        assertEquals(manifest.getValue("Plugin-License-Url"), license.getAttribute("url"));
    }

    /** Classes of our package only, and no stand-in. */
    @Test
    public void hasOnlyOurClasses() {
        assertTrue(library.containsKey("index.jelly"));
        for (String each : library.keySet()) {
            boolean ours = each.startsWith(PACKAGE) && !each.startsWith(PACKAGE + "standalone/");
            boolean index = each.matches("META-INF/(MANIFEST\\.MF|annotations/.*|exposed\\.stapler-beans)");
            assertTrue(each, ours || index || each.equals("index.jelly"));
        }
    }

    /** The manifest says what Jenkins asks before it loads a plugin. */
    @Test
    public void manifestNamesThePlugin() throws Exception {
        Attributes manifest = manifest(plugin);
        assertEquals("deployment-steps", manifest.getValue("Short-Name"));
        assertEquals("Deployment Steps", manifest.getValue("Long-Name"));
        assertEquals("io.jenkins.plugins", manifest.getValue("Group-Id"));
        assertEquals("deployment-steps", manifest.getValue("Artifact-Id"));
        assertEquals("2.541.3", manifest.getValue("Jenkins-Version"));
        assertEquals("17", manifest.getValue("Minimum-Java-Version"));
        assertFalse(manifest.getValue("Plugin-Version").isEmpty());
        assertFalse(manifest.getValue("Plugin-License-Name").isEmpty());
    }

    /** Jenkins refuses to store objects of types whose jar does not say that it is a plugin's (JEP-200). */
    @Test
    public void libraryNamesThePlugin() throws Exception {
        Attributes manifest = manifest(library);
        assertEquals("deployment-steps", manifest.getValue("Short-Name"));
        assertEquals("2.541.3", manifest.getValue("Jenkins-Version"));
    }

    /** The plugin depends on the plugins of the canonical POM, in the versions of the standalone one. */
    @Test
    public void dependenciesAreTheCanonicalOnes() throws Exception {
        Attributes manifest = manifest(plugin);
        Map<String, String> dependencies = new TreeMap<>();
        for (String each : manifest.getValue("Plugin-Dependencies").split(",")) {
            dependencies.put(each.split(":")[0], each.split(":")[1]);
        }
        Path root = Path.of(System.getProperty("repository.root"));
        assertEquals(
                matches(root.resolve("standalone/pom.xml"), "<plugin\\.([a-z0-9-]+)>(?!\\$|[a-z-]+:)([^<,]+)<"),
                dependencies);
        Set<String> canonical = new TreeSet<>();
        String pom = Files.readString(root.resolve("pom.xml"));
        Matcher dependency = Pattern.compile("<dependency>(.*?)</dependency>", Pattern.DOTALL)
                .matcher(pom.substring(pom.indexOf("</dependencyManagement>")));
        while (dependency.find()) {
            if (!dependency.group(1).contains("<scope>")) {
                canonical.add(dependency.group(1).replaceAll("(?s).*<artifactId>(.*)</artifactId>.*", "$1"));
            }
        }
        assertEquals(canonical, dependencies.keySet());
    }

    /** Every extension and every symbol is in its index, and every bound constructor tells its parameters. */
    @Test
    public void indexesAreComplete() throws Exception {
        Set<String> extensions = new TreeSet<>();
        Set<String> symbols = new TreeSet<>();
        Set<String> bound = new TreeSet<>();
        for (String each : library.keySet()) {
            if (!each.endsWith(".class") || each.endsWith("package-info.class")) {
                continue;
            }
            String name = each.substring(0, each.length() - ".class".length()).replace('/', '.');
            Class<?> type = Class.forName(name, false, HpiTest.class.getClassLoader());
            if (type.isAnnotationPresent(Extension.class)) {
                extensions.add(name);
            }
            if (type.isAnnotationPresent(Symbol.class)) {
                symbols.add(name);
            }
            for (Constructor<?> constructor : type.getDeclaredConstructors()) {
                if (constructor.isAnnotationPresent(DataBoundConstructor.class)) {
                    bound.add(each.replaceFirst("\\.class$", ".stapler").replace('$', '/'));
                }
            }
        }
        assertEquals(extensions, lines("META-INF/annotations/hudson.Extension.txt"));
        assertEquals(symbols, lines("META-INF/annotations/org.jenkinsci.Symbol"));
        Set<String> missing = new TreeSet<>(bound);
        missing.removeAll(library.keySet());
        assertEquals(Set.of(), missing);
    }

    private static Attributes manifest(Map<String, byte[]> archive) throws IOException {
        return new Manifest(new ByteArrayInputStream(archive.get("META-INF/MANIFEST.MF"))).getMainAttributes();
    }

    private static Set<String> lines(String path) {
        byte[] content = library.get(path);
        return content == null
                ? Set.of()
                : new String(content, StandardCharsets.UTF_8)
                        .lines()
                        .filter(each -> !each.startsWith("#"))
                        .map(each -> each.replaceFirst("\\{.*", ""))
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> matches(Path file, String pattern) throws IOException {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = Pattern.compile(pattern).matcher(Files.readString(file));
        while (matcher.find()) {
            found.put(matcher.group(1), matcher.group(2));
        }
        return found;
    }

    private static Map<String, byte[]> unzip(InputStream from) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(from)) {
            for (ZipEntry each = zip.getNextEntry(); each != null; each = zip.getNextEntry()) {
                if (!each.isDirectory()) {
                    entries.put(each.getName(), zip.readAllBytes());
                }
            }
        }
        return entries;
    }
}
