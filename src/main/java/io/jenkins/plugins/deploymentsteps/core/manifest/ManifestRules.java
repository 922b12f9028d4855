package io.jenkins.plugins.deploymentsteps.core.manifest;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import io.jenkins.plugins.deploymentsteps.core.Text;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * What can be said about an object without asking a server: the rules of Kubernetes' "Object Names and IDs", "Labels
 * and Selectors" and "Annotations", so that a set with a slip of the pen changes nothing.
 */
public final class ManifestRules {
    private static final Pattern API_VERSION = Pattern.compile("(?:[a-z0-9][a-z0-9.-]{0,252}/)?[a-z][a-z0-9]{0,62}");
    private static final Pattern KIND = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,62}");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");
    private static final Pattern LABEL_VALUE = Pattern.compile("(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?");
    private static final Pattern QUALIFIED_NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?");
    private static final int LONGEST_SUBDOMAIN = 253;

    /** The groups whose names are DNS subdomains; other servers' objects may be called anything that fits a path. */
    private static final Set<String> GROUPS_WITH_SUBDOMAIN_NAMES = Set.of(
            "",
            "apps",
            "batch",
            "autoscaling",
            "policy",
            "storage.k8s.io",
            "scheduling.k8s.io",
            "apiextensions.k8s.io",
            "admissionregistration.k8s.io",
            "apiregistration.k8s.io");

    private ManifestRules() {}

    /**
     * Reads which object it is, and tells what is wrong with its type and metadata.
     *
     * @param object the data of one document
     * @param problems takes one sentence for each problem
     */
    static ObjectRef ref(Object object, Consumer<String> problems) {
        String apiVersion = required(object, problems, "apiVersion");
        String kind = required(object, problems, "kind");
        if (!(Fields.at(object, "metadata") instanceof Map)) {
            problems.accept(described(kind) + "metadata is missing or no mapping.");
            return new ObjectRef(apiVersion, kind, null, "");
        }
        if (!apiVersion.isEmpty() && !API_VERSION.matcher(apiVersion).matches()) {
            problems.accept(described(kind) + "apiVersion '" + Text.shorten(apiVersion, 80)
                    + "' is not 'version' or 'group/version'.");
        }
        if (!kind.isEmpty() && !KIND.matcher(kind).matches()) {
            problems.accept("kind '" + Text.shorten(kind, 80) + "' is no name of a kind.");
        }
        String name = name(object, kind, problems);
        String namespace = null;
        Object given = Fields.at(object, "metadata", "namespace");
        if (given instanceof String text) {
            namespace = text.isEmpty() ? null : text;
        } else if (given != null) {
            problems.accept(described(kind, name) + "metadata.namespace is " + typeOf(given) + "; put it in quotes.");
        }
        ObjectRef ref = new ObjectRef(apiVersion, kind, namespace, name);
        checkNames(ref, problems);
        checkTexts(ref, Fields.at(object, "metadata", "labels"), "metadata.labels", true, problems);
        checkTexts(ref, Fields.at(object, "metadata", "annotations"), "metadata.annotations", false, problems);
        if (ref.group().isEmpty() && kind.equals("ConfigMap")) {
            checkValues(ref, Fields.at(object, "data"), "data", problems);
        } else if (ref.group().isEmpty() && kind.equals("Secret")) {
            checkValues(ref, Fields.at(object, "stringData"), "stringData", problems);
            checkValues(ref, Fields.at(object, "data"), "data", problems);
        }
        return ref;
    }

    private static String required(Object object, Consumer<String> problems, String field) {
        Object value = Fields.at(object, field);
        if (value instanceof String text && !text.isBlank()) {
            return text;
        }
        problems.accept(field
                + (value == null || "".equals(value) ? " is missing." : " is " + typeOf(value) + ", not a text."));
        return "";
    }

    private static String name(Object object, String kind, Consumer<String> problems) {
        Object name = Fields.at(object, "metadata", "name");
        if (name instanceof String text && !text.isEmpty()) {
            return text;
        }
        if (name == null && Fields.at(object, "metadata", "generateName") != null) {
            problems.accept(described(kind) + "metadata.generateName cannot be applied, because each apply would make"
                    + " another object. Give it a metadata.name.");
        } else if (name == null || "".equals(name)) {
            problems.accept(described(kind) + "metadata.name is missing.");
        } else {
            problems.accept(described(kind) + "metadata.name is " + typeOf(name) + "; put it in quotes.");
        }
        return "";
    }

    private static void checkNames(ObjectRef ref, Consumer<String> problems) {
        String name = ref.name();
        boolean fitsPath = !name.equals(".") && !name.equals("..") && !name.contains("/") && !name.contains("%");
        if (name.isEmpty()) {
            return;
        }
        if (name.length() > LONGEST_SUBDOMAIN) {
            problems.accept(described(ref.kind()) + "metadata.name has " + name.length() + " characters, the limit is "
                    + LONGEST_SUBDOMAIN + ": " + Text.shorten(name, 60));
        } else if (!fitsPath
                || GROUPS_WITH_SUBDOMAIN_NAMES.contains(ref.group())
                        && !SUBDOMAIN.matcher(name).matches()) {
            problems.accept(
                    described(ref.kind()) + "metadata.name '" + Text.shorten(name, 80)
                            + "' is not allowed: lower case letters, digits, '-' and '.' are, a letter or digit first and last.");
        }
        if (ref.namespace() != null) {
            namespaceProblem(ref.namespace())
                    .ifPresent(
                            problem -> problems.accept(described(ref.kind(), name) + "metadata.namespace " + problem));
        }
    }

    /** Returns what is wrong with the name of a namespace, if anything. */
    public static Optional<String> namespaceProblem(String namespace) {
        return LABEL.matcher(namespace).matches()
                ? Optional.empty()
                : Optional.of("'" + Text.shorten(namespace, 80)
                        + "' is not allowed: at most 63 lower case letters, digits and '-' are, a letter or digit first"
                        + " and last.");
    }

    private static void checkTexts(
            ObjectRef ref, @CheckForNull Object texts, String field, boolean labels, Consumer<String> problems) {
        if (texts == null) {
            return;
        }
        checkValues(ref, texts, field, problems);
        Fields.map(texts).forEach((key, value) -> {
            int slash = key.indexOf('/');
            String prefix = slash < 0 ? "" : key.substring(0, slash);
            boolean prefixAllowed = slash < 0
                    || prefix.length() <= LONGEST_SUBDOMAIN
                            && SUBDOMAIN.matcher(prefix).matches();
            if (!prefixAllowed
                    || !QUALIFIED_NAME.matcher(key.substring(slash + 1)).matches()) {
                problems.accept(described(ref) + field + " has the key '" + Text.shorten(key, 80)
                        + "', which is not [prefix/]name with a name of at most 63 letters, digits, '-', '_' and '.'.");
            }
            if (labels
                    && value instanceof String text
                    && !LABEL_VALUE.matcher(text).matches()) {
                problems.accept(described(ref) + field + "." + Text.shorten(key, 80) + " is '" + Text.shorten(text, 80)
                        + "': a label's value has at most 63 letters, digits, '-', '_' and '.'.");
            }
        });
    }

    /** Values that must be texts; what was written without quotes may have become a number or a boolean. */
    private static void checkValues(
            ObjectRef ref, @CheckForNull Object values, String field, Consumer<String> problems) {
        if (values != null && !(values instanceof Map)) {
            problems.accept(described(ref) + field + " is no mapping.");
        }
        Fields.map(values).forEach((key, value) -> {
            if (value != null && !(value instanceof String)) {
                problems.accept(described(ref) + field + "." + Text.shorten(key, 80) + " is " + typeOf(value)
                        + ", not a text; put it in quotes.");
            }
        });
    }

    /**
     * Finds objects that are there twice; two versions of one group are the same object.
     *
     * @param objects with their namespaces known
     * @return one sentence for each, naming both places
     */
    public static List<String> duplicates(List<Manifest> objects) {
        Map<ObjectRef.Identity, Manifest> seen = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        for (Manifest object : objects) {
            ObjectRef ref = object.ref();
            Manifest first = seen.putIfAbsent(ref.identity(), object);
            if (first != null) {
                problems.add(object.origin() + ": " + ref + " is there twice; it is also in " + first.origin() + ".");
            }
        }
        return problems;
    }

    private static String described(String kind) {
        return kind.isEmpty() ? "" : Text.shorten(kind, 63) + ": ";
    }

    private static String described(String kind, String name) {
        return Text.shorten(kind + " " + name, 120) + ": ";
    }

    private static String described(ObjectRef ref) {
        return described(ref.kind(), ref.name());
    }

    private static String typeOf(Object value) {
        if (value instanceof Boolean) {
            return "a boolean";
        }
        return value instanceof Number ? "a number" : value instanceof List ? "a list" : "a mapping";
    }
}
