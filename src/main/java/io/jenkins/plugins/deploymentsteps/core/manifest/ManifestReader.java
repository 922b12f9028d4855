package io.jenkins.plugins.deploymentsteps.core.manifest;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads manifests: YAML with one or several documents, JSON, JSON lines; {@code List}s of any kind are flattened.
 *
 * <p>All that is wrong in all files is reported at once, so that nobody mends one file after the other.
 */
public final class ManifestReader {
    /** The most bytes of all files together. */
    static final long MOST_BYTES = 10_000_000;

    private static final int MOST_PROBLEMS_SHOWN = 50;

    private final List<Manifest> objects = new ArrayList<>();
    private final List<String> filesWithoutObjects = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final VariableFilling variables;

    private ManifestReader(Variables variables) {
        this.variables = new VariableFilling(variables);
    }

    /**
     * What was read.
     *
     * @param objects in the order of the files and their documents; at least one
     * @param filesWithoutObjects names of files that hold nothing, or comments only
     */
    public record Manifests(List<Manifest> objects, List<String> filesWithoutObjects) {
        /** Copies the lists. */
        public Manifests {
            objects = List.copyOf(objects);
            filesWithoutObjects = List.copyOf(filesWithoutObjects);
        }
    }

    /** Reads files without variables. */
    public static Manifests read(List<ManifestFile> files) throws DeploymentException {
        return read(files, Variables.NONE);
    }

    /**
     * Reads files.
     *
     * @param variables what references in values stand for
     * @throws DeploymentException (invalid input) naming every problem with file, document and line; or if there is no
     *     object in any file, or a variable that no value refers to
     */
    public static Manifests read(List<ManifestFile> files, Variables variables) throws DeploymentException {
        long bytes = 0;
        for (ManifestFile file : files) {
            bytes += file.content().length;
        }
        if (bytes > MOST_BYTES) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The manifests have " + bytes + " bytes, the limit is " + MOST_BYTES
                            + ". Do the patterns match files that are no manifests?");
        }
        ManifestReader reader = new ManifestReader(variables);
        for (ManifestFile file : files) {
            reader.read(file);
        }
        if (reader.problems.isEmpty()) {
            reader.variables.unused().ifPresent(reader.problems::add);
        }
        failIfAny(reader.problems);
        if (reader.objects.isEmpty()) {
            throw new DeploymentException(Kind.INVALID_INPUT, noObjects(files));
        }
        return new Manifests(reader.objects, reader.filesWithoutObjects);
    }

    /**
     * Fails if there is a problem.
     *
     * @param problems one sentence each
     * @throws DeploymentException (invalid input) listing them
     */
    public static void failIfAny(List<String> problems) throws DeploymentException {
        if (problems.size() == 1) {
            throw new DeploymentException(Kind.INVALID_INPUT, problems.get(0));
        } else if (!problems.isEmpty()) {
            int shown = Math.min(problems.size(), MOST_PROBLEMS_SHOWN);
            String more = shown < problems.size() ? "\n- and " + (problems.size() - shown) + " more" : "";
            throw new DeploymentException(
                    Kind.INVALID_INPUT,
                    "The manifests have " + problems.size() + " problems; nothing was changed:\n- "
                            + String.join("\n- ", problems.subList(0, shown)) + more);
        }
    }

    private static String noObjects(List<ManifestFile> files) {
        if (files.isEmpty()) {
            return "There is no manifest to read: no file was found.";
        }
        List<String> names = files.stream()
                .limit(MOST_PROBLEMS_SHOWN)
                .map(file -> Text.shorten(file.name(), 200))
                .toList();
        return "No object was found in " + String.join(", ", names)
                + (files.size() > names.size() ? " and " + (files.size() - names.size()) + " more files" : "") + ".";
    }

    private void read(ManifestFile file) {
        int objectsBefore = objects.size();
        int problemsBefore = problems.size();
        String text = "";
        try {
            text = ManifestText.decode(file);
            int document = 0;
            for (Node node : compose(file.name(), text)) {
                add(file, ++document, node);
            }
        } catch (DeploymentException e) {
            problems.add(e.getMessage());
        }
        if (problems.size() > problemsBefore) {
            String other = OtherFiles.what(file.name(), text);
            if (other != null) {
                problems.subList(problemsBefore, problems.size()).clear();
                problems.add(Text.shorten(file.name(), 300) + " " + other);
            } else if (OtherFiles.maybeTemplate(text)) {
                problems.set(
                        problemsBefore,
                        problems.get(problemsBefore) + " The file has {{ … }}: if it is a template, apply what"
                                + " 'helm template', or whatever else fills it in, makes of it.");
            }
        } else if (objects.size() == objectsBefore) {
            filesWithoutObjects.add(file.name());
        }
    }

    private static List<Node> compose(String name, String text) throws DeploymentException {
        try {
            return YamlDocuments.compose(name, text, YamlLimits.DEFAULT);
        } catch (DeploymentException e) {
            String asYaml = ManifestText.jsonAsYaml(text);
            if (asYaml.equals(text)) {
                throw e;
            }
            return YamlDocuments.compose(name, asYaml, YamlLimits.DEFAULT);
        }
    }

    private void add(ManifestFile file, int document, Node node) throws DeploymentException {
        Manifest.Origin origin =
                new Manifest.Origin(Text.shorten(file.name(), 300), document, file.rendered() ? 0 : line(node));
        if (!(node instanceof MappingNode mapping)) {
            problems.add(
                    origin + ": is no Kubernetes object: a mapping with apiVersion, kind and metadata is expected.");
            return;
        }
        Object data = YamlDocuments.toData(file.name(), node);
        if (Fields.text(data, "kind").endsWith("List") && Fields.map(data).containsKey("items")) {
            addItems(file, document, mapping, data, origin);
            return;
        }
        int before = problems.size();
        if (Fields.text(data, "apiVersion").startsWith("kustomize.config.k8s.io/")) {
            problems.add(origin + ": is a kustomization.");
            return;
        }
        if (!variables.isForNothing()) {
            data = YamlDocuments.toData(file.name(), node, variables.in(file, problems));
        }
        Map<String, Object> content = Fields.map(data);
        ObjectRef ref = ManifestRules.ref(content, problem -> problems.add(origin + ": " + problem));
        if (problems.size() == before) {
            objects.add(new Manifest(ref, content, origin));
        }
    }

    private void addItems(ManifestFile file, int document, MappingNode list, Object data, Manifest.Origin origin)
            throws DeploymentException {
        Object items = Fields.at(data, "items");
        if (items != null && !(items instanceof List)) {
            problems.add(origin + ": items is no list.");
            return;
        }
        for (NodeTuple tuple : list.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key
                    && key.getValue().equals("items")
                    && tuple.getValueNode() instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    add(file, document, item);
                }
            }
        }
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(0) + 1;
    }
}
