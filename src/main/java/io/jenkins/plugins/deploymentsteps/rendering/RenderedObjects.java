package io.jenkins.plugins.deploymentsteps.rendering;

import io.jenkins.plugins.deploymentsteps.core.DeploymentException;
import io.jenkins.plugins.deploymentsteps.core.DeploymentException.Kind;
import io.jenkins.plugins.deploymentsteps.core.Text;
import io.jenkins.plugins.deploymentsteps.core.manifest.Fields;
import io.jenkins.plugins.deploymentsteps.core.manifest.ManifestFile;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlDocuments;
import io.jenkins.plugins.deploymentsteps.core.yaml.YamlLimits;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.Node;

/** What a tool printed, as manifests that say which object of it they are. */
public final class RenderedObjects {
    /** Helm prints the template of each object before it. */
    private static final Pattern SOURCE = Pattern.compile("(?m)^# Source: (.+)$");

    private static final String HOOK = "helm.sh/hook";

    /** Hooks that belong to installing something, and are applied with it. */
    private static final Set<String> APPLIED_HOOKS =
            Set.of("pre-install", "post-install", "pre-upgrade", "post-upgrade", "crd-install");

    private RenderedObjects() {}

    /**
     * Takes apart what a tool printed.
     *
     * @param tool that printed it
     * @param from what it was made of, as people name it: the directory, or the chart
     * @param output in UTF-8
     * @return one for each document that is not empty; hooks of Helm that are for something else than installing are
     *     left out
     * @throws DeploymentException (invalid input) if it is no text, or nothing
     */
    public static List<ManifestFile> of(Tool tool, String from, byte[] output) throws DeploymentException {
        String origin = "rendered by " + tool.program() + " from " + Text.shorten(from, 300);
        List<ManifestFile> objects = new ArrayList<>();
        for (String document : documents(decode(origin, output))) {
            if (isComment(document)) {
                continue;
            }
            String template = "";
            if (tool == Tool.HELM) {
                if (isOtherHook(document)) {
                    continue;
                }
                Matcher source = SOURCE.matcher(document);
                template = source.find() ? " (" + Text.shorten(source.group(1).strip(), 200) + ")" : "";
            }
            String name = origin + ", object " + (objects.size() + 1) + template;
            objects.add(new ManifestFile(name, document.getBytes(StandardCharsets.UTF_8), true));
        }
        if (objects.isEmpty()) {
            throw new DeploymentException(
                    Kind.INVALID_INPUT, "Nothing was " + origin + ": " + tool.program() + " printed no object.");
        }
        return objects;
    }

    private static String decode(String origin, byte[] output) throws DeploymentException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(output))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new DeploymentException(Kind.INVALID_INPUT, "What was " + origin + " is no text in UTF-8.");
        }
    }

    /** A line of three hyphens always begins a document: within a text, YAML has it indented. */
    private static List<String> documents(String text) {
        return Arrays.asList(text.split("(?m)^---(?:[ \\t]+#.*)?[ \\t]*\\r?$", -1));
    }

    private static boolean isComment(String document) {
        return document.lines()
                .allMatch(line -> line.isBlank() || line.stripLeading().startsWith("#"));
    }

    /** What is no YAML is kept: whoever reads it says why. */
    private static boolean isOtherHook(String document) {
        if (!document.contains(HOOK)) {
            return false;
        }
        try {
            for (Node node : YamlDocuments.compose("hook", document, YamlLimits.DEFAULT)) {
                Object data = YamlDocuments.toData("hook", node);
                String hook = Fields.text(data, "metadata", "annotations", HOOK);
                if (!hook.isEmpty()
                        && Arrays.stream(hook.split(",")).map(String::strip).noneMatch(APPLIED_HOOKS::contains)) {
                    return true;
                }
            }
            return false;
        } catch (DeploymentException e) {
            return false;
        }
    }
}
