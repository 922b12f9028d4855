package io.jenkins.plugins.deploymentsteps;

import io.jenkins.plugins.deploymentsteps.scenarios.Scenario;
import io.jenkins.plugins.deploymentsteps.scenarios.ScenarioSuite;
import java.io.IOException;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * Collects what {@link Covers} names on the tests that ran and passed, and what the scenarios declare that did, after the
 * reports of one build. Reports, not a
 * listener, because the two builds run their tests by different engines.
 */
public final class CoveredIds {
    private CoveredIds() {}

    /**
     * Writes the ids of a build, one a line, sorted.
     *
     * @param arguments the directory of Surefire's XML reports, and the file to write
     */
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[1]);
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, of(Path.of(arguments[0]), CoveredIds.class.getClassLoader()));
    }

    /** {@return the ids that the passed tests of the reports below a directory name} */
    static Set<String> of(Path reports, ClassLoader tests) throws IOException {
        Set<String> ids = new TreeSet<>();
        for (Element each : passed(reports)) {
            try {
                Class<?> type = Class.forName(each.getAttribute("classname"), false, tests);
                if (ScenarioSuite.class.isAssignableFrom(type)) {
                    ids.addAll(Scenario.covers(parameter(each)));
                }
                String name = each.getAttribute("name").replaceFirst("[\\[({].*", "");
                for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                    add(ids, at);
                    for (Method method : at.getDeclaredMethods()) {
                        if (method.getName().equals(name)) {
                            add(ids, method);
                        }
                    }
                }
            } catch (ClassNotFoundException e) {
                // a test that another artifact brought
            }
        }
        return ids;
    }

    /** Returns what stands in brackets behind a test's name; empty if nothing does. */
    private static String parameter(Element test) {
        String name = test.getAttribute("name");
        int start = name.indexOf('[');
        return start < 0 || !name.endsWith("]") ? "" : name.substring(start + 1, name.length() - 1);
    }

    private static void add(Set<String> ids, AnnotatedElement element) {
        Covers covers = element.getAnnotation(Covers.class);
        if (covers != null) {
            ids.addAll(List.of(covers.value()));
        }
    }

    private static List<Element> passed(Path reports) throws IOException {
        List<Element> passed = new ArrayList<>();
        try (Stream<Path> files = Files.list(reports)) {
            for (Path each : files.filter(CoveredIds::isReport).toList()) {
                NodeList cases = DocumentBuilderFactory.newDefaultInstance()
                        .newDocumentBuilder()
                        .parse(each.toFile())
                        .getElementsByTagName("testcase");
                for (int i = 0; i < cases.getLength(); i++) {
                    if (didPass((Element) cases.item(i))) {
                        passed.add((Element) cases.item(i));
                    }
                }
            }
        } catch (SAXException | ParserConfigurationException e) {
            throw new IOException("a report below " + reports + " cannot be read", e);
        }
        return passed;
    }

    private static boolean isReport(Path file) {
        return file.getFileName().toString().matches("TEST-.*\\.xml");
    }

    private static boolean didPass(Element test) {
        for (String each : new String[] {"failure", "error", "skipped"}) {
            if (test.getElementsByTagName(each).getLength() > 0) {
                return false;
            }
        }
        return true;
    }
}
