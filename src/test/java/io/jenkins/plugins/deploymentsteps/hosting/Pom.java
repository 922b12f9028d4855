package io.jenkins.plugins.deploymentsteps.hosting;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** A Maven POM as text has it: no parent, no interpolation. */
final class Pom {
    private final Element project;

    /** One dependency; absent parts are empty. */
    record Dependency(String group, String artifact, String version, String scope) {
        boolean isTest() {
            return scope.equals("test");
        }

        /** {@return whether the dependency is a Jenkins plugin} */
        boolean isPlugin() {
            return group.startsWith("org.jenkins-ci.plugins")
                    || group.startsWith("org.jenkinsci.plugins")
                    || group.startsWith("io.jenkins");
        }
    }

    private Pom(Element project) {
        this.project = project;
    }

    /** {@return the POM of a text; an empty one for an empty text} */
    static Pom parse(String xml) {
        String text = xml.isEmpty() ? "<project/>" : xml;
        try {
            return new Pom(DocumentBuilderFactory.newDefaultInstance()
                    .newDocumentBuilder()
                    .parse(new InputSource(new StringReader(text)))
                    .getDocumentElement());
        } catch (SAXException | IOException | ParserConfigurationException e) {
            throw new AssertionError("the POM cannot be read", e);
        }
    }

    /** {@return the text at a path of element names, or an empty one} */
    String text(String... path) {
        Element at = find(path);
        return at == null ? "" : at.getTextContent().trim();
    }

    /** {@return whether there is an element at a path} */
    boolean has(String... path) {
        return find(path) != null;
    }

    /** {@return the properties} */
    Map<String, String> properties() {
        Map<String, String> all = new TreeMap<>();
        Element properties = find("properties");
        if (properties != null) {
            children(properties)
                    .forEach(each ->
                            all.put(each.getTagName(), each.getTextContent().trim()));
        }
        return all;
    }

    /** {@return the dependencies, not the managed ones} */
    List<Dependency> dependencies() {
        return dependencies(find("dependencies"));
    }

    /** {@return the managed dependencies} */
    List<Dependency> managedDependencies() {
        return dependencies(find("dependencyManagement", "dependencies"));
    }

    /** {@return the texts of the {@code url} elements in the children of an element} */
    List<String> urls(String parent) {
        List<String> urls = new ArrayList<>();
        Element element = find(parent);
        if (element != null) {
            children(element).forEach(each -> urls.add(text(each, "url")));
        }
        return urls;
    }

    private static List<Dependency> dependencies(Element list) {
        List<Dependency> all = new ArrayList<>();
        if (list != null) {
            for (Element each : children(list)) {
                all.add(new Dependency(
                        text(each, "groupId"), text(each, "artifactId"), text(each, "version"), text(each, "scope")));
            }
        }
        return all;
    }

    private Element find(String... path) {
        Element at = project;
        for (String each : path) {
            at = at == null ? null : child(at, each);
        }
        return at;
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().trim();
    }

    private static Element child(Element parent, String name) {
        return children(parent).stream()
                .filter(each -> each.getTagName().equals(name))
                .findFirst()
                .orElse(null);
    }

    private static List<Element> children(Element parent) {
        List<Element> all = new ArrayList<>();
        for (Node each = parent.getFirstChild(); each != null; each = each.getNextSibling()) {
            if (each instanceof Element element) {
                all.add(element);
            }
        }
        return all;
    }
}
